"""Runs of the command line on an archive on disk, with and without what earlier runs left."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

from archive_lint.cache.run_cache import Cache
from archive_lint.cli.main import main
from archive_lint.files.state_folder import find_state_folder

OUTCOME = "outcome.cache"
PAGES = "pages.cache"
FACTS = "facts.cache"


def state(root: Path) -> Path:
    """The folder in which runs keep what they know of an archive."""
    return Path(find_state_folder(str(root)).path)


@contextmanager
def cache_limits(**limits: Any) -> Iterator[None]:
    """Have the runs within the block make their cache with these limits.

    With `settled` they also give and keep answers, of which files must have settled.
    """
    with ExitStack() as stack:
        stack.enter_context(mock.patch("archive_lint.cache.run_cache.Cache", partial(Cache, **limits)))
        if "settled" in limits:
            for name, value in (
                ("SETTLED", limits["settled"]),
                ("is_sole_provider", lambda: True),
                ("program_identity", lambda _: b"this program"),
            ):
                stack.enter_context(mock.patch(f"archive_lint.cli.answer.{name}", value))
        yield


def lint(root: Path, *options: str) -> tuple[int, bytes, str]:
    """Exit code, standard output and standard error of a run over a whole archive; JSON, unless told otherwise."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with mock.patch.object(sys, "stdout", out), mock.patch.object(sys, "stderr", err):
        code = main(["--jobs=1", "--output-format=json", *options, "--", str(root)])
        out.flush()
    buffer = out.buffer
    assert isinstance(buffer, io.BytesIO)
    return code, buffer.getvalue(), err.getvalue()


def cold(root: Path, *options: str) -> tuple[int, bytes]:
    """A run that takes nothing from earlier ones."""
    return lint(root, "--no-cache", *options)[:2]


def warm(root: Path, *options: str) -> tuple[int, bytes]:
    """A run that takes what it can."""
    return lint(root, *options)[:2]


def told(root: Path, *options: str) -> str:
    """What a run says of the cache."""
    return "\n".join(
        line
        for line in lint(root, "-v", *options)[2].splitlines()
        if " cache: " in line or " is kept between runs: " in line
    )
