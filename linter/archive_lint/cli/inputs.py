"""The inputs of a check, all known before the first page is read."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from archive_lint.baseline import Key
from archive_lint.changes.blame import Blame
from archive_lint.cli.baseline_file import load_baseline
from archive_lint.cli.changed_since import find_blame, limit_pages
from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.console import Console
from archive_lint.cli.cut_off_fix import recover_fixes
from archive_lint.cli.early_listing import EarlyListing
from archive_lint.cli.paths import NamedPages, find_named_pages, start_folder
from archive_lint.cli.project import Project
from archive_lint.files.state_folder import EARLIER_NAME, has_earlier_folder
from archive_lint.model.problem import Problem, ProblemKind
from archive_lint.text import counted

_TEXT_ENDINGS = (".markdown", ".md", ".mdown", ".mkd", ".mdx", ".qmd", ".Rmd", ".rst", ".adoc", ".asciidoc", ".org")
"""Endings of files that site generators turn into pages."""

_MOST_PATHS = 5_000
"""The most paths that are read for patterns if none is a story's by the default."""
_MOST_PATTERNS = 2
"""The most patterns that a message names."""


class CheckInputs(Struct, frozen=True, kw_only=True):
    """The inputs of a check."""

    project: Project
    baseline: dict[Key, int]
    """Findings accepted as known, with their counts."""
    named: NamedPages
    blame: Blame | None
    """The judge of the change for `--changed-since`; `None` if all findings are wanted."""
    ignored: int
    """Number of pages on disk that git ignores."""
    problems: tuple[Problem, ...]
    """Problems of named or discovered files that cannot be checked."""


def prepare(options: CheckOptions, console: Console, early: EarlyListing | None = None) -> CheckInputs:
    """Find the archive, its baseline and the pages to report on; `early` is a listing that has begun.

    Raises `UsageError`, `ConfigError` and `LoadError`.
    """
    pages = options.pages
    project = Project(start_folder(pages.paths, pages.stdin_filename), options.selection, options.settings)
    _tell_of_state(project, console)
    recover_fixes(project, console)
    baseline = load_baseline(project.root, options.findings.baseline, wanted=not options.findings.no_baseline)
    discovered = project.discover(
        console,
        is_index_wanted=pages.changed_since is not None,
        is_walk_wanted=bool(pages.paths) or options.fixes.writes or options.fixes.diff,
        early=early,
    )
    named = find_named_pages(pages, project.root, discovered.listing)
    blame = find_blame(pages.changed_since, project, named, discovered.index)
    named = limit_pages(named, blame, project.root)
    unreadable = (Problem(ProblemKind.UNREADABLE, path, message) for path, message in discovered.problems)
    inputs = CheckInputs(
        project=project,
        baseline=baseline,
        named=named,
        blame=blame,
        ignored=discovered.ignored,
        problems=(*named.problems, *unreadable),
    )
    _describe(inputs, console)
    _warn_without_story(inputs, console)
    _tell_of_unread_endings(inputs, console)
    if blame is not None and blame.changes.is_empty:
        console.note(
            f"Nothing differs from {pages.changed_since}: no page was checked. `archive-lint` checks all pages, as "
            "does the hook `archive-lint-all`."
        )
    return inputs


def no_page_problem(inputs: CheckInputs) -> Problem:
    """Return the problem of a run that found no page to check."""
    if inputs.named.reported is not None and inputs.named.listing.pages:
        message = "no page to check: none of the paths is a page of the archive, or a folder with one"
    elif inputs.ignored:
        message = (
            f"no page found in {inputs.project.root}: git ignores the {counted(inputs.ignored, 'page')} that it has; "
            "name a page to check it all the same"
        )
    else:
        message = (
            f"no page found in {inputs.project.root}: it has no Markdown file; name the archive's folder, "
            "or set root in archive-lint.toml (`archive-lint init` writes one)"
        )
    return Problem(ProblemKind.UNREADABLE, "", message)


def _tell_of_state(project: Project, console: Console) -> None:
    if has_earlier_folder(project.root) and project.state_inside != EARLIER_NAME:
        console.note(f"{EARLIER_NAME}: an earlier version kept its state here; it is no longer used and can be removed")


def _describe(inputs: CheckInputs, console: Console) -> None:
    if not console.verbose:
        return
    project, named = inputs.project, inputs.named
    console.detail(f"archive {project.root}")
    console.detail(f"configuration {project.configuration.path or '(none: defaults)'}")
    state = project.state
    console.detail(f"state {state.path}" if state.path else f"nothing is kept between runs: {state.trouble}")
    enabled = sum(choice.enabled for choice in project.choices.values())
    console.detail(f"{enabled} of {len(project.choices)} rules")
    console.detail(f"{counted(len(named.checked), 'page')} to check, {len(named.listing.pages):,} in the archive")


def _warn_without_story(inputs: CheckInputs, console: Console) -> None:
    """Warn of an archive in which no story is recognised: most rules are about stories, and it would pass silently."""
    layout, pages = inputs.project.layout, inputs.named.listing.pages
    if not pages or any(layout.story_match(path) for path in pages):
        return
    where = ", ".join(map(repr, layout.story))
    likely = _likely_stories(pages) if _is_unconfigured(inputs.project) else []
    if likely:
        console.warning(
            f"no page of the archive is a story by the default, {where}, and nothing configures it: "
            f"`archive-lint init` takes {' and '.join(map(repr, likely))} for its stories"
        )
        return
    console.warning(
        "no page of the archive is a story, and most rules check only stories: none lies where archive.story "
        f"says, {where}; `archive-lint init` infers it from the pages"
    )


def _is_unconfigured(project: Project) -> bool:
    """Return whether neither a file nor the command line configures the paths of stories."""
    return project.configuration.path is None and project.configuration.origin(("archive", "story")) == "default"


def _likely_stories(pages: Sequence[str]) -> Sequence[str]:
    """Return the patterns that `init` would write, from paths alone."""
    from archive_lint.infer.paths import vote_on_paths
    from archive_lint.infer.sample import spread

    return vote_on_paths(spread(pages, _MOST_PATHS)).texts[:_MOST_PATTERNS]


def _tell_of_unread_endings(inputs: CheckInputs, console: Console) -> None:
    """Warn of pages with an ending that is not read, if all pages are checked: they would pass silently."""
    if inputs.named.reported is not None:
        return
    unread = {ending: 0 for ending in _TEXT_ENDINGS if ending not in inputs.named.listing.endings}
    endings = tuple(unread)
    for path in inputs.named.listing.files:
        if path.endswith(endings):
            unread[next(ending for ending in endings if path.endswith(ending))] += 1
    counts = ", ".join(f"{count:,} of {ending}" for ending, count in unread.items() if count)
    if counts:
        console.note(
            f"Files that may be pages and are not read: {counts}; archive.endings lists the endings that are read."
        )
