"""Verdicts on whole servers: if one is down, one URL is judged, and its judgement serves for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from archive_lint.model.observation import Failure, Observation
from archive_lint.web.classify import Judgement
from archive_lint.web.politeness import Breaker, server_key


class HostVerdicts:
    """The servers that are down in a run, with the URLs that represent them and those that wait for judgements."""

    def __init__(self) -> None:
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        """URLs that wait for the judgement on the representative of their server, by representative."""
        self._judged: dict[str, tuple[Judgement, Observation]] = {}
        """Judgements on representatives, each with its observation: they hold for the other URLs of their servers."""

    def representative(self, url: str) -> str:
        """Return the URL whose failures showed the server of `url` to be down; empty while `url` may be requested."""
        cause = self._breakers[server_key(url)].cause
        return "" if cause == url else cause

    def serves_for_others(self, url: str) -> bool:
        """Return whether the judgement on `url` holds for the other URLs of its server."""
        return url in self._judged

    def learn(self, url: str, seen: Observation, *, judged: bool) -> bool:
        """Note an observation of `url`; `judged` means that no further attempt follows. Return whether none should.

        That is so if its timeouts have shown the server to be down: its siblings waited for nothing as well, and one
        more deadline would show nothing new.
        """
        breaker = self._breakers[server_key(url)]
        breaker.learn(url, seen, judged=judged)
        return breaker.cause == url and seen.failure is Failure.TIMEOUT

    def follow(self, representative: str, url: str) -> tuple[Judgement, Observation] | None:
        """Return the judgement on the representative of `url`; without one yet, `url` waits for it."""
        found = self._judged.get(representative)
        if found is None:
            self._waiting[representative].append(url)
        return found

    def conclude(self, url: str, judgement: Judgement, seen: Observation) -> Sequence[str]:
        """Note the judgement on `url`; return the URLs that waited for it.

        If it says that the server is down, it serves for them from now on. Otherwise the server is up after all, they
        have no representative any more, and must be requested.
        """
        breaker = self._breakers[server_key(url)]
        if breaker.cause == url:
            if judgement.kind.may_be_host_wide:
                self._judged[url] = judgement, seen
            else:
                breaker.close()
        return self._waiting.pop(url, ())
