"""Keeps the current folder out of where modules and entry points are looked for: a checkout may plant some.

`python -m` and `python -c` put it first on the path. A folder that `PYTHONPATH` names is kept: somebody asked for it.
"""

from __future__ import annotations

import os
import sys


def leave_current_folder(*, is_module: bool = False) -> None:
    """Take the current folder off `sys.path`, here and in the workers that this process will start.

    `is_module` tells whether the program was started by `python -m`.
    """
    if is_module and not sys.flags.safe_path and sys.path:
        del sys.path[0]
    sys.path[:] = [entry for entry in sys.path if entry not in ("", ".")]
    os.environ["PYTHONSAFEPATH"] = "1"
