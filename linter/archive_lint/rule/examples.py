"""Examples of good and bad pages, which a rule's documentation shows and its tests run on.

An example is a small archive: one page that the rule checks, other files that it may need, and settings that differ
from the defaults. Builders write pages in the canonical form, so that an example shows only what matters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from archive_lint.model.verdict import Verdict

PATH = "news/2014/05/23/harbour-bridge-reopens-after-repairs.md"
"""Path of an example page, unless it names another."""
TITLE = "Harbour bridge reopens after repairs"
"""Title of an example page, unless it has another."""
OTHER_PATH = "news/2014/05/21/storm-closes-the-harbour-bridge.md"
"""Path of a second story, for examples that need one."""
OTHER_TITLE = "Storm closes the harbour bridge"
"""Title of the second story."""
OTHER = f"[{OTHER_TITLE}](/{OTHER_PATH}) _Context: Harbour_"
"""The second story as a related entry."""
SOURCE = "[Harbour Gazette](https://gazette.example/2014/05/23/bridge)"
"""The source of an example page, unless it has others."""


class Valid(Struct, frozen=True, kw_only=False):
    """A page on which the rule finds nothing."""

    page: str | bytes
    path: str = PATH
    others: Mapping[str, str | bytes] = {}
    """Further files of the example's archive, by path."""
    settings: Mapping[str, Any] = {}
    """Settings, as in the configuration file."""
    verdict: Verdict | None = None
    """Verdict on every source of the page, as if sources had been checked."""
    archived: str = ""
    """The archived copy of every source of the page, if one was found."""
    note: str = ""
    """Point of the example, if it is not obvious."""


class Invalid(Struct, frozen=True, kw_only=False):
    """A page on which the rule finds something."""

    page: str | bytes
    at: str | tuple[str, ...] = "1:1"
    """`LINE:COLUMN` of each finding, in order."""
    fixed: str | Mapping[str, str] | None = None
    """The page after the findings' fixes, or all files that the fixes change, by path; `None` without a fix."""
    path: str = PATH
    others: Mapping[str, str | bytes] = {}
    settings: Mapping[str, Any] = {}
    safe: bool = True
    """Whether the fixes are safe."""
    message: str | None = None
    """The first finding's message, if the example fixes it."""
    verdict: Verdict | None = None
    archived: str = ""
    added: frozenset[str] = frozenset()
    """Files that the change at hand adds, as git would show them."""
    note: str = ""


def story(
    *,
    date: str | None = "2014-05-23",
    date_link: str | None = None,
    topic: str | None = None,
    title: str | None = TITLE,
    summary: str | None = None,
    sources: Sequence[str] | None = (SOURCE,),
    changes: Sequence[str] | None = None,
    related: Sequence[str] | None = (OTHER,),
) -> str:
    """Return a story page in the canonical form.

    `date`, `topic`, `title` and `summary` are texts; `sources`, `changes` and `related` are lists of entries in
    Markdown, numbered in order. `None` leaves a part out. `date_link` defaults to the day index for `date`.
    """
    lines: list[str] = []
    if date is not None:
        if date_link is None:
            year, _, rest = date.partition("-")
            date_link = f"/news/{year}/{rest.replace('-', '/')}/index.md"
        lines += [f"### [{date}]({date_link})", ""]
    if topic is not None:
        lines += [f"##### {topic}"]
    if title is not None:
        lines += [f"# {title}", ""]
    if summary is not None:
        lines += [summary, ""]
    for heading, entries in (("Source", sources), ("Changes", changes), ("Related", related)):
        if entries is not None:
            lines += [f"### {heading}:", ""]
            lines += [f"{number}. {entry}" for number, entry in enumerate(entries, start=1)]
            lines += [""]
    return "\n".join(lines)


def day_index(
    entries: Sequence[tuple[str, str]],
    *,
    date: str = "2014-05-23",
    date_link: str | None = None,
    previous: str | None = None,
) -> str:
    """Return a day index in the canonical form.

    `entries` are titles and paths, `date` is the day, `date_link` the link of the date heading (default: the index
    itself), `previous` the link to the previous day.
    """
    if date_link is None:
        year, _, rest = date.partition("-")
        date_link = f"/news/{year}/{rest.replace('-', '/')}/index.md"
    lines = [f"## [{date}]({date_link})", ""]
    for title, path in entries:
        lines += [f"### [{title}](/{path})", ""]
    if previous is not None:
        lines += [f"## [Previous Day...]({previous})", ""]
    return "\n".join(lines)
