"""Holds judgements back that our own network may be to blame for, until a server has proved that it works."""

from __future__ import annotations

from typing import Protocol

from msgspec import Struct

from archive_lint.model.observation import Observation
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.classify import Judgement
from archive_lint.web.clock import Clock
from archive_lint.web.fetch.protocol import Fetches
from archive_lint.web.network import NetworkWatch, never_reached
from archive_lint.web.retry import SECOND_LOOK


class AcceptsJudgements(Protocol):
    """The receiver of judgements for which our network is not to blame."""

    def finish(self, url: str, judgement: Judgement, seen: Observation, representative: str = "") -> None:
        """Make a judgement the verdict on `url`."""


class _Held(Struct, frozen=True):
    """A judgement that is held back, with the arguments of `finish`."""

    url: str
    judgement: Judgement
    seen: Observation
    representative: str


class OwnNetwork:
    """The network of this machine during one run."""

    def __init__(self, fetcher: Fetches, clock: Clock, ledger: AcceptsJudgements, *, is_doubtful: bool = False) -> None:
        self._fetcher = fetcher
        self._clock = clock
        self._ledger = ledger
        self._watch = NetworkWatch(is_doubtful=is_doubtful)
        self._held: list[_Held] = []
        self.is_down = False
        """Whether it has been shown to be down: nothing more is requested."""
        self.is_being_tested = False
        """Whether witnesses are being asked: nothing else is requested meanwhile."""

    @property
    def is_suspect(self) -> bool:
        """Whether so much failed in a row that it must be tested."""
        return self._watch.is_suspect and not self.is_being_tested and not self.is_down

    @property
    def why_down(self) -> str:
        """The evidence that the network is down, for a sentence."""
        return self._watch.useless_proxy or "hosts that have nothing in common cannot be reached"

    def learn(self, seen: Observation) -> None:
        """Note an observation. One that a server took part in releases the judgements."""
        if self._watch.learn(seen):
            self._free()

    def settle(self, url: str, judgement: Judgement, seen: Observation, representative: str = "") -> None:
        """Pass a judgement on, or hold it back if no server took part in its observation."""
        if never_reached(seen):
            self._held.append(_Held(url, judgement, seen, representative))
        else:
            self._ledger.finish(url, judgement, seen, representative)

    async def test(self) -> None:
        """Ask witnesses: hosts that answered before. If none does any more, the network is down."""
        self.is_being_tested = True
        self.is_down = not await self._has_witness()
        self.is_being_tested = False
        if not self.is_down:
            self._watch.relieve()
            self._free()

    async def conclude(self, *, stopped: bool) -> None:
        """Decide on the judgements still held back at the end of a run; one that was `stopped` waits for no witness."""
        if stopped:
            # These are requested again by the next run.
            self._held.clear()
        if self._held and not self.is_down:
            known = self._watch.witnesses
            self.is_down = not await self._has_witness() if known else self._watch.seems_down
        if self.is_down:
            self._held.clear()
        self._free()

    def _free(self) -> None:
        """Release the judgements: the network works, and the servers cannot be reached."""
        held, self._held = self._held, []
        for one in held:
            judgement = one.judgement
            if judgement.kind is VerdictKind.GONE_DOMAIN and not self._watch.names_resolve:
                evidence = "the name does not exist; no other name of the run does either, so the fault may be ours"
                judgement = Judgement(VerdictKind.UNREACHABLE, "dns", evidence)
            self._ledger.finish(one.url, judgement, one.seen, one.representative)

    async def _has_witness(self) -> bool:
        """Return whether a host that answered before still does.

        Each is asked twice: a single host may fail by itself.
        """
        for pause in (0.0, SECOND_LOOK):
            for url in self._watch.witnesses:
                await self._clock.sleep(pause)
                seen = await self._fetcher.fetch(url, "HEAD")
                if not never_reached(seen):
                    return True
                self._watch.blame(seen)
        return False
