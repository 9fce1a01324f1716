"""The error for a page that cannot be checked, raised both by reading it and by parsing it."""

from __future__ import annotations


class UnreadablePageError(Exception):
    """A page cannot be checked; the message says why and what to do."""
