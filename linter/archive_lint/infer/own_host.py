"""Infers the archive's own host: links to it are internal."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from archive_lint.files.read import UnreadablePageError
from archive_lint.infer.sample import Read

_SETTING = re.compile(
    r"^[ \t]*[\"']?(?:base[_-]?url|site[_-]?url|url|hostname)[\"']?[ \t]*[:=][ \t]*"
    r"[\"'](?P<quoted>https?://[^\s\"']+)[\"']"
    r"|^(?:base[_-]?url|site[_-]?url|url)[ \t]*[:=][ \t]*(?P<plain>https?://[^\s\"'#,]+)",
    re.IGNORECASE | re.MULTILINE,
)
_IN_PROGRAM = re.compile(r"^SITE_?URL\s*=\s*[\"'](?P<quoted>https?://[^\s\"']+)[\"'](?P<plain>)", re.MULTILINE)
_NOT_OF_A_SITE = ("package.json", "package-lock.json", "composer.json", "tsconfig.json")
_HOST_NAME = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
_CONFIGURATIONS = (".toml", ".yml", ".yaml", ".json", ".js", ".mjs", ".cjs", ".ts", ".py")
_DEEPEST = 2
_MOST_FILES = 40
_LONGEST_FILE = 200_000
_MOST_LINKS = 200
"""The most links to one host that are examined."""
_FEWEST = 3
_SHARE = 0.5
_WEB = re.compile(r"(?:https?:)?//(?P<host>[^/?#]+)(?P<path>[^?#]*)", re.IGNORECASE)


class OwnHost(NamedTuple):
    """The archive's own host, and the evidence for it."""

    url: str
    evidence: str


def vote_on_host(
    targets: Iterable[str], leads_to_page: Callable[[str], bool], declared: Sequence[tuple[str, str]]
) -> OwnHost | None:
    """Return the archive's own host if links or a configuration of the site show it, else `None`.

    `targets` are the targets of all links, `leads_to_page` returns whether the path of a URL certainly belongs to a
    page, and `declared` are the URLs in configurations of the site, each with its file.
    """
    paths: dict[str, list[str]] = defaultdict(list)
    for target in targets:
        found = _WEB.match(target)
        if found is not None:
            paths[found["host"].casefold()].append(found["path"] or "/")
    votes = {host: _led(links[:_MOST_LINKS], leads_to_page) for host, links in paths.items()}
    for url, file in declared:
        named = url.partition("//")[2].partition("/")[0]
        host = _as_linked(named.casefold(), votes)
        url = url if host == named.casefold() else url.replace(named, host, 1)
        known, asked = votes.get(host, 0), min(len(paths.get(host, ())), _MOST_LINKS)
        if known * 2 >= asked or asked < _FEWEST:
            counts = f"; {known:,} of {asked:,} links to it that were looked at lead to pages" if asked else ""
            return OwnHost(url, f"{file} names it{counts}.")
    host = max(votes, key=lambda each: (votes[each], each), default="")
    asked = min(len(paths[host]), _MOST_LINKS) if host else 0
    if host and votes[host] >= _FEWEST and votes[host] >= asked * _SHARE:
        return OwnHost(f"https://{host}", f"{votes[host]:,} of {asked:,} links to it lead to pages.")
    return None


def _as_linked(host: str, votes: Mapping[str, int]) -> str:
    """Return a host with `www.` before it, or without, if links show that the site is known by that name."""
    other = host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"
    return other if votes.get(other, 0) >= _FEWEST and votes[other] > votes.get(host, 0) else host


def _led(paths: Sequence[str], leads_to_page: Callable[[str], bool]) -> int:
    return sum(path == "/" or leads_to_page(path) for path in paths) if any(map(leads_to_page, paths)) else 0


def declared_addresses(files: Iterable[str], read: Read) -> Iterator[tuple[str, str]]:
    """Yield the site URLs in configurations of generators at the top of the archive, each with its file."""
    near = (path for path in files if path.count("/") <= _DEEPEST and not path.endswith(_NOT_OF_A_SITE))
    likely = sorted(
        (path for path in near if path.endswith(_CONFIGURATIONS) or path.rpartition("/")[2] == "CNAME"),
        key=lambda path: (path.count("/"), path),
    )
    for path in likely[:_MOST_FILES]:
        try:
            source = read(path)
        except (UnreadablePageError, OSError):
            continue
        text = source[:_LONGEST_FILE].decode(errors="replace")
        if path.endswith("CNAME"):
            name = text.strip().casefold()
            if _HOST_NAME.match(name):
                yield f"https://{name}", path
        elif found := (_IN_PROGRAM if path.endswith(".py") else _SETTING).search(text):
            yield (found["quoted"] or found["plain"]).rstrip("/"), path
