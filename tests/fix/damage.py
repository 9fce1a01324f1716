"""Ways to damage a page so that nothing is lost: what a safe fix must bring back, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Callable

Damage = Callable[[str, str], str | None]
"""Takes a page's text and path; gives the damaged text, or `None` where the page has no place for the damage."""

_DATE = re.compile(r"^#{2,3} \[(\d{4})-(\d{2})-(\d{1,2})\]\(([^)]*)/(\d{1,2})/index\.md\)", re.MULTILINE)
_RELATED = re.compile(r"^(\d+)\. \[(.*)\]\((/[^)]*\.md)\)(.*)$", re.MULTILINE)
_SOURCE = re.compile(r"^(\d+)\. \[([^\]\n]*)\]\((https?://[^)\n]*)\)(.*)$", re.MULTILINE)
_INDEX_ENTRY = re.compile(r"^### \[(.*)\]\((/[^)]*)\)$", re.MULTILINE)
_TITLE = re.compile(r"^# (.*)$", re.MULTILINE)


def _other_day(day: str) -> str:
    return str(int(day) % 28 + 1)


def wrong_heading(text: str, path: str) -> str | None:
    found = _DATE.search(text)
    return found and text[: found.start(3)] + _other_day(found[3]) + text[found.end(3) :]


def wrong_heading_link(text: str, path: str) -> str | None:
    found = _DATE.search(text)
    return found and text[: found.start(5)] + _other_day(found[5]) + text[found.end(5) :]


def padded_date(text: str, path: str) -> str | None:
    found = _DATE.search(text)
    return (found and len(found[3]) == 1 and text[: found.start(3)] + "0" + text[found.start(3) :]) or None


def no_date_heading(text: str, path: str) -> str | None:
    found = _DATE.search(text)
    whole = found and text[found.start() :].startswith("###") and re.compile(r".*\n\n").match(text, found.start())
    return text[: whole.start()] + text[whole.end() :] if whole else None


def misnumbered(text: str, path: str) -> str | None:
    entries = list(_RELATED.finditer(text))
    return text[: entries[-1].start(1)] + "17" + text[entries[-1].end(1) :] if len(entries) > 2 else None


def self_link(text: str, path: str) -> str | None:
    title, entries = _TITLE.search(text), list(_RELATED.finditer(text))
    if not title or not entries or "[" in title[1]:
        return None
    prefix = entries[-1][3].partition("/news/")[0]
    return _append(text, entries[-1], f"[{title[1].strip()}]({prefix}/{path}){entries[-1][4]}")


def repeated_link(text: str, path: str) -> str | None:
    entries = list(_RELATED.finditer(text))
    return _append(text, entries[-1], entries[0][0].partition(" ")[2]) if len(entries) > 1 else None


def repeated_source(text: str, path: str) -> str | None:
    found = _SOURCE.search(text)
    if not found or "IMG" in found[4] or re.match(r"\n\d+\. ", text[found.end() :]):
        return None
    return _append(text, found, found[0].partition(" ")[2])


def _append(text: str, last: re.Match[str], entry: str) -> str:
    return f"{text[: last.end()]}\n{int(last[1]) + 1}. {entry}{text[last.end() :]}"


def doubled_scheme(text: str, path: str) -> str | None:
    found = _SOURCE.search(text)
    return found and text[: found.start(3)] + "http://" + text[found.start(3) :]


def masked_scheme(text: str, path: str) -> str | None:
    found = _SOURCE.search(text)
    return found and text[: found.start(3)] + "hxxp" + text[found.start(3) + 4 :]


def entity(text: str, path: str) -> str | None:
    found = _TITLE.search(text)
    if not found or '"' not in found[1] or "&" in found[1]:
        return None
    return text[: found.start(1)] + found[1].replace('"', "&quot;") + text[found.end(1) :]


def wrong_day(text: str, path: str) -> str | None:
    found = _RELATED.search(text)
    folders = found and re.search(r"/(\d+)/(?=[^/]*$)", found[3])
    return (
        text[: found.start(3) + folders.start(1)] + "31" + text[found.start(3) + folders.end(1) :]
        if found and folders and folders[1] != "31"
        else None
    )


def miscased(text: str, path: str) -> str | None:
    found = _RELATED.search(text)
    if not found:
        return None
    folder, slash, name = found[3].rpartition("/")
    shouted = name[:-3].upper() + ".md"
    return text[: found.start(3)] + folder + slash + shouted + text[found.end(3) :] if shouted != name else None


def doubly_encoded(text: str, path: str) -> str | None:
    found = _RELATED.search(text)
    if not found or "-" not in found[3] or "%" in found[3] or found[4].lstrip().startswith("_2"):
        return None
    return text[: found.start(3)] + found[3].replace("-", "%252D") + text[found.end(3) :]


def unused_suppression(text: str, path: str) -> str | None:
    at = text.find("\n### ", text.find("\n# "))
    return text[: at + 1] + "<!-- archive-lint: ignore[D001] -->\n\n" + text[at + 1 :] if at > 0 else None


def repeated_index_entry(text: str, path: str) -> str | None:
    entries = list(_INDEX_ENTRY.finditer(text))
    last = text.rfind("\n## ")
    if len(entries) < 2 or last < 0:
        return None
    return text[: last + 1] + entries[0][0] + "\n\n" + text[last + 1 :]


DAMAGES: dict[str, tuple[str, Damage]] = {
    "D002": ("story", wrong_heading),
    "D003": ("story", wrong_heading_link),
    "D005": ("story", padded_date),
    "D001": ("story", no_date_heading),
    "S006": ("story", misnumbered),
    "L002": ("story", self_link),
    "L003": ("story", repeated_link),
    "U007": ("story", repeated_source),
    "U005 doubled": ("story", doubled_scheme),
    "U005 masked": ("story", masked_scheme),
    "T003": ("story", entity),
    "L001": ("story", wrong_day),
    "L008 case": ("story", miscased),
    "L008 encoding": ("story", doubly_encoded),
    "A001": ("story", unused_suppression),
    "I005": ("index", repeated_index_entry),
    "D002 index": ("index", wrong_heading),
    "D003 index": ("index", wrong_heading_link),
}
"""By a name that begins with the code of the rule that fixes it: the kind of page, and the damage."""
