"""Reads one page from disk without trusting the file: no link is followed, no pipe waited on, no limit exceeded."""

from __future__ import annotations

import os
import stat

from archive_lint.model.unreadable import UnreadablePageError

__all__ = ["MOST_BYTES", "UNTRUSTED", "UnreadablePageError", "VanishedPageError", "read_page"]

MOST_BYTES = 10 * 1024 * 1024
"""Maximum size of a page in bytes. The largest of 15,812 measured pages has 110 KB."""

UNTRUSTED = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
"""Flags to open a file that may be anything by now: no link is followed, and nothing is waited for."""


class VanishedPageError(UnreadablePageError):
    """A page was listed but no longer exists."""


def read_page(root: str, path: str) -> bytes:
    """Return the bytes of a page. Raises `UnreadablePageError`."""
    try:
        descriptor = os.open(f"{root}/{path}", UNTRUSTED)
    except FileNotFoundError as error:
        raise VanishedPageError("the file is gone") from error
    except OSError as error:
        raise UnreadablePageError(f"cannot be read: {error.strerror or error}") from error
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise UnreadablePageError("is not a regular file: not checked")
        if status.st_size > MOST_BYTES:
            raise UnreadablePageError(
                f"has {status.st_size:,} bytes: pages of more than {MOST_BYTES:,} are not checked; "
                "split it, or exclude it in [archive] exclude"
            )
        # One byte more than the size shows whether the file has grown; the loop serves file systems that read short.
        content = os.read(descriptor, status.st_size + 1)
        while len(content) != status.st_size and len(content) <= MOST_BYTES:
            more = os.read(descriptor, MOST_BYTES)
            if not more:
                break
            content += more
    except OSError as error:
        raise UnreadablePageError(f"cannot be read: {error.strerror or error}") from error
    else:
        return content
    finally:
        os.close(descriptor)
