from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    Archive,
    ArchiveRule,
    Finding,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    RelatedLink,
    Severity,
    Valid,
    remove_entries,
    same_text,
    story,
)

THIRD_PATH = "news/2014/05/20/storm-nears-the-coast.md"
THIRD = f"[Storm nears the coast](/{THIRD_PATH}) _Context: Storm_"
OTHERS = {OTHER_PATH: story(), THIRD_PATH: story()}


class DuplicateRelatedLink(ArchiveRule):
    """A story listed twice among the related stories of a page.

    ## What it does
    Reports an entry of the Related section that leads to the same page as an earlier entry.

    ## Why it matters
    The list is limited, so a repeated entry takes the place of a story that the reader would like to find.

    ## Fix
    The later entry is removed and those behind it are renumbered. Safe where it says nothing that the earlier one does
    not, unsafe where its title is another or it names a context of its own.
    """

    code = "L003"
    name = "duplicate-related-link"
    summary = "Related link leads to the same page as an earlier one"
    severity = Severity.WARNING
    since = "0.1"
    kinds = (Kind.STORY, Kind.OTHER)

    valid = [Valid(story(related=[OTHER, THIRD]), others=OTHERS)]
    invalid = [
        Invalid(
            story(related=[OTHER, OTHER, THIRD]),
            at="12:4",
            fixed=story(related=[OTHER, THIRD]),
            others=OTHERS,
            message="related entry 2 leads to the same page as entry 1",
        ),
        Invalid(
            story(related=[OTHER, THIRD, OTHER.replace("_Context: Harbour_", "_Context: Bridge_")]),
            at="13:4",
            fixed=story(related=[OTHER, THIRD]),
            others=OTHERS,
            safe=False,
            note="its context would be lost",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterable[Finding]:
        related = archive.links(page).related
        paths = {link.resolution.path for link in related}
        return self._report(page, related) if len(paths) < len(related) else ()

    def _report(self, page: PageFacts, related: Sequence[RelatedLink]) -> Iterator[Finding]:
        first: dict[str, RelatedLink] = {}
        again: list[tuple[RelatedLink, RelatedLink]] = []
        times: Counter[str] = Counter()
        for link in related:
            outcome = link.resolution.outcome
            if outcome is LinkOutcome.EXTERNAL or outcome is LinkOutcome.SAME_PAGE or outcome is LinkOutcome.OUTSIDE:
                continue
            earlier = first.setdefault(link.resolution.path, link)
            if earlier is not link:
                again.append((link, earlier))
        if not again:
            return
        entries = page.related
        for wanted in (True, False):
            removed = {link.position for link, earlier in again if _adds_nothing(link, earlier) is wanted}
            fix = remove_entries(entries, removed, "remove the entry and renumber the rest", safe=wanted)
            for link, earlier in again:
                if link.position in removed:
                    times[link.resolution.path] += 1
                    yield self.finding(
                        link.link,
                        f"related entry {link.position + 1} leads to the same page as entry {earlier.position + 1}",
                        subject=f"{link.link.target} #{times[link.resolution.path]}",
                        fix=fix,
                    )


def _adds_nothing(link: RelatedLink, earlier: RelatedLink) -> bool:
    known = {term.strip() for term in (earlier.entry.context or "").split(",")}
    said = {term.strip() for term in (link.entry.context or "").split(",")} - {""}
    return (
        said <= known
        and same_text(link.link.text, earlier.link.text)
        and link.entry.note in ("", earlier.entry.note)
        and not link.entry.further
    )
