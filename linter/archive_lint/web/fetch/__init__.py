"""Fetching: from one URL to one observation. The only importer of httpx; it knows no verdicts."""

from __future__ import annotations

import sys

if "httpx" not in sys.modules:
    # Its command line brings click and rich where they are installed, a fifth of what the start of a check takes.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]  # so the import system is told that there is none
    import httpx  # noqa: F401

    del sys.modules["httpx._main"]
