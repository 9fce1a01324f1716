"""The parts of an archive that the server is given; the command line finds and configures archives."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

from msgspec import Struct

from archive_lint.baseline import Key
from archive_lint.config.errors import ConfigFault
from archive_lint.config.settings import Settings
from archive_lint.engine.reading_process import OpeningProcess, ReadingProcess
from archive_lint.engine.run import Run
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.page import PageFacts
from archive_lint.model.verdict import Verdict
from archive_lint.store.results import Results


class CannotOpenError(Exception):
    """An archive cannot be opened. `faults` are those of its configuration, if it is these; else the message tells."""

    def __init__(self, message: str, faults: Sequence[ConfigFault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class OpenedArchive(Struct, frozen=True, kw_only=True):
    """An archive as it is on disk, and how it is to be checked."""

    root: str
    """Absolute."""
    run: Run
    """Offline, over all pages, with nothing known of them."""
    settings: Settings
    baseline: Mapping[Key, int]
    files: frozenset[str]
    """Absolute paths of the configuration files and the baseline, whether they are there or not."""
    is_excluded: Callable[[str], bool]
    """Whether the configuration says of a path that it is not a page."""
    known: Callable[[], Results | None]
    """Returns what earlier runs found and what still holds."""
    reader: ReadingProcess | None = None
    """A process that reads it as it was listed, and must be closed; by default one is started if it is needed."""
    words: Future[Mapping[str, str]] | None = None
    """Words by which pages are found, by path, which another process learns."""
    state: Callable[[], StateFolder]
    """Returns where history lies. Raises `CannotOpenError`."""

    def close(self) -> None:
        """Have nobody read it."""
        if self.reader is not None:
            self.reader.close()


class ArchiveOpener(Protocol):
    """Opens archives, and does what needs the network or a process of its own."""

    def root_of(self, folder: str) -> str:
        """Return the root of the archive around a folder. Raises `CannotOpenError`."""
        ...

    def open(self, folder: str, beside: OpeningProcess | None = None) -> OpenedArchive:
        """Open the archive around a folder. Raises `CannotOpenError`.

        `beside` is a process that opens it meanwhile; it is closed, or is the reader of the archive.
        """
        ...

    def check_source(self, root: str, page: PageFacts, url: str) -> Verdict | None:
        """Check a source of a page of an archive now; return the verdict. Raises `CannotOpenError`.

        The page is shown with this source alone.
        """
        ...

    def find_copy(self, root: str, url: str, day: dt.date) -> str:
        """Return the URL of an archived copy of a source from about a day, else nothing. Raises `CannotOpenError`."""
        ...

    def report(self, root: str) -> str:
        """Check an archive as it lies on disk; return the path of the report. Raises `CannotOpenError`."""
        ...
