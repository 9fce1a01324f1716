"""The order of requests: one queue per host, and two heaps of hosts. It has no network, no tasks and no clock.

All times are seconds on a monotonic clock that the caller reads. Memory: little more than one entry per waiting URL.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from itertools import count
from typing import Generic, TypeVar

from archive_lint.web.politeness import Manners

_LONG = 10.0
"""Seconds from which on a host is one of those that the run will wait for in the end."""

Fresh = TypeVar("Fresh")
Again = TypeVar("Again")


class Host(Generic[Fresh, Again]):
    """The queue of one host."""

    def __init__(self, key: str, manners: Manners) -> None:
        self.key = key
        self.manners = manners
        self.fresh: list[tuple[float, int, Fresh]] = []
        """New entries, those least recently requested first."""
        self.again: list[tuple[float, int, Again]] = []
        """Entries begun before, by the time at which they may continue."""
        self.begun = 0
        """Number of new entries taken so far."""
        self.ticket = 0
        """Number of its valid entry in the schedule's heaps, which keep outdated ones; 0 while it has none."""
        self.waits = False

    @property
    def due_at(self) -> float:
        """When its first entry may be requested, if it were alone."""
        if not self.again or (self.fresh and self.again[0][0] > self.manners.ready_at):
            return self.manners.ready_at
        return max(self.again[0][0], self.manners.ready_at)

    def is_soon_done(self, now: float) -> bool:
        """Return whether it has answered, and its entries take little time."""
        return self.manners.has_answered and self.seconds_left(now) < _LONG

    def seconds_left(self, now: float) -> float:
        """Return the seconds that its entries take, if it were the only host.

        A URL may need several requests, as those before.
        """
        entries = len(self.fresh) + len(self.again)
        if not entries:
            return 0.0
        done = self.begun - len(self.again) - self.manners.in_flight
        requests = entries * (max(1.0, self.manners.requests / done) if done > 0 else 1.0)
        return max(self.due_at - now, 0.0) + requests * self.manners.seconds_per_request


class Schedule(Generic[Fresh, Again]):
    """The queues of all hosts. After every change of a host's manners, `settle` must be called."""

    def __init__(self, *, per_host: int, interval: float) -> None:
        self.hosts: dict[str, Host[Fresh, Again]] = {}
        self._per_host = per_host
        self._interval = interval
        self._turn = count(1)
        self._timed: list[tuple[float, int, Host[Fresh, Again]]] = []
        self._ready: list[tuple[float, bool, int, Host[Fresh, Again]]] = []
        self._waiting = 0
        self._entries = 0

    def __len__(self) -> int:
        return self._entries

    @property
    def waiting_hosts(self) -> int:
        """Number of hosts none of whose entries may be requested yet."""
        return self._waiting

    def slowest_host(self, now: float) -> float:
        """Return the seconds of the host that will be done last, each at its speed so far."""
        return max((host.seconds_left(now) for host in self.hosts.values()), default=0.0)

    def host(self, key: str) -> Host[Fresh, Again]:
        """Return the host with this key, a new one if needed."""
        host = self.hosts.get(key)
        if host is None:
            manners = Manners(at_once=self._per_host, interval=self._interval)
            host = self.hosts[key] = Host(key, manners)
        return host

    def add(self, host: Host[Fresh, Again], item: Fresh, asked_at: float, now: float) -> None:
        """Queue a URL; `asked_at` is when it was last requested, wall clock, 0 for never."""
        turn = next(self._turn)
        heapq.heappush(host.fresh, (asked_at, turn, item))
        self._entries += 1
        # Only if it changes when the host is due: one entry in a heap per URL would fill the memory.
        if host.ticket == 0 or host.fresh[0][1] == turn:
            self.settle(host, now)

    def add_again(self, host: Host[Fresh, Again], item: Again, at: float, now: float) -> None:
        """Queue a check that was begun, and may continue at `at`."""
        heapq.heappush(host.again, (at, next(self._turn), item))
        self._entries += 1
        self.settle(host, now)

    def hurry(self, host: Host[Fresh, Again], waits_for_nothing: Callable[[Again], bool], now: float) -> None:
        """Let begun checks that wait for nothing continue now. The host is then to be settled."""
        host.again = [(min(at, now) if waits_for_nothing(item) else at, turn, item) for at, turn, item in host.again]
        heapq.heapify(host.again)

    def pop(self, now: float) -> tuple[Host[Fresh, Again], Fresh | None, Again | None] | None:
        """Take an entry that may be requested now, new or begun; `None` if there is none.

        Its host then has no ticket until it is settled.
        """
        self._wake(now)
        while self._ready:
            *_, ticket, host = heapq.heappop(self._ready)
            if ticket != host.ticket:
                continue
            host.ticket = 0
            self._entries -= 1
            if host.again and host.again[0][0] <= now:
                return host, None, heapq.heappop(host.again)[2]
            host.begun += 1
            return host, heapq.heappop(host.fresh)[2], None
        return None

    def settle(self, host: Host[Fresh, Again], now: float) -> None:
        """Give a host a new ticket, if any of its entries may be requested now or later."""
        host.ticket = 0
        self._set_waiting(host, waits=False)
        if not (host.fresh or host.again):
            return
        if not host.manners.has_room:
            return
        due = host.due_at
        host.ticket = next(self._turn)
        if due > now:
            self._set_waiting(host, waits=True)
            heapq.heappush(self._timed, (due, host.ticket, host))
        else:
            self._make_ready(host, now)

    def next_at(self) -> float | None:
        """Return when the next host stops waiting; `None` if none waits for time."""
        while self._timed and self._timed[0][1] != self._timed[0][2].ticket:
            heapq.heappop(self._timed)
        return self._timed[0][0] if self._timed else None

    def _wake(self, now: float) -> None:
        while self._timed and self._timed[0][0] <= now:
            _, ticket, host = heapq.heappop(self._timed)
            if ticket == host.ticket:
                self._set_waiting(host, waits=False)
                self._make_ready(host, now)

    def _make_ready(self, host: Host[Fresh, Again], now: float) -> None:
        """Make a host ready.

        Begun checks come first, then the least recently requested, then hosts that may take long, then by turn: whether
        a host is silent, is known only after the time that it is given.
        """
        begun = bool(host.again) and host.again[0][0] <= now
        order = float("-inf") if begun else host.fresh[0][0]
        heapq.heappush(self._ready, (order, host.is_soon_done(now), host.ticket, host))

    def _set_waiting(self, host: Host[Fresh, Again], *, waits: bool) -> None:
        self._waiting += waits - host.waits
        host.waits = waits
