"""The editor's process: when it is gone, the server has nobody to serve."""

from __future__ import annotations

import os
import sys


def is_alive(process: int) -> bool:
    """Return whether there is a process of this number."""
    if sys.platform == "win32":
        # There is no question without effect; that standard input is closed must do.
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def living(process: int | None) -> int | None:
    """Return the number of a process that is there; `None` for one that is not, as one of another machine."""
    return process if process is not None and is_alive(process) else None
