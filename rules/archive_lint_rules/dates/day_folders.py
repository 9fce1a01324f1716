"""Day folders whose name has another form than those of the archive's other days."""

from __future__ import annotations

from archive_lint.api import Archive


def is_misformatted(path: str, archive: Archive) -> bool:
    """Return whether a page lies in a day's folder of another form than the archive's."""
    day = archive.layout.day_of_folder(path.rpartition("/")[0])
    return day is not None and path.rpartition("/")[0] != archive.layout.day_folder(day)


def folder_is_to_blame(missing: str, archive: Archive) -> bool:
    """Return whether a missing page exists in its day's folder, and only that folder's name has another form."""
    folder, _, name = missing.rpartition("/")
    day = archive.layout.classify(missing).date
    if day is None or folder != archive.layout.day_folder(day):
        return False
    index = archive.index_of(day)
    there = [*archive.stories_of(day), *(() if index is None else (index, *archive.twins_of(index)))]
    return any(path.rpartition("/")[2] == name and path.rpartition("/")[0] != folder for path in there)
