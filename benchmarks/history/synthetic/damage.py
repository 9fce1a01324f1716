"""Damage to single pages that is corrected some commits later: each as a change of the right text."""

from __future__ import annotations

import re
from collections.abc import Mapping

from benchmarks.history.synthetic.state import Damage

_TITLE = re.compile(r"(?m)^# (.*)$")
_HEADING = re.compile(r"\[(\d+)-(\d+)-(\d+)\]")
_RELATED = re.compile(r"(?ms)^### Related:\n\n(.*)\Z")
_ENTRY = re.compile(r"(?m)^### \[.*\n.*\n\n")


def _in_title(pattern: str, replacement: str, count: int = 1) -> Damage:
    """Return damage to the words of a title; a `count` of 0 is all that match."""
    return lambda text: _TITLE.sub(lambda title: re.sub(pattern, replacement, title[0], count=count), text, count=1)


def _in_page(pattern: str, replacement: str) -> Damage:
    return lambda text: re.sub(pattern, replacement, text, count=1)


def _conflict(block: re.Pattern[str]) -> Damage:
    """Return damage by a merge that nobody finished: the first match of `block`, and what the branch made of it."""

    def both(match: re.Match[str]) -> str:
        line = match[0].rstrip("\n")
        other = line.replace(" in ", " at ").replace(" after ", " before ") + " "
        return f"<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> topic\n"

    return lambda text: block.sub(both, text, count=1)


def _twice(pattern: str) -> Damage:
    return lambda text: re.sub(pattern, lambda match: match[0] + match[0], text, count=1)


def _without_end(text: str) -> str:
    """Return the last related link is cut off in its target, the line's end with it."""
    start = text.rfind("](/news/")
    return text if start < 0 else text[: start + len("](/news/2014/05/2")]


def _without_rest(text: str) -> str:
    """Return the page ends within the URL of its last source."""
    end = text.index("\n\n### Related:")
    return text[: end - len("77.html)\n")]


def _off_by_a_day(text: str) -> str:
    return _HEADING.sub(lambda date: f"[{date[1]}-{date[2]}-{int(date[3]) % 28 + 1}]", text, count=1)


STORY: Mapping[str, Damage] = {
    "title cut off": _in_title(r"( \S+){3}$", ""),
    "title cut off in a word": _in_title(r"\w{2} \S+$", ""),
    "title undecodable": _in_title(r"(?<=\w)[aeiou](?=\w)", "\ufffd"),
    "title replaced": _in_title(r"# .*", "# Untitled document"),
    "title with entities": _in_title('"', "&quot;", count=0),
    "title in conflict": _conflict(_TITLE),
    "related in conflict": _conflict(re.compile(r"(?m)^1\. \[.*\]\(/news.*\n")),
    "related cut off": _without_end,
    "page cut off": _without_rest,
    "entry without its space": _in_page(r"(?m)^2\. \[", "2.["),
    "entry indented": _in_page(r"(?m)^2\. \[(?=.*\(/news)", "     2. ["),
    "numbers off": _in_page(r"(?m)^2\. ", "4. "),
    "related twice": _twice(r"(?m)^1\. \[.*\]\(/news.*\n"),
    "source twice": _twice(r"(?m)^1\. \[.*\]\(http.*\n"),
    "link miscased": _in_page(r"\]\(/news(?=\S*\) _)", "](/News"),
    "link with a foreign prefix": _in_page(r"\]\(/news(?=\S*\) _)", "](/en/news"),
    "scheme doubled": _in_page(r"\]\(http://", "](http://http://"),
    "bracket after the URL": _in_page(r"(\]\(http[^)\n]*)\)\n", r"\1))\n"),
    "date heading off": _off_by_a_day,
    "date leads elsewhere": _in_page(r"\A(### .*)/\d+/index", r"\1/31/index"),
    "date written otherwise": _in_page(r"\[(\d+)-0?(\d+)-(\d+)\]", r"[\1/\2/\3]"),
    "date heading lost": _in_page(r"\A### .*\n\n", ""),
    "sections swapped": lambda text: _RELATED.sub("", text).replace(
        "### Source:", f"### Related:\n\n{_RELATED.findall(text)[0]}\n\n### Source:"
    ),
    "label lost": _in_page(r"(?m)^1\. \[[^\]]*\]\(http", "1. [](http"),
}
"""Damage to the page of a story, by name."""

INDEX: Mapping[str, Damage] = {
    "entry in conflict": _conflict(re.compile(r"(?m)^### \[.*\n")),
    "entry twice": _twice(_ENTRY.pattern),
    "title misspelt": _in_page(r"(?m)^(### \[\w+ )(\w)(\w)", r"\1\3\2"),
    "title cut off": _in_page(r"(?m)^(### \[.*?)( \S+){3}\]\(", r"\1]("),
    "date off": _off_by_a_day,
    "previous day off": _in_page(r"(Previous Day\.\.\.\]\(/news/)\d+", r"\g<1>1994"),
    "previous day lost": _in_page(r"## \[Previous Day.*\n\n\Z", ""),
    "entry lost": _in_page(_ENTRY.pattern, ""),
    "file lost": lambda _: "",
}
"""Damage to the index of a day or to its twin, by name."""
