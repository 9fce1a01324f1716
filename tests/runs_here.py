"""What runs within the process of the tests, of which there are thousands, need not do each time.

Each of these is a large part of a short run there, and is tested by itself: `tests/files` copies processes,
`tests/cache` and `tests/rule` look for rules and read their source. Programs that tests start do all of it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Set as AbstractSet
from functools import cache

import pytest

from archive_lint.cache import run_cache
from archive_lint.cache.fingerprint import program_fingerprint
from archive_lint.cli import early_listing
from archive_lint.files.listing_ahead import ListingAhead
from archive_lint.rule import registry as registries
from archive_lint.rule.registry import Provider, RegisteredRule, Registry


class ListingHere(ListingAhead):
    """A listing that this process makes as soon as it has begun: to copy one so large takes a hundred times as long."""

    _found: tuple[bytes, ...] = ()

    def end(self) -> None:
        self._found = ()
        super().end()

    def _begin(self) -> None:
        try:
            folder = os.open(os.curdir, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return
        self._begun = time.time_ns()
        try:
            self._found = tuple(self._parts())
        except OSError:
            self._found = ()  # as when a copy has failed
        finally:
            os.fchdir(folder)
            os.close(folder)

    def _part(self, number: int) -> bytes | None:
        if number >= len(self._found):
            self.end()
            return None
        return self._found[number]


def shorten_runs(patch: pytest.MonkeyPatch) -> None:
    """Have runs in this process list files in it, and look for the program's own rules and their source once."""
    providers = registries.find_providers()
    load = registries._load
    rules = {provider: load(provider) for provider in providers}

    def load_once(provider: Provider) -> list[RegisteredRule]:
        return rules.get(provider) or load(provider)

    @cache
    def fingerprint_once(registered: tuple[RegisteredRule, ...], skipped: AbstractSet[str] | None) -> bytes:
        registry = Registry(registered)
        return program_fingerprint(registry, **({} if skipped is None else {"skipped": skipped}))

    def known_fingerprint(registry: Registry, *, skipped: AbstractSet[str] | None = None) -> bytes:
        return fingerprint_once(tuple(registry.registered), skipped)

    patch.setattr(early_listing, "ListingAhead", ListingHere)
    patch.setattr(registries, "find_providers", lambda: providers)
    patch.setattr(registries, "_load", load_once)
    patch.setattr(run_cache, "program_fingerprint", known_fingerprint)
