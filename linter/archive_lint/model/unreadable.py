"""A page that cannot be checked, wherever that is found out: where it is read from disk, or where it is taken apart."""

from __future__ import annotations


class UnreadablePageError(Exception):
    """A page cannot be checked; the message says why and what to do."""
