"""The days of an archive, each with its stories and its index."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from archive_lint.model.layout import Kind, Layout
from archive_lint.model.listing import Listing
from archive_lint.model.patterns.path_pattern import day_folder_of


class Days:
    """Days by the paths of their pages; untracked pages are left out."""

    def __init__(self, layout: Layout, listing: Listing) -> None:
        self._stories: dict[dt.date, list[str]] = {}
        self._indexes: dict[dt.date, str] = {}
        all_days: set[dt.date] = set()
        # Each day folder is looked up once, and a page's name only if stories' names hold more than a slug.
        endings = _endings_of_any_name(layout)
        is_dated_elsewhere = any(pattern.rpartition("/")[0] != day_folder_of(pattern) for pattern in layout.story)
        index, index_names = layout.index, layout.index_names
        prefix, day_of_folder = "\0", None
        for path in (*listing.tracked_pages, *listing.absent):
            name = path[len(prefix) :]
            if "/" in name or not path.startswith(prefix):
                folder, slash, name = path.rpartition("/")
                prefix, day_of_folder = folder + slash, layout.day_of_folder(folder)
            day = day_of_folder
            if day is None:
                day = layout.classify(path).date if is_dated_elsewhere else None
                if day is None:
                    continue
                self._stories.setdefault(day, []).append(path)
            elif name == index:
                # If a day has two, in folders with different padding, the first counts.
                self._indexes.setdefault(day, path)
            elif name not in index_names:
                any_name = name.endswith(endings) and name not in endings
                if not any_name and layout.classify(path).kind is not Kind.STORY:
                    continue
                self._stories.setdefault(day, []).append(path)
            all_days.add(day)
        self._all = sorted(all_days)
        self.with_index: Sequence[dt.date] = sorted(self._indexes)
        """Days with an index, in order."""

    def before(self, day: dt.date) -> dt.date | None:
        """Return the nearest earlier day that has an index."""
        at = bisect_left(self.with_index, day)
        return self.with_index[at - 1] if at else None

    def near(self, day: dt.date, distance: int) -> Sequence[dt.date]:
        """Return the days with pages at most `distance` days away, the day itself included, in order."""
        first = bisect_left(self._all, day - dt.timedelta(days=distance))
        return self._all[first : bisect_right(self._all, day + dt.timedelta(days=distance))]

    def stories_of(self, day: dt.date) -> Sequence[str]:
        """Return the paths of a day's stories, sorted."""
        return self._stories.get(day, ())

    def index_of(self, day: dt.date) -> str | None:
        """Return the path of a day's index if there is one, whatever the padding of its folder."""
        return self._indexes.get(day)


def _endings_of_any_name(layout: Layout) -> tuple[str, ...]:
    """Return the endings of files that are stories under any name, directly in the folder of a day."""
    found: list[str] = []
    for pattern in layout.story:
        folder, _, name = pattern.rpartition("/")
        if folder and folder == day_folder_of(pattern) and name.startswith("{slug}."):
            ending = name.removeprefix("{slug}")
            found += layout.endings if ending == ".{ending}" else (ending,)
    return tuple(found)
