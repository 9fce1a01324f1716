"""Distinguishes a dead web from a dead network of our own.

No fixed host is contacted as a test: the witnesses are the hosts of the run itself that have answered before.
"""

from __future__ import annotations

from collections import OrderedDict

from archive_lint.model.observation import Cause, Failure, Observation, Phase
from archive_lint.web.classify import NAME_LOOKUP_OR_CONNECT
from archive_lint.web.domains import registrable
from archive_lint.web.politeness import host_key

SUSPICIOUS = 10
"""The number of domains in a row that cannot be reached before witnesses are asked.

Seven of ten old hosts may be dead, and are still seldom met ten in a row.
"""

HOPELESS = 25
"""The number of domains in a row that cannot be reached before the network is given up without a witness."""

_FEW = 5
"""The fewest domains of a run that, if none can be reached for any reason, show that it is not an accident."""

_WITNESSES = 3

_OURS = frozenset({Failure.DNS_FAILURE, Failure.NO_ROUTE, Failure.TIMEOUT})
"""Failures without a network. A name that does not exist, or a refusal, is at least an answer."""


def never_reached(seen: Observation) -> bool:
    """Return whether no server took part: the network, ours or the web's, failed before."""
    return seen.failure is not None and not seen.hops and seen.phase in NAME_LOOKUP_OR_CONNECT


class NetworkWatch:
    """Learns from every observation of a run.

    `is_doubtful` means that this machine may reach the web only through a proxy, and that none was named: then one
    failure is enough if nothing is reached at all.
    """

    def __init__(self, *, is_doubtful: bool = False) -> None:
        self.useless_proxy = ""
        """Why the named proxy serves nothing; empty if it does, or if none was named."""
        self._is_doubtful = is_doubtful
        self.names_resolve = False
        """Whether the resolver found some name of the run: then a name that it does not find does not exist."""
        self._failing: dict[str, bool] = {}
        self._witnesses: OrderedDict[str, str] = OrderedDict()

    def learn(self, seen: Observation) -> bool:
        """Note an observation; return whether it proves that the network works."""
        if seen.failure in _SAYS_NOTHING or (not seen.hops and seen.requests == 0 and seen.failure in _NOTHING_SENT):
            return False
        self.blame(seen)
        host = host_key(seen.url)
        if never_reached(seen):
            self.names_resolve |= seen.phase is Phase.CONNECT
            self._failing[registrable(host)] = seen.failure in _OURS
            return False
        self.names_resolve = True
        self.relieve()
        self._witnesses[host] = seen.url
        self._witnesses.move_to_end(host)
        if len(self._witnesses) > _WITNESSES:
            self._witnesses.popitem(last=False)
        return True

    def blame(self, seen: Observation) -> None:
        """Note whether the proxy keeps a server out of reach."""
        if seen.cause is Cause.PROXY:
            self.useless_proxy = seen.detail

    def relieve(self) -> None:
        """Forget the failures: a witness has answered, so the unreachable domains are dead themselves."""
        self.useless_proxy = ""
        self._failing.clear()

    @property
    def witnesses(self) -> list[str]:
        """URLs of different hosts that have answered, latest first."""
        return list(reversed(self._witnesses.values()))

    @property
    def is_suspect(self) -> bool:
        """Whether so many domains in a row could not be reached that witnesses must be asked."""
        return len(self._failing) >= (SUSPICIOUS if self._witnesses else HOPELESS)

    @property
    def seems_down(self) -> bool:
        """Whether the failures alone show that the network is down; for the end of a run, without witnesses."""
        failing = len(self._failing)
        if self._witnesses or not failing:
            return False
        if self._is_doubtful or self.useless_proxy:
            return True
        ours = sum(self._failing.values())
        return failing >= 2 and (2 * ours >= failing or failing >= _FEW)


_NOTHING_SENT = frozenset({Failure.REFUSED_BY_POLICY, Failure.INVALID_URL})

_SAYS_NOTHING = frozenset({Failure.LOCAL, Failure.PROXY_REFUSED})
"""Failures that show nothing: a proxy that refuses a host would also do so without a network."""
