"""The origin of a run's pages and the command: for reports that link to pages, and describe the run."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from archive_lint import __version__
from archive_lint.cli.console import Console
from archive_lint.cli.project import Project
from archive_lint.git.remote import find_remote
from archive_lint.model.secret import hide_secrets
from archive_lint.report.about import About
from archive_lint.report.forges import Checkout, checkout_of_ci, checkout_of_remote

_PLACES = ("--output", "--output-format", "--state-dir", "--source-url", "--observations", "--color")
"""Options with a value that decide where something goes or how it looks: they do not change the findings."""
_LATEST = 253402300799
"""The last moment that has a date, in seconds since the epoch."""


class Provenance(Struct, frozen=True):
    """The origin of a checkout."""

    line_url: str
    """The template of URLs of lines, with `{path}` and `{line}` in it; empty if unknown."""
    about: About


def find_provenance(
    template: str | None,
    project: Project,
    words: Sequence[str],
    console: Console,
    environment: Mapping[str, str] = os.environ,
) -> Provenance:
    """Return the origin of the pages: by a template of URLs, else a CI system's variables, else the git remote.

    Git is asked if the variables do not tell. `words` are those of the command line.
    """
    found = _find_checkout(project.base, environment)
    checkout = found.checkout
    folder = project.prefix.strip("/")
    name = checkout.name if checkout else os.path.basename(project.base.rstrip(os.sep))
    return Provenance(
        found.line_url if template is None else _filled(template, found.commit, console),
        About(
            archive=f"{name}/{folder}" if folder else name,
            commit=found.commit,
            version=__version__,
            date=_now(environment),
            command=shlex.join(["archive-lint", *map(hide_secrets, _without_places(words))]),
        ),
    )


class _Found(Struct, frozen=True):
    """The checked out commit."""

    commit: str = ""
    checkout: Checkout | None = None
    is_shown: bool = True
    """Whether the forge has the commit."""

    @property
    def line_url(self) -> str:
        return self.checkout.line_url if self.checkout and self.is_shown else ""


def _find_checkout(top: str, environment: Mapping[str, str]) -> _Found:
    found = checkout_of_ci(environment)
    # A job may have checked out another repository beside its own, or in it.
    if found is not None and (not found.folder or os.path.realpath(found.folder) == os.path.realpath(top)):
        return _Found(found.checkout.commit, found.checkout)
    remote = find_remote(top)
    if remote is None:
        return _Found()
    return _Found(remote.commit, checkout_of_remote(remote.address, remote.commit), remote.is_published)


def _filled(template: str, commit: str, console: Console) -> str:
    if "{commit}" in template and not commit:
        console.warning("--source-url has {commit}, and no commit is checked out here: reports link to no page")
        return ""
    return template.replace("{commit}", commit)


def _now(environment: Mapping[str, str]) -> datetime:
    """Return the present time, or that of `SOURCE_DATE_EPOCH`.

    See https://reproducible-builds.org/specs/source-date-epoch/.
    """
    given = environment.get("SOURCE_DATE_EPOCH", "")
    if given.isascii() and given.isdigit() and len(given) < 13 and int(given) <= _LATEST:
        return datetime.fromtimestamp(int(given), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def _without_places(words: Sequence[str]) -> Iterator[str]:
    given = iter(words)
    for word in given:
        name, equals, _ = word.partition("=")
        if word == "--":
            left = list(given)
            yield from ["--", *left] if any(each.startswith("-") for each in left) else left
        elif name in _PLACES or word == "-o":
            if not equals:
                next(given, None)
        elif not word.startswith("-o"):
            yield word
