"""Finds the archive around a file or folder, and the repository around the archive."""

from __future__ import annotations

import os

from archive_lint.git.top import ancestors, repository_root


def find_root(start: str, top_folder: str) -> str:
    """The root of the archive around `start`, where no configuration file says it.

    `top_folder` is what all stories lie under, `news`; may be empty. The root is the repository's root if it has that
    folder, else the nearest folder that has it, else the folder above one of that name, else the repository's root,
    else `start` itself.
    """
    start = os.path.abspath(start)
    repository = repository_root(start)
    if not top_folder:
        return repository or start
    if repository is not None and os.path.isdir(os.path.join(repository, top_folder)):
        return repository
    for folder in ancestors(start):
        if os.path.isdir(os.path.join(folder, top_folder)):
            return folder
        if folder == repository:
            break
    for folder in ancestors(start):
        if folder.replace(os.sep, "/").endswith("/" + top_folder):
            return folder[: -len(top_folder)].rstrip(os.sep) or os.sep
    return repository or start


def display_base(root: str, folder: str) -> str:
    """What reported paths are relative to: the repository's root, or else `folder` if the archive lies in it, or the archive.

    Every platform that shows reports wants paths from the repository's root.
    """
    repository = repository_root(root)
    if repository is not None:
        return repository
    folder, root = os.path.abspath(folder), os.path.abspath(root)
    return folder if folder in ancestors(root) else root
