"""`--watch`: checks again whenever a file of the archive or its configuration changes."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet

from msgspec import Struct

from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.exit_code import ExitCode
from archive_lint.cli.paths import start_folder
from archive_lint.cli.project import Project
from archive_lint.cli.told_errors import TOLD, tell
from archive_lint.config.discover import FILE_NAMES
from archive_lint.site.redirects import is_redirects_file

Batch = AbstractSet[tuple[int, str]]
"""Files that changed at about the same time: how, and the absolute path. Empty where nothing did for a moment."""
MODIFIED = 2
"""The kind of change of a file that existed before and still exists."""
_QUIET_MS = 100
"""Files that change within so many milliseconds after each other are one batch: an editor writes in steps."""
_MOMENT_MS = 200


class Watched(Struct, frozen=True, kw_only=True):
    """The watched files and folders, as absolute paths."""

    root: str
    configurations: frozenset[str]
    """The files that were loaded, wherever they lie."""
    endings: tuple[str, ...]
    """Endings of the names of pages."""
    own: frozenset[str]
    """Files and folders that runs write themselves: reports, observations, the state folder."""

    @property
    def outside(self) -> list[str]:
        """The configuration files that do not lie in the archive."""
        return sorted(path for path in self.configurations if not path.startswith(self.root.rstrip(os.sep) + os.sep))

    def concerns(self, kind: int, path: str) -> bool:
        """Return whether a change can change what is found: of a file that is not a page, that it comes or goes."""
        if path in self.configurations:
            return True
        inside = os.path.relpath(path, self.root).split(os.sep)
        name = inside.pop()
        if any(part.startswith(".") for part in inside) or self._is_own(path):
            return False
        if name in FILE_NAMES or is_redirects_file(name):
            return True
        if name.startswith(".") or name.endswith("~"):
            return False
        return kind != MODIFIED or name.endswith(self.endings)

    def _is_own(self, path: str) -> bool:
        return any(path == own or path.startswith(own + os.sep) for own in self.own)


Watcher = Callable[[Watched], Iterable[Batch]]
"""Begins to watch, says so by a first batch that may be empty, and yields a batch whenever files have changed."""


def watch(
    options: CheckOptions,
    check: Callable[[], int],
    *,
    changes: Watcher | None = None,
    now: Callable[[], dt.datetime] = dt.datetime.now,
) -> int:
    """Run `check` at once and after each change, until Ctrl-C or the end of `changes`. Return the exit code.

    Raises what `check` raises, apart from errors that the next change may put right.
    """
    watched = find_watched(options)
    code: int = ExitCode.CLEAN
    is_due = True
    try:
        while True:
            for batch in (changes or native_changes)(watched):
                news = sorted(path for kind, path in batch if watched.concerns(kind, path))
                if not news and not is_due:
                    continue
                is_due = False
                code = _round(check, _told(news, watched, now()), quiet=options.output.quiet)
                if code == ExitCode.INTERRUPTED:
                    return code
                found = _found_again(options, watched)
                if found != watched:
                    watched, is_due = found, True
                    break
            else:
                return code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def find_watched(options: CheckOptions) -> Watched:
    """Return what there is to watch, by the configuration as it is now. Raises `UsageError` and `ConfigError`."""
    pages = options.pages
    project = Project(start_folder(pages.paths, pages.stdin_filename), options.selection, options.settings)
    own = [file.path for file in options.output.files]
    own += [path for path in (options.sources.observations, project.state.path) if path]
    return Watched(
        root=project.root,
        configurations=frozenset(
            os.path.abspath(layer.name) for layer in project.configuration.layers if os.path.isfile(layer.name)
        ),
        endings=tuple(project.settings.archive.endings),
        own=frozenset(map(os.path.abspath, own)),
    )


def _found_again(options: CheckOptions, watched: Watched) -> Watched:
    try:
        return find_watched(options)
    except TOLD:  # The round has just told it.
        return watched


def native_changes(watched: Watched) -> Iterator[Batch]:
    """Watch by what the system offers. Raises `UsageError` where the package is missing, or the system refuses."""
    try:
        import watchfiles
    except ImportError as error:
        raise UsageError(f"--watch needs the package {error.name!r}: pip install 'archive-lint[watch]'") from error
    try:
        yield from watchfiles.watch(
            watched.root,
            *watched.outside,
            watch_filter=None,
            step=_QUIET_MS,
            rust_timeout=_MOMENT_MS,
            yield_on_timeout=True,
            ignore_permission_denied=True,
        )
    except (OSError, RuntimeError) as error:
        raise UsageError(
            f"{watched.root}: cannot be watched: {error}; WATCHFILES_FORCE_POLLING=1 looks at the files again and again"
        ) from error


def _round(check: Callable[[], int], told: str, *, quiet: bool) -> int:
    # A new one each time: it says nothing twice.
    console = Console(quiet=quiet)
    console.note(told)
    try:
        code = check()
    except TOLD as error:
        tell(error, console)
        code = ExitCode.ERROR
    if code != ExitCode.INTERRUPTED:
        console.note("Waiting for changes; Ctrl-C ends.\n")
    return code


def _told(news: list[str], watched: Watched, at: dt.datetime) -> str:
    if not news:
        return f"{at:%H:%M:%S} Watching {watched.root}"
    first = os.path.relpath(news[0], watched.root).replace(os.sep, "/")
    more = f" and {len(news) - 1:,} more" if len(news) > 1 else ""
    return f"{at:%H:%M:%S} Changed: {first}{more}"
