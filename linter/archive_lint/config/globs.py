"""Checks of globs, in settings and in rules' options alike."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from msgspec import Struct, inspect

from archive_lint.config.check import Complaint
from archive_lint.config.lines import KeyPath
from archive_lint.config.shape import Misfit
from archive_lint.model.patterns.glob import GLOB_MARK, glob_trouble, lone_glob_trouble
from archive_lint.text import shortened

MOST_CHARACTERS = 20_000
"""The most characters of all globs in one place: every path is compared with each; a `**` can replace many."""


def path_glob(value: str) -> Iterator[Complaint]:
    """Yield complaints about a glob of paths in a list."""
    if trouble := glob_trouble(value):
        yield f"{shortened(value)!r} is not a glob: {trouble}", None


def path_glob_key(value: str) -> Iterator[Complaint]:
    """Yield complaints about a glob of paths that is a key, and that the message names as such."""
    if trouble := lone_glob_trouble(value):
        yield f"is not a glob: {trouble}", None


def url_glob(value: str) -> Iterator[Complaint]:
    """Yield complaints about a glob of URLs."""
    # Imported here: only an archive that configures globs of URLs pays for the import.
    from archive_lint.model.patterns.url_glob import url_glob_trouble

    if trouble := url_glob_trouble(value):
        yield f"{shortened(value)!r} is not a glob: {trouble}", None


def all_globs(values: Collection[str]) -> Iterator[Complaint]:
    """Yield complaints about all globs of one list or table together."""
    if sum(map(len, values)) > MOST_CHARACTERS:
        yield f"has globs of more than {MOST_CHARACTERS:,} characters together", "one '**' does for many folders"


def bad_option_globs(options: Mapping[str, Any], declared: type[Struct], path: KeyPath) -> Iterator[Misfit]:
    """Yield complaints about a rule's options whose type is `Glob` or a tuple of globs.

    `path` is the place of the options. Empty values and those of a wrong type are skipped: `shape` reports them.
    """
    for field in inspect.type_info(declared).fields:  # type: ignore[attr-defined]
        value = options.get(field.encode_name)
        place = (*path, field.encode_name)
        if isinstance(value, str) and _is_glob(field.type):
            yield from _bad_option_glob(value, place)
        elif isinstance(value, list) and _is_glob(getattr(_bare(field.type), "item_type", None)):
            globs = {at: glob for at, glob in enumerate(value) if isinstance(glob, str)}
            yield from (Misfit(place, *complaint) for complaint in all_globs(globs.values()))
            for at, glob in globs.items():
                yield from _bad_option_glob(glob, (*place, at))


def _bad_option_glob(glob: str, path: KeyPath) -> Iterator[Misfit]:
    if glob:
        yield from (Misfit(path, *complaint) for complaint in path_glob(glob))


def _is_glob(declared: Any) -> bool:
    while isinstance(declared, inspect.Metadata):
        if declared.extra == GLOB_MARK:
            return True
        declared = declared.type
    return isinstance(declared, inspect.UnionType) and any(map(_is_glob, declared.types))


def _bare(declared: Any) -> Any:
    while isinstance(declared, inspect.Metadata):
        declared = declared.type
    return declared
