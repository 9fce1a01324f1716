"""Archives that are opened while the libraries of the protocol are loaded: neither needs to wait for the other.

A process opens them, if it can: threads of this one would take turns with what is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future
from threading import Thread

from msgspec.structs import replace

from archive_lint.engine.reading_process import OpeningProcess
from archive_lint.model.page import PageFacts
from archive_lint.model.verdict import Verdict
from archive_lint.server.opening import ArchiveOpener, CannotOpenError, OpenedArchive


class EarlyOpener:
    """Opens archives as another opener does, some of them before they are asked for, once."""

    def __init__(self, opener: ArchiveOpener, folders: Mapping[str, OpeningProcess | None]) -> None:
        """Begin to open the archives around folders, each with the process that opens it, if there is one."""
        self._opener = opener
        self._opened_around: dict[str, str] = {}
        """The folder around which an archive was opened early, by the archive's root."""
        self._early: dict[str, Future[OpenedArchive]] = {folder: Future() for folder in folders}
        for folder, future in self._early.items():
            Thread(target=self._settle, args=(folder, folders[folder], future), name="opening", daemon=True).start()

    def root_of(self, folder: str) -> str:
        """Return the root of the archive around a folder. Raises `CannotOpenError`."""
        early = self._early.get(folder)
        if early is None:
            return self._opener.root_of(folder)
        try:
            opened = early.result()
        except CannotOpenError:
            # It may be possible the next time.
            self._early.pop(folder, None)
            raise
        if self._opened_around.setdefault(opened.root, folder) != folder:
            # Two folders of an archive: it is opened once.
            self._early.pop(folder, None)
            opened.close()
        return opened.root

    def open(self, folder: str, beside: OpeningProcess | None = None) -> OpenedArchive:
        """Open the archive around a folder. Raises `CannotOpenError`."""
        early = self._early.pop(folder, None)
        return self._opener.open(folder, beside) if early is None else early.result()

    def check_source(self, root: str, page: PageFacts, url: str) -> Verdict | None:
        """Check a source of a page of an archive now. Raises `CannotOpenError`."""
        return self._opener.check_source(root, page, url)

    def find_copy(self, root: str, url: str, day: dt.date) -> str:
        """Return the URL of an archived copy of a source from about a day. Raises `CannotOpenError`."""
        return self._opener.find_copy(root, url, day)

    def report(self, root: str) -> str:
        """Check an archive as it lies on disk; return the path of the report. Raises `CannotOpenError`."""
        return self._opener.report(root)

    def _settle(self, folder: str, process: OpeningProcess | None, future: Future[OpenedArchive]) -> None:
        try:
            opened = self._opener.open(folder, process)
            known = opened.known()
            future.set_result(replace(opened, known=lambda: known))
        except BaseException as error:  # noqa: BLE001  # it is raised where the archive is asked for
            future.set_exception(error)
