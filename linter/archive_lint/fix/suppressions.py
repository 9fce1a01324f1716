"""Plans comments that suppress findings: `--add-suppressions`. What is planned is tried in memory before it is written.

A comment is written so that it covers only its finding: at the block, or the list item. If a run shows that it does not
hide the finding there, or changes the text of the page, one for the whole file is tried; if that does not help either,
the page is left as it was and named. An index and its twins get the same comments at the same places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from archive_lint.engine.run import Run, RunOutcome, execute
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.fix.edits import apply_edits
from archive_lint.fix.passes import PlannedFixes
from archive_lint.fix.plan import Change
from archive_lint.fix.safety import why_not_fixed
from archive_lint.markdown.directive_places import CommentPlace, CommentPlaces
from archive_lint.markdown.parse import parse, read_blocks
from archive_lint.model.finding import Edit, Finding, Fix
from archive_lint.model.page import Page, PageFacts
from archive_lint.model.problem import ProblemKind

_NOT_SUPPRESSED = "no comment on the page hides what was found; `per-file-ignores` of the configuration can"
_Identity = tuple[str, str, str]


def plan_suppressions(run: Run, is_wanted: Callable[[Finding], bool], reason: str) -> PlannedFixes:
    """Check an archive and plan a comment with a reason for all findings that `is_wanted` accepts.

    `reason` is one line without `--`. Findings that get a comment are in `fixed`; nothing is written.
    """
    outcome = execute(run)
    is_misread = any(problem.kind is ProblemKind.MISREAD_ROOT for problem in outcome.problems)
    wanted = [] if is_misread or not outcome.complete else [each for each in outcome.findings if is_wanted(each)]
    return _Trial(run, outcome, reason).plan(wanted)


class _Pages(Struct):
    """Pages with one text, mostly an index and its twins, and the findings to suppress on them."""

    paths: tuple[str, ...]
    page: Page
    """The first of them."""
    findings: list[Finding]
    for_file: set[str] = field(default_factory=set)
    """Codes that a comment at the finding does not hide."""
    edits: Sequence[Edit] = ()
    """The comments of the last attempt."""

    def fixed(self) -> Iterator[Finding]:
        """Yield the findings, each with the comments as its fix."""
        edits = tuple(replace(edit, path=path) for path in self.paths for edit in self.edits)
        return (replace(finding, fix=Fix("suppress it", edits)) for finding in self.findings)


class _Trial:
    def __init__(self, run: Run, outcome: RunOutcome, reason: str) -> None:
        self._run = run
        self._outcome = outcome
        self._reason = reason
        self._listed = frozenset(run.listing.pages)
        self._before = Counter(map(_identity, outcome.findings))
        self._now: dict[str, bytes] = {}
        self._refused: dict[str, str] = {}

    def plan(self, wanted: Sequence[Finding]) -> PlannedFixes:
        pages = self._pages(wanted)
        left = pages
        for is_at_top in (False, False, True):
            if left:
                left = self._try(left, is_at_top=is_at_top)
        if left:
            self._refused.update((path, _NOT_SUPPRESSED) for each in left for path in each.paths)
            self._take_back(left)
        done = [each for each in pages if each.paths[0] in self._now]
        return PlannedFixes(
            outcome=self._outcome,
            changes={path: Change(each.page.source, self._now[path]) for each in done for path in each.paths},
            bundles=[frozenset(each.paths) for each in done if len(each.paths) > 1],
            fixed=[finding for each in done for finding in each.fixed()],
            refused=self._refused,
        )

    def _pages(self, wanted: Iterable[Finding]) -> list[_Pages]:
        """Group findings by the text that they are on, without those on pages that must stay as they are."""
        by_path: dict[str, list[Finding]] = {}
        for finding in wanted:
            by_path.setdefault(finding.path, []).append(finding)
        found: dict[tuple[str, ...], _Pages] = {}
        for path, findings in by_path.items():
            source = self._read(path)
            if source is None:
                continue
            paths = tuple(sorted(each for each in self._copies(path) if each == path or self._read(each) == source))
            refusal = next(filter(None, (why_not_fixed(self._run.root, each) for each in paths)), None)
            page = parse(path, source, self._run.plan.layout)
            if page.facts.damaged:
                refusal = "is damaged: nobody can tell what a comment on it would cover"
            if refusal is not None:
                self._refused[path] = refusal
            else:
                found.setdefault(paths, _Pages(paths, page, [])).findings += findings
        return list(found.values())

    def _copies(self, path: str) -> Iterable[str]:
        """Return a page, and the paths of the other files of an index and its twins."""
        folder, slash, name = path.rpartition("/")
        names = self._run.plan.layout.index_names
        return (f"{folder}{slash}{each}" for each in (names if name in names else (name,)))

    def _read(self, path: str) -> bytes | None:
        """Return a page's bytes; `None` if it is not a readable page."""
        if path in self._run.overlay:
            return self._run.overlay[path]
        try:
            return read_page(self._run.root, path) if path in self._listed else None
        except UnreadablePageError:
            return None

    def _try(self, pages: Sequence[_Pages], *, is_at_top: bool) -> list[_Pages]:
        """Write the comments of pages in memory and check again. Return the pages that they do not help."""
        for each in pages:
            each.edits = self._comments(each, is_at_top=is_at_top)
            self._now.update(dict.fromkeys(each.paths, apply_edits(each.page.source, each.edits)))
        self._check_again(pages)
        found: dict[str, list[Finding]] = {}
        for finding in self._outcome.findings:
            found.setdefault(finding.path, []).append(finding)
        return [each for each in pages if not self._is_hidden(each, found)]

    def _is_hidden(self, pages: _Pages, found: Mapping[str, list[Finding]]) -> bool:
        """Return whether all findings are hidden and nothing else has changed.

        Note what needs a comment for the file.
        """
        now = [finding for path in pages.paths for finding in found.get(path, ())]
        targets = set(map(_identity, pages.findings))
        left = {finding.code for finding in now if _identity(finding) in targets}
        new = Counter(map(_identity, now)) - self._before
        after = parse(pages.paths[0], self._now[pages.paths[0]], self._run.plan.layout)
        is_changed = _words(pages.page.facts) != _words(after.facts)
        pages.for_file |= {finding.code for finding in pages.findings} if new or is_changed else left
        return not (left or new or is_changed)

    def _take_back(self, pages: Sequence[_Pages]) -> None:
        for each in pages:
            for path in each.paths:
                del self._now[path]
        self._check_again(pages)

    def _check_again(self, pages: Iterable[_Pages]) -> None:
        changed = {path for each in pages for path in each.paths}
        known = self._outcome.results.only(lambda path: path not in changed)
        again = replace(self._run, overlay={**self._run.overlay, **self._now}, known=known, progress=None)
        self._outcome = execute(again)

    def _comments(self, pages: _Pages, *, is_at_top: bool) -> list[Edit]:
        """Return the edits that write a page's comments; those for the whole file at its top or its end."""
        page = pages.page
        blocks = read_blocks(page.source, self._run.plan.layout)
        places = CommentPlaces(page.source, blocks, first=page.body_start)
        codes: dict[CommentPlace, set[str]] = {}
        for finding in pages.findings:
            place = places.covering(finding.span.start)
            if place is None:
                pages.for_file.add(finding.code)
            else:
                codes.setdefault(place, set()).add(finding.code)
        edits = [
            _edit(place, self._comment("ignore", found - pages.for_file), page.facts.newline)
            for place, found in sorted(codes.items())
            if found - pages.for_file
        ]
        if pages.for_file:
            place = CommentPlace(page.body_start if is_at_top else len(page.source), is_line=is_at_top)
            edits.append(_edit(place, self._comment("file-ignore", pages.for_file), page.facts.newline, of=page.source))
        return edits

    def _comment(self, verb: str, codes: Iterable[str]) -> str:
        return f"<!-- archive-lint: {verb}[{', '.join(sorted(codes))}] {self._reason} -->"


def _edit(place: CommentPlace, comment: str, newline: str, of: bytes = b"") -> Edit:
    """Return the edit that writes a comment; `of` is the page, for a comment that stands at its end."""
    if place.is_line:
        return Edit("", place.at, place.at, f"{comment}{newline}")
    if not of:
        return Edit("", place.at, place.at, f" {comment}")
    is_ended = of.endswith((b"\n", b"\r"))
    return Edit("", place.at, place.at, f"{newline if is_ended else newline * 2}{comment}{newline if is_ended else ''}")


def _identity(finding: Finding) -> _Identity:
    return finding.path, finding.code, finding.subject


def _words(facts: PageFacts) -> object:
    """Return the text of a page without offsets, for comparison."""
    entries = [
        (section.key, section.heading.text, entry.number, entry.context, entry.note, entry.link and entry.link.text)
        for section in facts.sections
        for entry in section.entries
    ]
    headings = [heading and heading.text for heading in (facts.title, facts.topic, facts.date_heading)]
    listed = [(entry.heading.text, entry.heading.level) for entry in facts.index_entries]
    return headings, entries, listed, [(link.text, link.target) for link in facts.all_links()], facts.ids
