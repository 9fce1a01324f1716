"""Keeps the current folder out of the import path: a checkout may plant modules and entry points there.

`python -m` and `python -c` put it first on the path. A folder in `PYTHONPATH` is kept: it was put there on purpose.
"""

from __future__ import annotations

import os
import sys


def leave_current_folder(*, is_module: bool = False) -> None:
    """Remove the current folder from `sys.path`, here and in the workers that this process will start.

    `is_module` means that the program was started by `python -m`.
    """
    if is_module and not sys.flags.safe_path and sys.path:
        del sys.path[0]
    sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]
    os.environ["PYTHONSAFEPATH"] = "1"
