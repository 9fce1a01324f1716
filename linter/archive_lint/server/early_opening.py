"""Archives that are opened while the libraries of the protocol are loaded: neither needs to wait for the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread

from msgspec.structs import replace

from archive_lint.engine.reading_process import ReadingProcess
from archive_lint.engine.workers import FEW_PAGES
from archive_lint.model.page import PageFacts
from archive_lint.model.verdict import Verdict
from archive_lint.server.opening import ArchiveOpener, CannotOpenError, OpenedArchive


class EarlyOpener:
    """Opens archives as another opener does, some of them before they are asked for, once."""

    def __init__(self, opener: ArchiveOpener, folders: Iterable[str]) -> None:
        """Begin to open the archives around folders."""
        self._opener = opener
        self._early: dict[str, Future[OpenedArchive]] = {folder: Future() for folder in folders}
        for folder, future in self._early.items():
            Thread(target=self._settle, args=(folder, future), name="opening", daemon=True).start()

    def root_of(self, folder: str) -> str:
        """Return the root of the archive around a folder. Raises `CannotOpenError`."""
        early = self._early.get(folder)
        if early is None:
            return self._opener.root_of(folder)
        try:
            return early.result().root
        except CannotOpenError:
            # It may be possible the next time.
            self._early.pop(folder, None)
            raise

    def is_known(self, folder: str) -> bool:
        """Return whether anything is kept of the archive around a folder. Raises `CannotOpenError`."""
        return self._opener.is_known(folder)

    def open(self, folder: str) -> OpenedArchive:
        """Open the archive around a folder. Raises `CannotOpenError`."""
        early = self._early.pop(folder, None)
        return self._opener.open(folder) if early is None else early.result()

    def check_source(self, root: str, page: PageFacts, url: str) -> Verdict | None:
        """Check a source of a page of an archive now. Raises `CannotOpenError`."""
        return self._opener.check_source(root, page, url)

    def find_copy(self, root: str, url: str, day: dt.date) -> str:
        """Return the URL of an archived copy of a source from about a day. Raises `CannotOpenError`."""
        return self._opener.find_copy(root, url, day)

    def report(self, root: str) -> str:
        """Check an archive as it lies on disk; return the path of the report. Raises `CannotOpenError`."""
        return self._opener.report(root)

    def _settle(self, folder: str, future: Future[OpenedArchive]) -> None:
        try:
            future.set_result(self._open_early(folder))
        except BaseException as error:  # noqa: BLE001  # it is raised where the archive is asked for
            future.set_exception(error)

    def _open_early(self, folder: str) -> OpenedArchive:
        process = None
        if not self._opener.is_known(folder):
            # It loads what it needs while the archive is opened.
            with suppress(OSError):
                process = ReadingProcess()
        opened = None
        try:
            opened = self._opener.open(folder)
        finally:
            if process is not None and (opened is None or len(opened.run.listing.pages) < FEW_PAGES):
                process.close()
                process = None
        known = opened.known() if process is None else None
        return replace(opened, known=lambda: known, reader=process)
