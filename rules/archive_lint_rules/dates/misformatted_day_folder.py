from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.api import (
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Span,
    Valid,
    day_index,
    story,
)
from archive_lint_rules.dates.day_folders import is_misformatted

PADDED = "news/2014/05/02/bridge.md"
INDEX = "news/2014/05/02/index.md"
_FEW = 3
"""The most folders in another form that are mistakes in an archive of any size."""
_MOST = 0.1
"""The share of days above which the other form is the archive's too."""


class MisformattedDayFolder(ArchiveRule):
    """A day's folder with another padding than the archive's days.

    ## What it does
    Reports a folder such as `05/02` in an archive that writes days as `05/2`, once: on its index or, without one, on
    its first story. If more than a tenth of the days have such folders, that is reported once for the archive.

    ## Why it matters
    Every link to the day is broken, and a second folder for the same day can appear beside it.

    ## Fix
    None: rename the folder. Links into it are right as they are, and no fix changes them to the wrong name.
    """

    code = "D008"
    name = "misformatted-day-folder"
    summary = "A day's folder is named in another form than the archive's days"
    severity = Severity.ERROR
    since = "0.1"
    kinds = (Kind.STORY, Kind.DAY_INDEX)

    valid = [
        Valid(story(), path="news/2014/05/2/bridge.md"),
        Valid(story(), path=PADDED, others={INDEX: day_index([])}, note="reported on the index"),
        Valid(story(), path=PADDED, settings={"archive": {"story": "news/{year}/{month:02}/{day:02}/{slug}.md"}}),
    ]
    invalid = [
        Invalid(
            story(),
            path=PADDED,
            at="1:1",
            message="folder 'news/2014/05/02' is not named like other days: 'news/2014/05/2'",
        ),
        Invalid(day_index([]), path=INDEX, others={PADDED: story()}, at="1:1"),
        Invalid(story(), path="news/2014/5/23/bridge.md", at="1:1"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        if page.date is None:
            return
        folder, wanted = page.path.rpartition("/")[0], archive.layout.day_folder(page.date)
        if folder == wanted or not archive.layout.is_in_day_folder(page.path) or not _speaks_for_folder(page, archive):
            return
        others, days = archive.cached(self.code, lambda: _in_other_form(archive))
        if len(others) > max(_FEW, _MOST * days):
            if others[0] == page.path:
                message = f"{len(others)} of {days} days have folders in another form than {wanted!r}"
                yield self.finding(
                    Span(0, 0), message, subject="all", help="set archive.story to the archive's own form"
                )
            return
        message = f"folder {folder!r} is not named like other days: {wanted!r}"
        yield self.finding(Span(0, 0), message, subject=folder, help="rename the folder: links into it are right")


def _speaks_for_folder(page: PageFacts, archive: Archive) -> bool:
    index = archive.index_beside(page.path)
    if index in archive or page.date is None:
        return page.path == index
    folder = page.path.rpartition("/")[0]
    return page.path == next(
        (path for path in archive.stories_of(page.date) if path.rpartition("/")[0] == folder), page.path
    )


def _in_other_form(archive: Archive) -> tuple[Sequence[str], int]:
    """Return the indexes in folders of another form, and the number of days with an index."""
    indexes = [path for day in archive.days if (path := archive.index_of(day)) is not None]
    return [path for path in indexes if is_misformatted(path, archive)], len(indexes)
