"""Verdicts on whole servers: of one that is down, one URL is judged, and its judgement serves for the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from archive_lint.model.observation import Failure, Observation
from archive_lint.web.classify import Judgement
from archive_lint.web.politeness import Breaker, server_key


class HostVerdicts:
    """Which servers are down in a run, which URL represents each of them, and which URLs wait for its judgement."""

    def __init__(self) -> None:
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        self._waiting: defaultdict[str, list[str]] = defaultdict(list)
        """URLs that wait for the judgement on the representative of their server, by that representative."""
        self._judged: dict[str, tuple[Judgement, Observation]] = {}
        """Judgements on representatives, each with what it rests on: they hold for the other URLs of their servers."""

    def representative(self, url: str) -> str:
        """Return the other URL whose failures showed the server of `url` to be down; empty while it may be asked."""
        cause = self._breakers[server_key(url)].cause
        return "" if cause == url else cause

    def learn(self, url: str, seen: Observation, *, judged: bool) -> bool:
        """Note what came for `url`; `judged` says that no further attempt follows. Return whether none should.

        That is so where it has shown its server to be down by timeouts: its siblings waited for nothing as well, and
        one more deadline would show nothing new.
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
        """Take the judgement on `url`; return the URLs that waited for it.

        Where it says that the server is down, it serves for them from now on. Otherwise the server is up after all,
        they have no representative any more, and are to be asked for.
        """
        breaker = self._breakers[server_key(url)]
        if breaker.cause == url:
            if judgement.kind.may_be_host_wide:
                self._judged[url] = judgement, seen
            else:
                breaker.close()
        return self._waiting.pop(url, ())
