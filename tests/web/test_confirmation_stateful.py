"""A claim is confirmed by many runs, days apart, with nothing alive between: checked over random histories."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from archive_lint.config.web import Confirmation, RecheckDays
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.web.confirmation import DAY, Seen, standing
from archive_lint.web.history import Record, in_memory, is_due
from archive_lint.web.summary import verdict_of
from tests.soak import rounds

URL = "http://news.example/a-story"
KINDS = st.sampled_from(list(VerdictKind))
LOST = st.sampled_from([kind for kind in VerdictKind if kind.is_lost])


@pytest.mark.parametrize(
    ("days", "confirmed", "count"),
    [
        ([0], False, 1),
        ([0, 3], False, 2),
        ([0, 3, 6], True, 3),
        ([0, 1, 2], False, 1),
        ([0, 1, 2, 3, 4, 5, 6], True, 3),
        ([0, 2.9, 5.8], False, 2),
        ([0, 3, 2, 1, 6], True, 3),
        ([0, -1000, 3], False, 2),
    ],
)
def test_three_observations_three_days_apart(days: list[float], confirmed: bool, count: int) -> None:
    stands = standing([Seen(day * DAY, VerdictKind.DEAD) for day in days], Confirmation())
    assert (stands.confirmed, stands.observations) == (confirmed, count)
    assert stands.since == days[0] * DAY


@pytest.mark.parametrize(
    ("between", "confirmed"),
    [
        (VerdictKind.ALIVE, False),
        (VerdictKind.ALIVE_REDIRECTED, False),
        (VerdictKind.MOVED_PERMANENTLY, False),
        (VerdictKind.TIMEOUT, True),
        (VerdictKind.BLOCKED, True),
        (VerdictKind.SOFT_404, True),
    ],
)
def test_only_what_is_alive_resets(between: VerdictKind, confirmed: bool) -> None:
    days = [(0, VerdictKind.DEAD), (3, VerdictKind.DEAD), (4, between), (6, VerdictKind.DEAD)]
    assert standing([Seen(day * DAY, kind) for day, kind in days], Confirmation()).confirmed is confirmed


def test_a_move_is_confirmed_by_the_second_that_leads_to_the_same_place() -> None:
    def moves(*targets: str) -> bool:
        seen = [Seen(3 * day * DAY, VerdictKind.MOVED_PERMANENTLY, target) for day, target in enumerate(targets)]
        return standing(seen, Confirmation()).confirmed

    assert moves("a", "a")
    assert not moves("a", "b")
    assert not moves("a", "b", "a")


class Days(RuleBasedStateMachine):
    """Runs over days, with a history that is written and read back, and now and then lost."""

    @initialize()
    def begin(self) -> None:
        self.rule = Confirmation()
        self.now = 1_000 * DAY
        self.history = in_memory()
        self.seen: list[tuple[float, VerdictKind]] = []
        self.verdict: Verdict | None = None

    def _observe(self, kind: VerdictKind) -> None:
        record = Record(at=self.now, kind=kind)
        self.verdict = verdict_of(URL, [*self.history.records(URL), record], self.rule)
        self.history.add(URL, record)
        self.history.commit()
        self.seen = [entry for entry in self.seen if entry[0] != self.now]
        self.seen.append((self.now, kind))

    @rule(kind=KINDS)
    def observe(self, kind: VerdictKind) -> None:
        self._observe(kind)

    @rule(kind=LOST)
    def lose(self, kind: VerdictKind) -> None:
        self._observe(kind)

    @rule()
    def not_there_for_a_week(self) -> None:
        for _ in range(3):
            self.now += 3 * DAY
            self._observe(VerdictKind.DEAD)

    @rule(days=st.floats(0, 10))
    def time_passes(self, days: float) -> None:
        self.now += days * DAY

    @rule(days=st.floats(0, 400))
    def clock_is_put_back(self, days: float) -> None:
        self.now -= days * DAY

    @rule()
    def history_is_lost(self) -> None:
        self.history = in_memory()
        self.seen = []

    @invariant()
    def never_confirmed_without_three_failures_three_days_apart(self) -> None:
        if self.verdict is None or not self.verdict.confirmed or not self.verdict.kind.is_lost or not self.seen:
            return
        since_alive: list[float] = []
        for at, kind in self.seen:
            if kind.is_alive:
                since_alive = []
            elif kind is self.verdict.kind:
                since_alive.append(at)
        count, last = 0, float("-inf")
        for at in since_alive:
            if at - last >= 3 * DAY:
                count, last = count + 1, at
        assert count >= 3

    @invariant()
    def an_alive_observation_resets(self) -> None:
        if self.verdict is not None and self.verdict.kind.is_alive:
            lost = Record(at=self.now + 3 * DAY, kind=VerdictKind.DEAD)
            again = verdict_of(URL, [*self.history.records(URL), lost], self.rule)
            assert not self.seen or (again.observations == 1 and not again.confirmed)

    @invariant()
    def nothing_but_lost_and_moved_is_ever_confirmed(self) -> None:
        if self.verdict is not None and self.verdict.confirmed:
            assert self.verdict.kind.is_lost or self.verdict.kind is VerdictKind.MOVED_PERMANENTLY


TestDays = Days.TestCase
TestDays.settings = settings(max_examples=rounds(40), stateful_step_count=25)


@pytest.mark.parametrize(
    ("kind", "days", "due"),
    [
        (VerdictKind.ALIVE, 29.9, False),
        (VerdictKind.ALIVE, 30, True),
        (VerdictKind.MOVED_PERMANENTLY, 29.9, False),
        (VerdictKind.DEAD, 2.9, False),
        (VerdictKind.PARKED, 3, True),
        (VerdictKind.TIMEOUT, 0.9, False),
        (VerdictKind.TIMEOUT, 1, True),
        (VerdictKind.ALIVE, -1, True),
    ],
)
def test_a_verdict_holds_for_its_days_and_not_before_it_was_given(kind: VerdictKind, days: float, due: bool) -> None:
    assert is_due(Record(at=1_000 * DAY, kind=kind), RecheckDays(), (1_000 + days) * DAY) is due
