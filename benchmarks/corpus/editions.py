"""The shapes that a news site's generator gave its pages over the years, and the two languages it wrote them in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.corpus.vocabulary import CHINESE, ENGLISH, Vocabulary

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")
_NOT_WORD = re.compile(r"\W+")
_ENGLISH_SLUG_BYTES = 140
_CHINESE_SLUG_LETTERS = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Generation:
    """One version of the site's generator: what its pages have and lack."""

    name: str
    source_heading: str = "### Source:"
    related_heading: str = "### Related:"
    context_label: str = "Context"
    previous_text: str = "Previous Day..."
    most_related: int = 10
    formats: bool = False
    """A line of links to the same page in other formats, under a leading blank line."""
    changes: bool = False
    topic: bool = False
    """A level-5 heading above each title."""
    topic_in_title: bool = False
    """Titles begin `Topic: `; day indexes write `Topic. ` instead."""
    cover_image: bool = False
    """A last source entry that repeats the number before it."""
    inline_image: bool = False
    """`[IMG](url)` after a source."""
    wiki_quotes: bool = False
    """`''x''` is kept; later generations write `"x"`."""


_LATE = {"source_heading": "### Sources:", "most_related": 5, "formats": True, "changes": True, "cover_image": True}

GENERATIONS: Mapping[str, Generation] = {
    "A": Generation(name="A", wiki_quotes=True),
    "B": Generation(name="B", wiki_quotes=True, topic_in_title=True),
    "C": Generation(name="C", wiki_quotes=True, cover_image=True, most_related=5),
    "D": Generation(name="D", **_LATE),  # type: ignore[arg-type]
    "E": Generation(name="E", topic=True, **_LATE),  # type: ignore[arg-type]
    "F": Generation(
        name="F",
        source_heading="### 信息来源:",
        related_heading="### 有关:",
        context_label="消息",
        previous_text="前一天...",
        topic=True,
        inline_image=True,
    ),
}
"""The generations by the letters of the survey of real archives, oldest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """One language of the site."""

    name: str
    words: Vocabulary
    generations: tuple[str, ...]
    """Letters of those that wrote its pages."""
    first_year: int
    site_prefix: str = ""
    """Before every internal link but that of a story's date heading, where the generator left it out."""
    stories_a_day: tuple[int, ...]
    """One day's count is drawn from these."""
    days_without: int
    """Days of a hundred on which nothing was written."""
    summaries: int
    """Stories of a hundred with a summary."""
    separator: str = " "
    full_stop: str = "."
    settings: Mapping[str, Any] = field(default_factory=dict)
    """The settings of archive-lint for it, as in its configuration file."""

    def slug(self, raw: str) -> str:
        """Return the file name that the generator makes of a title."""
        if self.separator:
            return _NOT_ASCII_WORD.sub("-", raw[:_ENGLISH_SLUG_BYTES].lower()).strip("-")
        kept = raw[:_CHINESE_SLUG_LETTERS].replace(".", "").replace(",", "")
        return _NOT_WORD.sub("-", kept).strip("-")


_CHINESE_SECTIONS = {
    "source": {"names": ["信息来源"], "required": ["story"]},
    "related": {"names": ["有关"], "required": ["story"], "context-label": ["上下文", "消息"]},
}

EDITIONS: Mapping[str, Edition] = {
    "en": Edition(
        name="en",
        words=ENGLISH,
        generations=("A", "B", "C", "D", "E"),
        first_year=1999,
        stories_a_day=(1, 3, 4, 6, 7, 7, 8, 9, 9, 10, 12, 15),
        days_without=0,
        summaries=60,
    ),
    "zh": Edition(
        name="zh",
        words=CHINESE,
        generations=("F",),
        first_year=2003,
        # The shares of 3,414 real days: 35 % one story, 28 % two, 16 % three, 9 % four, 5 % five.
        stories_a_day=(1,) * 35 + (2,) * 28 + (3,) * 16 + (4,) * 9 + (5,) * 5 + (6, 6, 7, 8, 9, 11, 15),
        days_without=20,
        summaries=14,
        separator="",
        full_stop="。",
        settings={"sections": _CHINESE_SECTIONS},
    ),
    "zh-prefixed": Edition(
        name="zh-prefixed",
        words=CHINESE,
        generations=("F",),
        first_year=2003,
        site_prefix="/zh",
        stories_a_day=(1,) * 35 + (2,) * 28 + (3,) * 16 + (4,) * 9 + (5,) * 5 + (6, 6, 7, 8, 9, 11, 15),
        days_without=20,
        summaries=14,
        separator="",
        full_stop="。",
        settings={"archive": {"site-prefix": "/zh"}, "sections": _CHINESE_SECTIONS},
    ),
}
"""The editions by name: `zh` is the edition as it was first exported, `zh-prefixed` as it was six months later."""
