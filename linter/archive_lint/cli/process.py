"""The start and end of the process, without the work that Python does for long-running programs."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

NEW_OBJECTS = 100_000
"""The number of new objects between garbage collections, by default 700.

Hardly anything here makes a cycle, and cycles, as of a failed request, are still collected in time.
"""


def begin() -> None:
    """Collect garbage seldom, and open the null device for standard streams that the caller has closed.

    Otherwise the first file that is opened would replace a closed stream. The exit code still counts.
    """
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def end(code: int) -> NoReturn:
    """End the process with an exit code.

    Objects are not freed one by one, which takes as long as much of a short run. Exit handlers are still run, and
    output is flushed. If that fails, or threads, a debugger or a profiler are active, the process ends in Python's own
    way.
    """
    if not _is_watched() and _flush():
        atexit._run_exitfuncs()  # noqa: SLF001  # what Python does next; there is no public name for it
        if _flush():
            os._exit(code)
    sys.exit(code)


def _is_watched() -> bool:
    """Return whether a tool waits for the interpreter to end normally."""
    threading = sys.modules.get("threading")
    return bool(
        (threading is not None and threading.active_count() > 1)
        or sys.gettrace() is not None
        or sys.getprofile() is not None
        or sys.flags.inspect
        or sys.flags.dev_mode
    )


def _flush() -> bool:
    """Flush the standard streams; return `False` if that fails."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        return True
    return False
