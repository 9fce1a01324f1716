"""Runs linkcheckmd's check of local links over all folders of an archive: it does not go into folders by itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main(root: str) -> None:
    """Check each folder that has pages, offline, in one process; prints what linkcheckmd prints and how many pages."""
    # Only benchmarks have it.
    from linkcheckmd.base import check_local  # type: ignore[import-not-found, import-untyped, unused-ignore]

    pages = 0
    for folder, folders, files in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = sum(name.endswith(".md") for name in files)
        if here:
            pages += here
            for finding in check_local(Path(folder), ext=".md"):
                print(finding)
    print(f"{pages} pages")


if __name__ == "__main__":
    main(sys.argv[1])
