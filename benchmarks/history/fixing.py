"""Plans the safe fixes of a checkout, of each rule alone and of all together. Nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from archive_lint.cli.console import Console
from archive_lint.cli.make_run import make_run
from archive_lint.cli.options import SelectionOptions, SettingsOptions
from archive_lint.cli.paths import StartFolder, every_page
from archive_lint.cli.project import Project
from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.fix.passes import plan_fixes
from archive_lint.fix.plan import Change, changed_files
from archive_lint.model.finding import Finding

TOGETHER = "all"
"""The key for the safe fixes of all rules in one run, in place of a code."""


class SafeFixes(Struct, frozen=True):
    """The files after safe fixes, by path."""

    changes: Mapping[str, Change]
    codes: Mapping[str, set[str]]
    """The rules whose fixes are in it."""
    copied_from: Mapping[str, str]
    """For each file that fixes create, the file that it is a copy of."""


class Checkout(Struct, frozen=True):
    """A state of an archive and what the linter finds in it."""

    run: Run
    outcome: RunOutcome

    @classmethod
    def at(cls, folder: str, config: Sequence[str]) -> Checkout:
        """Check the archive in a folder; `config` is as for `--config`. Raises what the command reports."""
        project = Project(StartFolder(folder, is_named=True), SelectionOptions(), SettingsOptions(config=tuple(config)))
        listing = project.discover(Console(quiet=True)).listing
        run = make_run(project, every_page(listing), jobs=1)
        return cls(run, execute(run))

    @property
    def reported(self) -> set[tuple[str, str]]:
        """Codes of findings, each with the page it is on or that its fix would change."""
        return {
            (finding.code, path)
            for finding in self.outcome.findings
            for path in (finding.path, *(edit.path for edit in (finding.fix.edits if finding.fix else ())))
        }

    def safe_fixes(self) -> Mapping[str, SafeFixes]:
        """Return the safe fixes of each rule by its code, and under `TOGETHER` those of all in one run."""
        codes = sorted({finding.code for finding in self.outcome.findings if _is_safe(finding)})
        alone = {code: self._planned(frozenset({code})) for code in codes}
        return {**alone, TOGETHER: self._planned(None)}

    def _planned(self, codes: frozenset[str] | None) -> SafeFixes:
        """Return the safe fixes of some rules; of all for `None`."""
        known = self.outcome.results.only(lambda _: True)
        planned = plan_fixes(
            replace(self.run, known=known), lambda each: _is_safe(each) and (codes is None or each.code in codes)
        )
        by_path: defaultdict[str, set[str]] = defaultdict(set)
        for finding in planned.fixed:
            for path in changed_files(finding):
                by_path[path].add(finding.code)
        made = {
            edit.path: finding.fix.copied_from for finding in planned.fixed if finding.fix for edit in finding.fix.edits
        }
        return SafeFixes(planned.changes, by_path, made)

    def text(self, path: str) -> str:
        """Return what a page held before any fix; nothing for one that is not there."""
        try:
            return read_page(self.run.root, path).decode(errors="replace")
        except UnreadablePageError:
            return ""


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe
