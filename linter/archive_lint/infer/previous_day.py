"""Infers which day the previous-day link of an index means."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from archive_lint.config.settings import ArchiveSettings
from archive_lint.infer.guess import Guess
from archive_lint.infer.site_prefix import prefix_of
from archive_lint.model.layout import Layout
from archive_lint.model.page import PageFacts


def vote_on_previous_day(pages: Sequence[str], indexes: Sequence[PageFacts], layout: Layout) -> Guess:
    """Return the convention, from indexes whose eve is not a day of the archive: only they tell the two apart."""
    folders = {path.rpartition("/")[0] for path in pages}
    days = sorted({day for folder in folders if (day := layout.day_of_folder(folder)) is not None})
    votes: Counter[str] = Counter()
    for facts in indexes:
        link = facts.previous_day.link if facts.previous_day is not None else None
        if link is None or facts.date is None:
            continue
        linked = _linked_day(link.target, layout)
        before = bisect_left(days, facts.date)
        nearest = days[before - 1] if before else None
        eve = facts.date - dt.timedelta(days=1) if facts.date > dt.date.min else None
        if nearest != eve and linked is not None:
            votes["calendar" if linked == eve else "existing" if linked == nearest else "other"] += 1
    calendar, existing = votes["calendar"], votes["existing"]
    if not calendar and not existing:
        default = ArchiveSettings().previous_day
        return Guess("previous-day", default, "No index read shows it: this is the default.")
    meant = "calendar" if calendar > existing else "existing"
    return Guess(
        "previous-day",
        meant,
        f"Across a gap, {existing:,} indexes link to the day before it and {calendar:,} into it.",
    )


def _linked_day(target: str, layout: Layout) -> dt.date | None:
    prefix = prefix_of(target, layout)
    return None if prefix is None else layout.day_of_folder(target[len(prefix) + 1 :].rpartition("/")[0])
