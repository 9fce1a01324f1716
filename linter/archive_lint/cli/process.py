"""How the process of a command line begins and ends: what Python does for programs that go on for long is left out."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

NEW_OBJECTS = 100_000
"""After so many the search for cycles looks at them, by default after 700: hardly anything here makes a cycle, and what
does, such as a failed request, still goes in time."""


def begin() -> None:
    """Look for cycles seldom, and take the null device for standard streams that the caller has closed.

    The first file that is opened would take the place of a closed stream otherwise. The exit code still speaks.
    """
    gc.set_threshold(NEW_OBJECTS, *gc.get_threshold()[1:])
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115


def end(code: int) -> NoReturn:
    """End the process with an exit code. Objects are not freed one by one, which takes as long as much of a short run.

    What is registered for the end of the process is still done, and what was written goes out. Where that fails, or
    threads, a debugger or a profiler are at work, the process ends in Python's own way.
    """
    if not _is_watched() and _flush():
        atexit._run_exitfuncs()  # noqa: SLF001  # what Python does next; there is no public name for it
        if _flush():
            os._exit(code)
    sys.exit(code)


def _is_watched() -> bool:
    """Whether somebody waits for the interpreter to end as it always does."""
    threading = sys.modules.get("threading")
    return bool(
        (threading is not None and threading.active_count() > 1)
        or sys.gettrace() is not None
        or sys.getprofile() is not None
        or sys.flags.inspect
        or sys.flags.dev_mode
    )


def _flush() -> bool:
    """Write out what the standard streams still hold; `False` where that cannot be done."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
        return True
    return False
