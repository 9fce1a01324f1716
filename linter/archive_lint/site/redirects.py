"""Files of redirects: URLs that exist although no page or file of the archive has them.

A file's name decides its format. Errors are reported, and the rest of the file counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from archive_lint.site.redirect_formats.firebase import read_firebase_json
from archive_lint.site.redirect_formats.netlify import read_netlify_toml
from archive_lint.site.redirect_formats.redirect_lines import read_redirect_lines
from archive_lint.site.redirect_formats.rule import RedirectRule, Trouble
from archive_lint.site.redirect_formats.static_web_app import read_static_web_app
from archive_lint.site.redirect_formats.vercel import read_vercel_json
from archive_lint.site.url_patterns import ANY, UrlPatterns, is_plain
from archive_lint.text import counted

MOST_BYTES = 10 << 20
MOST_RULES = 100_000
MOST_PATTERNS = 10_000
"""The most rules with variable parts. Hosts allow some hundred."""
_MOST_TROUBLES = 1_000
_TOO_MUCH = (
    f"is the last that is read: a file may have {MOST_RULES:,} redirects, {MOST_PATTERNS:,} of them with variable "
    f"parts, and {_MOST_TROUBLES:,} that cannot be read"
)
_MOST_COMPLAINTS = 20

FORMATS: dict[str, Callable[[bytes], Iterator[RedirectRule | Trouble]]] = {
    "_redirects": read_redirect_lines,
    "netlify.toml": read_netlify_toml,
    "vercel.json": read_vercel_json,
    "now.json": read_vercel_json,
    "firebase.json": read_firebase_json,
    "staticwebapp.config.json": read_static_web_app,
}
"""The reader of each format, by the last part of the file's path."""


class Redirects(NamedTuple):
    """The contents of files of redirects."""

    patterns: UrlPatterns
    complaints: tuple[str, ...]
    """Errors as `FILE:LINE: why`: at most twenty, and one that counts the others."""

    def covers(self, path: str) -> bool:
        """Return whether a URL's path is redirected or rewritten to something, with or without a final slash."""
        return self.patterns.exists(path)


def is_redirects_file(path: str) -> bool:
    """Return whether a file has the name of a format of redirects."""
    return path.rpartition("/")[2] in FORMATS


def read_redirects(name: str, source: bytes) -> Redirects:
    """Read a file of redirects; `name` is its path, as messages show it."""
    patterns = UrlPatterns()
    troubles = list(_fill(patterns, name, source))
    said = [trouble.said(name) for trouble in troubles[:_MOST_COMPLAINTS]]
    if more := len(troubles) - len(said):
        said.append(f"{name}: {counted(more, 'further complaint')}; the last one: {troubles[-1].said(name)}")
    return Redirects(patterns, tuple(said))


def _fill(patterns: UrlPatterns, name: str, source: bytes) -> Iterator[Trouble]:
    read = FORMATS.get(name.rpartition("/")[2])
    if read is None:
        yield Trouble("is not a known file of redirects: " + ", ".join(FORMATS))
        return
    if len(source) > MOST_BYTES:
        yield Trouble(f"is larger than {MOST_BYTES >> 20} MiB: split it, or write patterns")
        return
    yield from _read_all(patterns, read(source))


def _read_all(patterns: UrlPatterns, entries: Iterator[RedirectRule | Trouble]) -> Iterator[Trouble]:
    rules = starred = troubles = 0
    for entry in entries:
        if isinstance(entry, Trouble):
            troubles += 1
            yield entry
        elif entry.exists and _is_everything(entry.pattern):
            troubles += 1
            yield Trouble("matches every URL, and is not read: no link would be broken", entry.line, entry.place)
        else:
            rules += 1
            starred += not is_plain(entry.pattern)
            patterns.add(entry.pattern, exists=entry.exists)
        if rules >= MOST_RULES or starred >= MOST_PATTERNS or troubles >= _MOST_TROUBLES:
            yield Trouble(_TOO_MUCH, entry.line, entry.place)
            return


def _is_everything(pattern: Sequence[object]) -> bool:
    return bool(pattern) and all(segment is ANY or segment == ("", "") for segment in pattern) and ANY in pattern
