from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from archive_lint.api import (
    Entry,
    Finding,
    Fix,
    Ground,
    Invalid,
    Kind,
    Link,
    Page,
    PageRule,
    Severity,
    Valid,
    remove_entries,
    repeated,
    said_by,
    same_text,
    story,
)
from archive_lint_rules.sources.citing import identity, shown

_FIRST = "[Gazette](https://gazette.example/a?id=1)"
_OTHER = "[Courier](https://courier.example/b)"


class DuplicateSource(PageRule):
    """The same source twice on one page.

    ## What it does
    Reports an entry of the Source section with the URL of an earlier entry. `http` and `https`, the case of the host,
    the default port, percent-encoding of plain letters and tracking parameters are ignored; other parameters and
    fragments count. Nothing is reported if all links of a page are sources: a text may cite one twice.

    ## Why it matters
    Two entries look like two witnesses. If they are one, the story is less well supported than it seems.

    ## Fix
    Safe if the later entry says nothing that the earlier one does not: it is removed, and those after it are
    renumbered. An entry with another label or scheme is left to a person.
    """

    code = "U007"
    name = "duplicate-source"
    summary = "The same source twice on a page"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("S007", "U005")

    valid = [
        Valid(story(sources=[_FIRST, _OTHER])),
        Valid(
            story(sources=[_FIRST, "[Gazette](https://gazette.example/a?id=2)"]),
            note="the query tells two articles apart",
        ),
        Valid(
            story(sources=["[Gazette](https://gazette.example/live#1)", "[Gazette](https://gazette.example/live#2)"])
        ),
    ]
    invalid = [
        Invalid(
            story(sources=[_FIRST, "[Gazette](https://Gazette.example:443/%61?id=1&utm_source=feed)", _OTHER]),
            at="8:4",
            fixed=story(sources=[_FIRST, _OTHER]),
            message="source 2 is the same as source 1: https://Gazette.example:443/%61?id=1&utm_source=feed",
        ),
        Invalid(story(sources=[_FIRST, "[Harbour Gazette](http://gazette.example/a?id=1)"]), at="8:4"),
    ]

    def check(self, page: Page) -> Iterator[Finding]:
        entries = page.facts.sources
        if len(entries) < 2:
            return
        duplicates = list(_duplicates(entries))
        superfluous = {later: first for later, first, _ in duplicates if _adds_nothing(entries[later], entries[first])}
        fix = _removal(page.source, entries, superfluous) if superfluous else None
        for position, first, link in duplicates:
            yield self.finding(
                link,
                f"source {position + 1} is the same as source {first + 1}: {shown(link.target)}",
                subject=shown(link.target),
                fix=fix if position in superfluous else None,
            )


def _removal(source: bytes, entries: Sequence[Entry], superfluous: Mapping[int, int]) -> Fix:
    """Return the fix that removes entries; each is given with the position of the one that says the same."""
    removed = " ".join(said_by(source, entries[later]) for later in superfluous)
    kept = " ".join(said_by(source, entries[first]) for first in superfluous.values())
    return remove_entries(
        entries, superfluous, "remove the entry and renumber the rest", evidence=repeated(removed, kept)
    )


def _duplicates(entries: Sequence[Entry]) -> Iterator[tuple[int, int, Link]]:
    """Yield the positions of an entry and of the first that cites the same, and the entry's link."""
    first: dict[str, int] = {}
    for position, entry in enumerate(entries):
        if entry.link is not None and entry.link.rendered:
            earlier = first.setdefault(identity(entry.link.target), position)
            if earlier != position:
                yield position, earlier, entry.link


def _adds_nothing(later: Entry, first: Entry) -> bool:
    one, other = later.link, first.link
    return (
        one is not None
        and other is not None
        and not later.further
        and not later.note
        and later.context is None
        and one.target.partition(":")[0].lower() == other.target.partition(":")[0].lower()
        and same_text(one.text.strip() or other.text, other.text)
    )
