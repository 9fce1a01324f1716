"""Host names: which belong together."""

from __future__ import annotations

from archive_lint.model.address import literal

_SECOND_LEVEL = frozenset(
    [
        "ac",
        "asn",
        "co",
        "com",
        "edu",
        "gen",
        "go",
        "gob",
        "gouv",
        "gov",
        "gv",
        "id",
        "ltd",
        "me",
        "mil",
        "muni",
        "ne",
        "net",
        "nhs",
        "nic",
        "nom",
        "or",
        "org",
        "plc",
        "police",
        "pro",
        "res",
        "sch",
    ]
)
"""Labels under which registries of countries let names be registered: `example.co.uk`. A list of all registries'
suffixes would know more; where this one is wrong, two sites are taken for one or one domain for its suffix, and each
use below errs then on the side of claiming nothing."""


def registrable(host: str) -> str:
    """The part of a host name that somebody has registered: `example.co.uk` of `www.example.co.uk`.

    Addresses, and names too short to have such a part, are returned as they are.
    """
    if literal(host) is not None:
        return host
    labels = host.rstrip(".").split(".")
    length = 3 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 2
    return ".".join(labels[-length:])


def bare(host: str) -> str:
    """The host without a leading `www.`, which is the same machines under both names."""
    return host.removeprefix("www.")
