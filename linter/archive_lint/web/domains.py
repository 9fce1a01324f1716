"""Host names, and which belong together."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from archive_lint.model.address import literal

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


@lru_cache(maxsize=4096)
def registrable(host: str) -> str:
    """Return the registered part of a host name: `example.co.uk` for `www.example.co.uk`.

    It uses the Public Suffix List of its package, offline. Sites under a suffix of their host, such as
    `user.github.io`, count as registered. Addresses and suffixes are returned as they are.
    """
    host = host.removesuffix(".")
    if literal(host) is not None:
        return host
    return _suffixes().privatesuffix(host) or host


def bare(host: str) -> str:
    """Return the host without a leading `www.`, which names the same machines."""
    return host.removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Return whether two host names belong to one registered domain."""
    # Most often they are the same name, and the list is not needed.
    return bare(one) == bare(other) or registrable(one) == registrable(other)


@lru_cache(maxsize=1)
def _suffixes() -> PublicSuffixList:
    # It takes longer to read than all other imports of a run together, and few runs need it.
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()
