"""The baseline of a run: the path of its file, and the findings in it."""

from __future__ import annotations

import os

from archive_lint.baseline import FILE_NAME, BaselineError, Key, read_baseline
from archive_lint.cli.console import UsageError

_MOST_BYTES = 1 << 30


def baseline_path(root: str, given: str | None) -> str:
    """Return the path of the baseline: as given, or in the archive's folder."""
    return given or os.path.join(root, FILE_NAME)


def load_baseline(root: str, given: str | None, *, wanted: bool) -> dict[Key, int]:
    """Return the baseline: empty if it is not `wanted`, or if it neither exists nor is `given`. Raises `UsageError`."""
    path = baseline_path(root, given)
    if not wanted or (given is None and not os.path.lexists(path)):
        return {}
    try:
        if not os.path.isfile(path):
            raise UsageError(f"{path}: there is no such file; `archive-lint baseline` writes one")
        if os.path.getsize(path) > _MOST_BYTES:
            raise UsageError(f"{path}: is too large for a baseline")
        with open(path, "rb") as file:
            return read_baseline(file.read(), os.path.relpath(path))
    except BaselineError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror or error}") from error
