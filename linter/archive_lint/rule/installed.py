"""What is installed, by the names of files: enough for nearly all runs, which then need not load `importlib.metadata`.

That library takes a tenth of a short run to be loaded, and few people have installed rules of others. It still reads
all packages wherever the names of files leave a doubt about who provides rules.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.machinery import PathFinder

GROUP = "archive_lint.rules"
"""The entry point group; each entry point names a function without arguments that returns rule classes."""
BUILT_IN_PACKAGE = "archive_lint_rules"
"""The package of this program's own rules."""

_INFO = (".dist-info", ".egg-info")
_EGG = ".egg"
_OWN = "archive_lint-"
_POINTS = "entry_points.txt"


def is_sole_provider() -> bool:
    """Return whether this package, and no other that can be imported, has entry points in the group."""
    strange = [finder for finder in sys.meta_path if finder is not PathFinder]
    return not any(hasattr(finder, "find_distributions") for finder in strange) and _is_sole_in(tuple(sys.path))


@lru_cache(maxsize=1)
def _is_sole_in(folders: tuple[str, ...]) -> bool:
    own = 0
    for path in _packages(folders):
        if path is None:
            return False
        if _has_points(path):
            if not os.path.basename(path).startswith(_OWN):
                return False
            own += 1
    return own == 1


def descriptions(names: Iterable[str]) -> Sequence[str]:
    """Return the names of the folders that describe the installed packages of these names: they state the versions."""
    starts = tuple(f"{name.lower()}-" for name in names)
    found = (os.path.basename(path) for path in _packages(tuple(sys.path)) if path is not None)
    return sorted({name for name in found if name.lower().startswith(starts)})


@lru_cache(maxsize=1)
def _packages(folders: tuple[str, ...]) -> Sequence[str | None]:
    """Return the paths of what describes the packages in some folders, and `None` for what only the library can read.

    A process looks once: what is installed while it runs is not what it has loaded.
    """
    found: list[str | None] = []
    for folder in dict.fromkeys(folders):
        try:
            names = os.listdir(folder or os.curdir)
        except FileNotFoundError:
            continue
        except OSError:
            # An archive of modules, or a folder that may be entered but not listed.
            names = [_EGG]
        found += [os.path.join(folder, name) for name in names if name.endswith(_INFO)]
        found += [None for name in names if name.endswith(_EGG)]
    return found


def _has_points(path: str) -> bool:
    try:
        with open(os.path.join(path, _POINTS), "rb", buffering=0) as file:
            return GROUP.encode() in file.readall()
    except OSError:
        return False
