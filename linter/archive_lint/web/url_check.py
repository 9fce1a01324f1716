"""The check of one URL in one run, request by request, until a verdict can be drawn.

A check decides and never waits: it names the next request and is given the answer. So it holds no worker while its host
wants to be left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from urllib.parse import urlsplit

from msgspec import Struct

from archive_lint.model.observation import Failure, Method, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web import soft404
from archive_lint.web.classify import Judgement, classify_observation
from archive_lint.web.domains import registrable
from archive_lint.web.retry import SECOND_LOOK, RetryPolicy, asks_for_patience

_HEADS_TO_VERIFY = 3
"""Clean answers to HEAD that GET must confirm, before a host's HEAD is believed: some answer 200 to any."""

_MOST_PROBES = 64
"""The most answers kept of a host: an archive of many years cites as many folders."""

_SUCCESS = range(200, 300)

_BEFORE_THE_METHOD = frozenset({Phase.URL, Phase.ADDRESS, Phase.DNS, Phase.CONNECT, Phase.TLS})


class Ask(Struct, frozen=True):
    """A request to make."""

    url: str
    method: Method


class HostNotes:
    """The knowledge of a run about one host, for its other URLs."""

    def __init__(self) -> None:
        self.heads_verified = 0
        self.head_lies = False
        self.probes: dict[str, Observation] = {}
        """The latest answers to made-up URLs and front pages, by URL."""
        self.ends: Counter[str] = Counter()
        """Ends of redirects that have nothing in common with their beginning."""
        self.domain_gone: bool | None = None

    def keep(self, url: str, seen: Observation) -> None:
        """Keep an answer for the next URL of its folder."""
        self.probes[url] = seen
        if len(self.probes) > _MOST_PROBES:
            del self.probes[next(iter(self.probes))]


