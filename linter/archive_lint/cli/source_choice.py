"""The choice of an archive's sources: by host, by verdict, by when they were last seen."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError

from msgspec import Struct

from archive_lint.cli.console import UsageError
from archive_lint.cli.link_rot import Cited, Cites, Known
from archive_lint.config.shape import did_you_mean
from archive_lint.model.url import host_of, url_key
from archive_lint.model.verdict import VerdictGroup, VerdictKind


def host(text: str) -> str:
    """Return the host that a word names, as `host_of` returns it. Raises `ArgumentTypeError`."""
    url = text if "://" in text else f"http://{text}"
    named = host_of(url_key(url))
    if not named or url.count("/") > len("//") + url.endswith("/"):
        raise ArgumentTypeError(f"{text!r} is not a host, e.g. 'news.example'; `archive-lint explain` takes a path too")
    return named


def is_of_host(found: str, wanted: str) -> bool:
    """Return whether a host, as returned by `host_of`, is the wanted one or below it."""
    return found == wanted or found.endswith(f".{wanted}")


def kinds(text: str) -> frozenset[VerdictKind]:
    """Return the kinds of a verdict or of a column of the tables, or of several. Raises `ArgumentTypeError`."""
    found: set[VerdictKind] = set()
    for word in (part.strip() for part in text.split(",")):
        # A column first: `dead` covers everything counted in it, including lost domains and soft 404s.
        of_word = {kind for kind in VerdictKind if word == kind.group} or {kind for kind in VerdictKind if word == kind}
        if not of_word:
            known = list(dict.fromkeys([*map(str, VerdictGroup), *map(str, VerdictKind)]))
            hint = did_you_mean(word, known)
            choices = hint or f"choose from {', '.join(known)}"
            raise ArgumentTypeError(f"{word!r} is not a verdict; {choices}")
        found |= of_word
    return frozenset(found)


def day(text: str) -> float:
    """Return when a day (`2026-05-23`) begins, in seconds since the epoch, by UTC. Raises `ArgumentTypeError`."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day, e.g. '2026-05-23'") from None
    return dt.datetime.combine(found, dt.time(), dt.UTC).timestamp()


class SourceChoice(Struct, frozen=True, kw_only=True):
    """The wanted URLs: those that meet all criteria."""

    host: str | None = None
    verdict: frozenset[VerdictKind] | None = None
    since: float | None = None

    @property
    def is_of_all(self) -> bool:
        """Whether every URL is wanted."""
        return self == SourceChoice()

    def of(self, cites: Cites, known: Known) -> Cites:
        """Return the wanted URLs. Raises `UsageError` for a host that no page cites."""
        if self.host is not None:
            cites = self._of_host(cites, self.host)
        if self.is_of_all:
            return cites
        return {url: cited for url, cited in cites.items() if self._is_asked_for(url, cited, known)}

    def _of_host(self, cites: Cites, wanted: str) -> Cites:
        found = {url: cited for url, cited in cites.items() if is_of_host(host_of(url), wanted)}
        if not found:
            hint = did_you_mean(wanted, list({host_of(url) for url in cites}))
            raise UsageError(f"--host: no page cites a URL of {wanted!r}" + (f"; {hint}" if hint else ""))
        return found

    def _is_asked_for(self, url: str, cited: Cited, known: Known) -> bool:
        if self.since is not None and (known.last_seen(url) or 0.0) < self.since:
            return False
        return self.verdict is None or (known.kind_of(url, cited) or VerdictKind.UNCHECKED) in self.verdict
