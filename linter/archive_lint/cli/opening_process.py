"""What a process does that opens an archive for another one, which loads other things meanwhile, and then reads it."""

from __future__ import annotations

import pickle
import sys
from contextlib import suppress

from msgspec.structs import replace

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.engine.reader import begin_telling, tell_opened
from archive_lint.server.opening import CannotOpenError
from archive_lint.server.vocabulary import known_words


def open_for_parent() -> None:
    """Carry out the order on standard input, and tell of it on standard output: of a refused archive nothing."""
    output = begin_telling()
    order: tuple[SettingsOptions, str] = pickle.load(sys.stdin.buffer)  # noqa: S301  # its own parent's
    settings, folder = order
    with suppress(CannotOpenError):
        opened = Opener(settings).open(folder)
        tell_opened(replace(opened.run, known=opened.known()), known_words, output)
