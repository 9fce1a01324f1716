from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    Archive,
    ArchiveRule,
    Evidence,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    RelatedLink,
    Severity,
    Valid,
    guessed,
    remove_entries,
    repeated,
    said_by,
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
    The later entry is removed and those after it are renumbered. Safe if it says nothing that the earlier one does not;
    unsafe if it has another title or a context of its own.
    """

    code = "L003"
    name = "duplicate-related-link"
    summary = "Related link leads to the same page as an earlier one"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("L001", "L002", "L010", "S007")

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

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        related = archive.links(page).related
        if len({link.resolution.path for link in related}) == len(related):
            return
        repeated = list(_repeated(related))
        times: Counter[str] = Counter()
        for adds_nothing in (True, False):
            group = [(link, earlier) for link, earlier in repeated if _adds_nothing(link, earlier) is adds_nothing]
            if not group:
                continue
            removed = {link.position for link, _ in group}
            fix = remove_entries(
                page.related,
                removed,
                "remove the entry and renumber the rest",
                evidence=_evidence(page, group, archive),
            )
            for link, earlier in group:
                times[link.resolution.path] += 1
                yield self.finding(
                    link.link,
                    f"related entry {link.position + 1} leads to the same page as entry {earlier.position + 1}",
                    subject=f"{link.link.target} #{times[link.resolution.path]}",
                    fix=fix,
                )


def _repeated(related: Sequence[RelatedLink]) -> Iterator[tuple[RelatedLink, RelatedLink]]:
    """Yield the links that lead to the same page as an earlier one, each with the first such link."""
    first: dict[str, RelatedLink] = {}
    for link in related:
        outcome = link.resolution.outcome
        if outcome is LinkOutcome.EXTERNAL or outcome is LinkOutcome.SAME_PAGE or outcome is LinkOutcome.OUTSIDE:
            continue
        earlier = first.setdefault(link.resolution.path, link)
        if earlier is not link:
            yield link, earlier


def _adds_nothing(link: RelatedLink, earlier: RelatedLink) -> bool:
    known = {term.strip() for term in (earlier.entry.context or "").split(",")}
    said = {term.strip() for term in (link.entry.context or "").split(",")} - {""}
    return (
        said <= known
        and same_text(link.link.text, earlier.link.text)
        and link.entry.note in ("", earlier.entry.note)
        and not link.entry.further
    )


def _evidence(page: PageFacts, group: Sequence[tuple[RelatedLink, RelatedLink]], archive: Archive) -> Evidence:
    if not all(_adds_nothing(link, earlier) for link, earlier in group):
        return guessed("the two entries do not say the same")
    source = archive.source(page.path) or b""
    removed, kept = (" ".join(said_by(source, pair[which].entry) for pair in group) for which in (0, 1))
    return repeated(removed, kept)
