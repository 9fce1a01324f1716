"""The folder `.archive-lint` of an archive, where what is kept between runs lies."""

from __future__ import annotations

import os

NAME = ".archive-lint"


class StateFolderError(Exception):
    """The folder cannot be made or must not be used."""


def state_folder(root: str) -> str:
    """The path of the folder, which is made if need be, with a `.gitignore` that keeps it out of git.

    Raises `StateFolderError` where it is a symbolic link, which a pull request may have brought, or cannot be made.
    """
    folder = os.path.join(root, NAME)
    try:
        os.mkdir(folder)
    except FileExistsError:
        if os.path.islink(folder) or not os.path.isdir(folder):
            raise StateFolderError(f"{folder}: is no folder of this archive; remove it") from None
    except OSError as error:
        raise StateFolderError(f"{folder}: cannot be made: {error.strerror or error}") from error
    try:
        keep_out_of_git(folder)
    except OSError as error:
        raise StateFolderError(f"{folder}: cannot be written to: {error.strerror or error}") from error
    return folder


def keep_out_of_git(folder: str) -> None:
    """Have git ignore what lies in a folder, unless somebody adds it on purpose. Raises `OSError`."""
    try:
        with open(os.path.join(folder, ".gitignore"), "x", encoding="utf-8") as file:
            file.write("# What archive-lint keeps between runs; not to be committed.\n*\n")
    except FileExistsError:
        return
