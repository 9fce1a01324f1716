from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Annotated

from archive_lint.api import (
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Glob,
    Invalid,
    Kind,
    LinkOutcome,
    LinkRole,
    Meta,
    PageFacts,
    PathMatcher,
    RuleOptions,
    Severity,
    Valid,
    story,
)
from archive_lint_rules.dates.day_folders import folder_is_to_blame
from archive_lint_rules.missing_page import missing_message
from archive_lint_rules.succession import likeliest, succession_fix

_OTHER_RULES = frozenset(
    {
        LinkRole.RELATED,
        LinkRole.INDEX_ENTRY,
        LinkRole.DATE_HEADING,
        LinkRole.PREVIOUS_DAY,
        LinkRole.SOURCE,
        LinkRole.CHANGES,
    }
)
"""Roles whose links another rule reports; and Changes, which records URLs that may be gone."""

_GENERATED_BESIDE_PAGES = ("*.html", "*.json", "*.xml")
"""Files that generators write beside a page's Markdown, under its name."""
_DOUBT = "it takes a person to know what running text means"


class BrokenInternalLink(ArchiveRule):
    """A link in running text to a page or file that does not exist.

    ## What it does
    Reports an internal link or image whose target is not in the archive. Links of the Related and Source sections, of
    indexes and of date headings have rules of their own; those of Changes name earlier URLs, which may be gone. If
    `[[site.map]]` says which URL serves which file, `ignore` is compared with URLs, and its default is empty.

    ## Why it matters
    The reader follows the link and gets an error page.

    ## Fix
    Safe if git shows that the target was moved without a change. Otherwise unsafe, because only a person knows what was
    meant: for a story, the fix offers the page that replaced it, or the one story that is clearly most similar to it,
    found as for a broken related link.
    """

    class Options(RuleOptions, frozen=True, kw_only=True):
        """Options of the rule."""

        ignore: Annotated[
            tuple[Glob, ...],
            Meta(
                description="Globs of targets, as in `.gitignore`, decoded and from the root, "
                "that are generated on publishing."
            ),
        ] = _GENERATED_BESIDE_PAGES

    options: Options
    code = "L009"
    name = "broken-internal-link"
    summary = "Internal link leads to a file that does not exist"
    severity = Severity.ERROR
    since = "0.1"

    valid = [
        Valid(story(summary=f"See [the storm](/{OTHER_PATH})."), others={OTHER_PATH: story()}),
        Valid(story(summary="Formats: [HTML](/news/2014/05/23/bridge.html)")),
        Valid(story(summary="See [the law](/law.pdf)."), settings={"rules": {"L009": {"ignore": ["*.pdf"]}}}),
        Valid(story(summary="See [the tag](/tag/law/1/)."), settings={"rules": {"L009": {"ignore": ["/tag/**"]}}}),
    ]
    invalid = [
        Invalid(story(summary=f"See [the storm](/{OTHER_PATH})."), at="5:5", message=f"'/{OTHER_PATH}' does not exist"),
        Invalid(
            story(summary=f"See [the storm](/{OTHER_PATH.replace('/21/', '/20/')})."),
            at="5:5",
            others={OTHER_PATH: story(title=OTHER_TITLE)},
            fixed=story(summary=f"See [the storm](/{OTHER_PATH})."),
            safe=False,
            note="a story has that name",
        ),
        Invalid(story(summary="![The bridge](bridge.jpg)"), at="5:1"),
        Invalid(
            story(summary="See [the tag](/news/tag/law.pdf)."),
            at="5:5",
            settings={"rules": {"L009": {"ignore": ["/tag/**", "*.pdf", "!law.pdf"]}}},
        ),
    ]

    @cached_property
    def _is_generated(self) -> PathMatcher:
        # Few runs meet a broken link for which these are needed.
        return PathMatcher(self.options.ignore)

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        for problem in archive.links(page).problem_links:
            outcome, path = problem.resolution.outcome, problem.resolution.path
            if problem.role in _OTHER_RULES or outcome not in (LinkOutcome.MISSING, LinkOutcome.UNTRACKED):
                continue
            if self._is_ignored(problem.link.target, path, archive):
                continue
            if folder_is_to_blame(path, archive):
                continue
            if outcome is LinkOutcome.UNTRACKED:
                yield self.finding(problem.link, f"{problem.link.target!r} is not tracked by git")
                continue
            is_page = archive.kind(path) is Kind.STORY or archive.layout.is_site
            fix = succession_fix(page, problem.link, path, archive, doubt=_DOUBT) if is_page else None
            message = missing_message(problem.link.target, path, archive)
            yield self.finding(problem.link, message, help=likeliest(fix), fix=fix)

    def _is_ignored(self, target: str, path: str, archive: Archive) -> bool:
        if not archive.layout.is_site:
            return self._is_generated(path)
        # If URLs are mapped to files, the URLs of generated pages are known: only a configured value counts.
        if self.options.ignore == _GENERATED_BESIDE_PAGES:
            return False
        return self._is_generated(target.partition("#")[0].partition("?")[0].lstrip("/"))
