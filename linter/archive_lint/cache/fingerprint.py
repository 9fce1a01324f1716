"""The fingerprint of the program: two runs with the same one find the same on the same files."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from importlib.util import find_spec
from typing import TYPE_CHECKING

import archive_lint
from archive_lint.cache.file_identity import SETTLED
from archive_lint.cache.kept_file import NotKeptError
from archive_lint.files.statuses import NO_STATUS, file_status, later_than
from archive_lint.model.digest import blake2b
from archive_lint.rule.installed import descriptions

if TYPE_CHECKING:
    from archive_lint.rule.registry import Registry

_PROGRAM = archive_lint.__name__
_PARSERS = ("msgspec", "pyromark", "PyYAML", "rapidfuzz")
"""Packages that findings depend on."""
_BESIDE_THE_POINT = frozenset({"__pycache__", "cli", "fix", "report", "web"})
"""Folders of this package that cannot affect offline findings."""


def program_identity(packages: Iterable[str]) -> bytes:
    """Return 16 bytes for the files of this program, and of packages of rules, as they are on disk.

    It takes a third of the time of `program_fingerprint`, and changes too when the same version is installed again.
    Raises `NotKeptError` for a file that was touched so shortly ago that a second edit could not be told.
    """
    seen = blake2b(digest_size=16)
    for word in _surroundings():
        seen.update(word.encode() + b"\0")
    latest = time.time_ns() - SETTLED
    folders = [(package, folder) for package in [_PROGRAM, *packages] for folder in _folders_of(package)]
    paths = [path for package, folder in folders for path in _sources_in(package, folder, frozenset({"__pycache__"}))]
    statuses = [file_status(path) for path in paths]
    changed = later_than(latest, b"".join(statuses))
    if changed or NO_STATUS in statuses:
        raise NotKeptError(f"{paths[changed[0] if changed else statuses.index(NO_STATUS)]} has just changed")
    seen.update(b"\0".join(map(os.fsencode, paths)))
    seen.update(b"".join(statuses))
    return seen.digest()


def program_fingerprint(registry: Registry, *, skipped: AbstractSet[str] = _BESIDE_THE_POINT) -> bytes:
    """Return 16 bytes for the version and source of this program, its dependencies and all rules.

    Folders of this package that `skipped` names do not count. The source counts because the version does not change
    while a rule is being written, or between two commits.
    """
    seen = blake2b(digest_size=16)
    for word in _surroundings():
        seen.update(word.encode() + b"\0")
    for provider in sorted({entry.provider[:3] for entry in registry.registered}):
        seen.update("\0".join(provider).encode() + b"\0")
    packages = sorted({rule.__module__.partition(".")[0] for rule in registry.rules})
    for package in [_PROGRAM, *(name for name in packages if name != _PROGRAM)]:
        for name, path in _sources(package, skipped):
            with open(path, "rb", buffering=0) as file:
                source = file.read()
            seen.update(b"%s\0%d\0" % (os.fsencode(name), len(source)))
            seen.update(source)
    return seen.digest()


def _surroundings() -> Sequence[str]:
    """Return what findings depend on beside the source of this program and of rules."""
    return [archive_lint.__version__, sys.version, sys.platform, *descriptions(_PARSERS)]


def _folders_of(package: str) -> Sequence[str]:
    """Return the folders of a package, which is not imported."""
    found = find_spec(package)
    return [] if found is None else sorted(found.submodule_search_locations or [])


def _sources(package: str, skipped: AbstractSet[str]) -> Iterator[tuple[str, str]]:
    """Yield the source files of a package or module with their names in it, in a fixed order."""
    module = sys.modules[package]
    folders: Iterable[str] = getattr(module, "__path__", ())
    if not folders and getattr(module, "__file__", None):
        yield package, str(module.__file__)
    for folder in sorted(folders):
        yield from ((os.path.relpath(path, folder), path) for path in _sources_in(package, folder, skipped))


def _sources_in(package: str, folder: str, skipped: AbstractSet[str]) -> Iterator[str]:
    for at, inner, files in os.walk(folder):
        if package == _PROGRAM and at == folder:
            inner[:] = [name for name in inner if name not in skipped]
        inner.sort()
        yield from (os.path.join(at, name) for name in sorted(files) if name.endswith(".py"))
