"""Day folders whose name is written otherwise than the archive's days are."""

from __future__ import annotations

from archive_lint.api import Archive


def is_misformatted(path: str, archive: Archive) -> bool:
    """Whether a page lies in a day's folder of another form than the archive's."""
    day = archive.layout.day_of_folder(path.rpartition("/")[0])
    return day is not None and path.rpartition("/")[0] != archive.layout.day_folder(day)


def folder_is_to_blame(missing: str, archive: Archive) -> bool:
    """Whether a missing page is there, in its day's folder, and only that folder's name is written otherwise."""
    folder, _, name = missing.rpartition("/")
    day = archive.layout.classify(missing).date
    if day is None or folder != archive.layout.day_folder(day):
        return False
    index = archive.index_of(day)
    there = [*archive.stories_of(day), *(() if index is None else (index, *archive.twins_of(index)))]
    return any(path.rpartition("/")[2] == name and path.rpartition("/")[0] != folder for path in there)
