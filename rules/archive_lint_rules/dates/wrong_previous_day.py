from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated

from archive_lint.api import (
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    Meta,
    PageFacts,
    PrefixUse,
    RuleOptions,
    Severity,
    Valid,
    day_index,
    following,
    replace,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame
from archive_lint_rules.dates.written_dates import link_target

PATH = "news/2014/05/23/index.md"
EARLIER = "/news/2014/05/20/index.md"
YESTERDAY = "/news/2014/05/22/index.md"
OTHERS = {"news/2014/05/20/index.md": day_index([], date="2014-05-20")}
CALENDAR = {"archive": {"previous-day": "calendar"}}


class WrongPreviousDay(ArchiveRule):
    """A day index whose previous-day link does not lead to the day before.

    ## What it does
    Reports a previous-day link that leads to another day than the one `[archive] previous-day` means: the nearest
    earlier day that has an index (`existing`), or the day before in the calendar (`calendar`). It also reports a link
    to a day without an index. An index without such a link is not reported.

    ## Why it matters
    Readers go back through the archive by this link. If it is wrong, they cannot reach any earlier day.

    ## Fix
    Safe: the link is set to the right day's index, if there is one. None if the link leads to a day with stories but
    without an index: the missing index is the fault.
    """

    code = "D006"
    name = "wrong-previous-day"
    summary = "The previous-day link does not lead to the day before"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.FILES,)
    kinds = (Kind.DAY_INDEX,)

    class Options(RuleOptions, frozen=True):
        """Options: how strict to be if links follow the calendar."""

        allow_gaps: Annotated[bool, Meta(description="With `calendar`: whether the day before may have no index.")] = (
            False
        )

    options: Options

    valid = [
        Valid(day_index([], previous=EARLIER), path=PATH, others=OTHERS),
        Valid(day_index([]), path=PATH, others=OTHERS),
        Valid(
            day_index([], previous=YESTERDAY),
            path=PATH,
            settings={**CALENDAR, "rules": {"D006": {"allow-gaps": True}}},
        ),
    ]
    invalid = [
        Invalid(
            day_index([], previous=YESTERDAY),
            path=PATH,
            others=OTHERS,
            at="3:4",
            fixed=day_index([], previous=EARLIER),
            message="previous-day link leads to '/news/2014/05/22/index.md', not to the index of 2014-05-20",
        ),
        Invalid(
            day_index([], previous=YESTERDAY),
            path=PATH,
            at="3:4",
            message="previous-day link leads to '/news/2014/05/22/index.md', and no earlier day has an index",
        ),
        Invalid(
            day_index([], previous=YESTERDAY),
            path=PATH,
            others=OTHERS,
            settings=CALENDAR,
            at="3:4",
            message="previous-day link leads to '/news/2014/05/22/index.md', a day without an index",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        heading, date = page.previous_day, page.date
        if heading is None or heading.link is None or date is None:
            return
        layout = archive.layout
        link = heading.link
        by_calendar = layout.previous_day == "calendar"
        wanted = _day_before(date) if by_calendar else archive.previous_day(date)
        index = archive.index_of(wanted) if wanted is not None else None
        resolution = archive.resolve(page, link.target)
        exists = resolution.outcome not in (LinkOutcome.MISSING, LinkOutcome.UNTRACKED)
        if wanted is not None:
            folder = layout.day_folder(wanted) if index is None else index.rpartition("/")[0]
            own = (folder, *(f"{folder}/{name}" for name in layout.index_names))
            if resolution.path in own and (exists or (by_calendar and self.options.allow_gaps)):
                return
        if folder_is_to_blame(resolution.path, archive):
            return
        message = f"previous-day link leads to {link.target!r}, "
        if index is not None and wanted is not None:
            message += f"not to the index of {layout.date_text(wanted)}"
        elif not by_calendar:
            message += "and no earlier day has an index"
        elif exists:
            message += "not to the day before"
        else:
            message += "a day without an index"
        prefix = "" if resolution.prefix is PrefixUse.MISSING else layout.site_prefix
        span = link.target_span
        yield self.finding(
            link,
            message,
            subject="previous day",
            fix=replace(span, link_target(index, prefix), "link the day before", evidence=following(Ground.FILES))
            if index and span.start < span.end and not _goes_round(date, wanted, resolution.path, archive)
            else None,
        )


def _day_before(date: dt.date) -> dt.date | None:
    return date - dt.timedelta(days=1) if date > dt.date.min else None


def _goes_round(date: dt.date, wanted: dt.date | None, target: str, archive: Archive) -> bool:
    """Return whether the link leads to a day between that has lost its index.

    The fault is that index, and not the link.
    """
    day = archive.layout.classify(target).date
    if day is None or wanted is None or not wanted < day < date or archive.index_of(day) is not None:
        return False
    return bool(archive.stories_of(day)) or any(twin in archive for twin in archive.twins_of(target))
