"""Files by the URIs that editors name them with."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit


def uri_of(path: str) -> str:
    """Return the URI of a file, whose path is absolute."""
    return Path(path).as_uri()


def path_of(uri: str) -> str | None:
    """Return the path of a file; `None` for an unnamed text and one of another scheme."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or "%00" in parts.path:
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path))
    if os.name == "nt" and path[2:3] == ":":
        path = path[1:]
    return os.path.normpath(path) if os.path.isabs(path) else None
