"""The reasons why git does not answer, each in one line with its remedy."""

from __future__ import annotations

import re

from archive_lint.model.patterns.lazy import lazy_pattern


class GitError(Exception):
    """Git does not answer; the message says why and what to do."""


class GitAbsentError(GitError):
    """There is no git to ask: no program, or no readable repository."""


class GitRefusedError(GitError):
    """Git is installed but refuses to answer for this repository."""


_OWNER = lazy_pattern(r"dubious ownership|unsafe repository|owned by someone else")
_NO_REPOSITORY = lazy_pattern(r"not a git repository", re.IGNORECASE)
_DAMAGED_INDEX = lazy_pattern(r"index file|bad index|bad signature|index uses|invalid cache|cache entry", re.IGNORECASE)
_MISSING_OBJECT = lazy_pattern(r"promisor|could not fetch|lazy fetching|transport '[^']*' not allowed")
_NOISE = lazy_pattern(r"^(?:fatal|error): ")


def refusal(complaint: str, top: str) -> GitError | None:
    """Return why git refuses to answer for the work tree at `top`, from its standard error; `None` for other errors."""
    if _OWNER.search(complaint):
        # Imported here: a run in which git answers should not pay for it.
        import shlex

        return GitRefusedError(
            f"git does not answer for {top}, which belongs to another owner; if you trust it: "
            f"git config --global --add safe.directory {shlex.quote(top)}"
        )
    if _NO_REPOSITORY.search(complaint):
        return GitAbsentError(f"{top} has a .git that is not a repository: remove it, or clone again")
    if _DAMAGED_INDEX.search(complaint):
        return GitRefusedError(
            f"git cannot read the index of {top} ({first_line(complaint)}): `rm .git/index` and `git reset` recreate it"
        )
    return None


def missing_objects(complaint: str) -> str | None:
    """Return what to do about an object that a partial clone lacks; `None` if git complains of something else."""
    if not _MISSING_OBJECT.search(complaint):
        return None
    return (
        "this is a partial clone, which lacks earlier versions of pages, and nothing is fetched from here; fetch them "
        "with `git fetch --refetch --no-filter`, or clone without `--filter` (actions/checkout: without `filter`)"
    )


def first_line(complaint: str) -> str:
    """Return the first line of git's standard error that is not a warning, without `fatal:` and the like."""
    lines = [line for line in complaint.splitlines() if line and not line.startswith(("warning:", "hint:"))]
    if not lines:
        return "it does not say why"
    # As after `unknown repository extension found:`: the next line names it.
    return _NOISE.sub("", " ".join(part.strip() for part in lines[: 1 + lines[0].endswith(":")]))
