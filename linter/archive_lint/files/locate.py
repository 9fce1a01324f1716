"""Finds the archive around a file or folder, and the repository around the archive."""

from __future__ import annotations

import os

from archive_lint.git.top import ancestors, repository_root


def find_root(start: str, top_folder: str, current: str) -> str:
    """Return the root of the archive around `start`, for an archive without a configuration file.

    `top_folder` is the folder of all stories, `news`; it may be empty. The root is the repository's root if it has that
    folder, else the nearest folder that has it, else the folder above one of that name, else the repository's root,
    else the `current` folder if `start` lies in it, else `start`: a page has the same links whether it is named or not.
    """
    start = os.path.abspath(start)
    repository = repository_root(start)
    around = next((folder for folder in ancestors(start) if folder == os.path.abspath(current)), start)
    if not top_folder:
        return repository or around
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
    return repository or around


def start_of_page(folder: str, current: str) -> str:
    """Return the folder from which to look for the archive of a page in `folder`.

    That is the `current` folder if the page lies below it in the same repository, or if both lie in none: a page has
    the same links whether it is named or not.
    """
    folder, current = os.path.abspath(folder), os.path.abspath(current)
    is_below = any(each == current for each in ancestors(folder))
    return current if is_below and repository_root(folder) == repository_root(current) else folder


def display_base(root: str, folder: str) -> str:
    """Return the base of reported paths: the repository, else `folder` if it is around the archive, else the archive.

    Every platform that shows reports wants paths from the repository's root.
    """
    repository = repository_root(root)
    if repository is not None:
        return repository
    folder, root = os.path.abspath(folder), os.path.abspath(root)
    return folder if folder in ancestors(root) else root
