"""The environment of git commands, without variables that would redirect them.

The environment of a hook describes the repository that the hook runs in, which may be another one; and variables can
name programs that git runs.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from archive_lint.git.top import git_folder, repository_root
from archive_lint.model.patterns.lazy import lazy_pattern

_KEPT = lazy_pattern(r"GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)\Z")
"""Variables of the user's own configuration, where `safe.directory` is set."""
_SET = {
    "GIT_OPTIONAL_LOCKS": "0",
    # Blobs that a partial clone lacks are not fetched: its remote may be any program.
    "GIT_NO_LAZY_FETCH": "1",
    # The same effect for git before 2.45.
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    # Complaints are recognised by their English text.
    "LC_ALL": "C",
    "LANGUAGE": "C",
}


def git_environment(top: str, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the environment for git commands about the work tree at `top`, a real path. Raises `GitError`."""
    kept = {name: value for name, value in given.items() if not name.startswith("GIT_") or _KEPT.match(name)}
    index = given.get("GIT_INDEX_FILE")
    if index and _speaks_of(top, given):
        # Relative to the top of the work tree, as git reads it.
        kept["GIT_INDEX_FILE"] = os.path.join(top, index)
    return kept | _SET | {"GIT_CEILING_DIRECTORIES": os.path.dirname(top)}


def _speaks_of(top: str, given: Mapping[str, str]) -> bool:
    """Return whether the variables that git sets for a hook describe the work tree at `top`."""
    named = given.get("GIT_DIR")
    if named:
        return os.path.realpath(named) == git_folder(top)
    around = repository_root(os.curdir)
    return around is not None and os.path.realpath(around) == top
