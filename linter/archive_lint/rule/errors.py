"""Errors of rule packages; apart from what raises them, so that the entry point knows them without loading rules."""

from __future__ import annotations


class LoadError(Exception):
    """Rules could not be loaded: a package is broken, or two rules claim the same code or name."""