class UrlCheck:
    """One URL, from the first request to the judgement."""

    def __init__(self, url: str, host: HostNotes, policy: RetryPolicy, accept: Collection[int]) -> None:
        self.url = url
        self.judgement: Judgement | None = None
        """The judgement; set when no request is left."""
        self.page: Observation | None = None
        """The observation that the judgement rests on."""
        self._host = host
        self._policy = policy
        self._accept = accept
        self._attempt = 1
        self._lost: Observation | None = None
        self._head_was_clean = False
        self._asks_of_others: list[str] = []
        self._others: dict[str, Observation] = {}
        self._suspicion = ""
        self.ask = Ask(url, "GET" if host.head_lies else "HEAD")
        """The next request."""

    def learn(self, seen: Observation) -> float | None:
        """Take the answer to `ask`; return the seconds until the next request, `None` when there is a judgement."""
        if self._asks_of_others:
            other = self._asks_of_others.pop(0)
            self._others[other] = seen
            self._host.keep(other, seen)
            return self._ask_others() if self._asks_of_others else self._close()
        if self.ask.method == "HEAD":
            wait = self._learn_from_head(seen)
            if wait is not None or self.judgement is not None:
                return wait
        return self._learn_from_get(seen)

    def give_up(self, seen: Observation) -> None:
        """Judge by the answers so far: one more request would not help."""
        self._judge(seen, classify_observation(seen, self._accept))

    def _learn_from_head(self, seen: Observation) -> float | None:
        """Handle an answer to HEAD; return the seconds until the next request, with GET, if any.

        An answer that would be the same to any method is treated as an answer to GET.
        """
        if seen.failure is None and seen.status in _SUCCESS and len(seen.hops) < 2 and not seen.refresh:
            judgement = classify_observation(seen, self._accept)
            if judgement.kind is VerdictKind.ALIVE:
                if self._host.heads_verified >= _HEADS_TO_VERIFY:
                    return self._judge(seen, judgement)
                self._head_was_clean = True
                return self._get()
        if asks_for_patience(seen) or (not seen.hops and seen.phase in _BEFORE_THE_METHOD):
            return None
        return self._get()

    def _get(self) -> float:
        self.ask = Ask(self.url, "GET")
        return 0.0

    def _learn_from_get(self, seen: Observation) -> float | None:
        judgement = classify_observation(seen, self._accept)
        if seen.failure is Failure.NXDOMAIN and judgement.kind is VerdictKind.GONE_DOMAIN:
            return self._note_lost(seen, judgement)
        wait = self._policy.wait(self._attempt, seen)
        if wait is not None:
            self._attempt += 1
            return wait
        if self.ask.method == "GET":
            self._compare_methods(seen, judgement)
        if judgement.kind is VerdictKind.DEAD:
            return self._note_lost(seen, judgement)
        self.page, self.judgement = seen, judgement
        if judgement.kind.is_alive and seen.status in _SUCCESS:
            self._suspicion = soft404.suspicion(self.url, seen)
            if self._suspicion:
                return self._probe(seen)
        return None

    def _note_lost(self, seen: Observation, judgement: Judgement) -> float | None:
        """Note that a page or a domain was not found; it is given up only when that happens twice."""
        before, self._lost = self._lost, seen
        self.page = seen
        if before is None:
            return SECOND_LOOK
        if before.failure is not seen.failure:
            return self._judge(seen, Judgement(VerdictKind.UNREACHABLE, "contradictory", "two answers that contradict"))
        if judgement.kind is VerdictKind.DEAD:
            return self._judge(seen, Judgement(VerdictKind.DEAD, judgement.reason, f"{judgement.evidence}, twice"))
        host = urlsplit(self.url).hostname or ""
        domain = registrable(host)
        if domain == host or self._host.domain_gone is not None:
            return self._judge_domain(seen, host, domain)
        return self._ask_of([f"http://{domain}/"])

    def _judge_domain(self, seen: Observation, host: str, domain: str) -> float | None:
        if domain == host or self._host.domain_gone:
            gone = Judgement(VerdictKind.GONE_DOMAIN, "", f"the domain {domain} does not exist, in two look-ups")
            return self._judge(seen, gone)
        evidence = f"the name {host} does not exist, though {domain} does"
        return self._judge(seen, Judgement(VerdictKind.UNREACHABLE, "dns", evidence))

    def _compare_methods(self, seen: Observation, judgement: Judgement) -> None:
        if not self._head_was_clean:
            if judgement.kind.is_alive:
                self._host.head_lies = self._host.heads_verified == 0
        elif judgement.kind.is_alive:
            self._host.heads_verified += len(seen.hops) < 2
        else:
            self._host.head_lies = True

    def _probe(self, seen: Observation) -> float | None:
        if self._suspicion == "redirect":
            end = seen.refresh or seen.final_url
            self._host.ends[end] += 1
            if self._host.ends[end] > soft404.MANY:
                # So many that no probe is needed: see `soft404.Endings`.
                return None
        wanted = [soft404.sibling(self.url)]
        if self._suspicion == "for-sale":
            wanted.append(soft404.front_page(self.url))
        self._others = {url: self._host.probes[url] for url in wanted if url in self._host.probes}
        return self._ask_of([url for url in wanted if url not in self._others])

    def _ask_of(self, urls: list[str]) -> float | None:
        self._asks_of_others = urls
        return self._ask_others() if urls else self._close()

    def _ask_others(self) -> float:
        self.ask = Ask(self._asks_of_others[0], "GET")
        return 0.0

    def _close(self) -> float | None:
        """Judge by all the answers that were needed. Return `None`: no request is left."""
        assert self.page is not None
        if self.judgement is None:
            host = urlsplit(self.url).hostname or ""
            seen = self._others[f"http://{registrable(host)}/"]
            self._host.domain_gone = seen.failure is Failure.NXDOMAIN and not seen.hops
            return self._judge_domain(self.page, host, registrable(host))
        probe = self._others[soft404.sibling(self.url)]
        front = self._others.get(soft404.front_page(self.url))
        found = soft404.judged_by_probe(self.url, self.page, probe, front)
        return self._judge(self.page, found or self.judgement)

    def _judge(self, seen: Observation, judgement: Judgement) -> float | None:
        self.page, self.judgement = seen, judgement
        return None
