from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    Severity,
    Span,
    Valid,
    create_file,
    day_index,
    difference,
    following,
    guessed,
    replace_difference,
    story,
)
from archive_lint_rules.indexes.twin_words import said_by_twin_alone

from .entry_form import own_lines

INDEX = "news/2014/05/23/index.md"
TWIN = "news/2014/05/23/README.md"
SAME_DAY = "news/2014/05/23/storm-closes-the-harbour-bridge.md"
ONE = day_index([(TITLE, PATH)])
TWO = day_index([(TITLE, PATH), (OTHER_TITLE, SAME_DAY)])


class TwinDiffers(ArchiveRule):
    """A copy of an index that is not a copy, or is missing.

    ## What it does
    Reports a twin (`README.md` beside `index.md`, as configured) that differs in any byte from its index, except in
    front matter, and an index without its twin. If no index has that twin, that is reported once.

    ## Why it matters
    Which of the two a reader sees depends on where the archive is read. Two versions of one list contradict each other.

    ## Fix
    The index is the original: the twin is made equal to it, or written. Safe if the twin says nothing that the index
    does not say, apart from entries for pages that do not exist and titles or dates that path and page contradict;
    unsafe otherwise, and if only the index lists a page that does not exist, because the twin may then be right.
    """

    code = "I003"
    name = "twin-differs"
    summary = "Twin differs from its index, or is missing"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.INDEX,)
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)
    on_twins = True

    valid = [
        Valid(ONE, path=INDEX, others={TWIN: ONE}),
        Valid(
            TWO, path=TWIN, others={INDEX: ONE, PATH: story()}, note="another rule reports the entry for a missing page"
        ),
        Valid(ONE, path=INDEX, settings={"archive": {"twins": []}}),
    ]
    invalid = [
        Invalid(
            ONE,
            path=TWIN,
            others={INDEX: TWO, SAME_DAY: story(title=OTHER_TITLE)},
            at="4:1",
            fixed=TWO,
            message=f"differs from its index {INDEX!r}",
        ),
        Invalid(
            TWO,
            path=TWIN,
            others={INDEX: ONE, SAME_DAY: story(title=OTHER_TITLE)},
            at="4:1",
            fixed=ONE,
            safe=False,
            note="it may be the right one",
        ),
        Invalid(ONE, path=INDEX, at="1:1", fixed={TWIN: ONE}, message=f"its twin {TWIN!r} is missing"),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        if archive.is_twin(page.path):
            yield from self._compare(page, archive)
        elif page.path == archive.index_beside(page.path):
            yield from self._look_for_twins(page, archive)

    def _compare(self, twin: PageFacts, archive: Archive) -> Iterator[Finding]:
        path = archive.index_beside(twin.path)
        index = archive.facts(path)
        # The text of a damaged page is reported by the rules on damage; until it is fixed, it cannot be compared.
        if index is None or index.digest == twin.digest or index.damaged or twin.damaged:
            return
        original, copy = archive.source(path), archive.source(twin.path)
        if original is None or copy is None:
            return
        if _without_dead_entries(twin, copy, archive) == original:
            # Each of them is reported by itself.
            return
        own, others = _head(twin, copy), _head(index, original)
        if own != others:
            # Front matter may differ on purpose, and no fix writes there.
            if copy[len(own) :] != original[len(others) :]:
                yield self.finding(Span(len(own), len(copy)), f"differs from its index {path!r}", subject=path)
            return
        evidence = following(Ground.INDEX).and_no_loss(said_by_twin_alone(twin, index, archive))
        if _dead_in(index, archive) - _dead_in(twin, archive):
            evidence = guessed("the index lists a page that does not exist and the twin does not: it may be the newer")
        fix = replace_difference(copy, original, "make it a copy of its index", evidence=evidence, copied_from=path)
        yield self.finding(difference(copy, original), f"differs from its index {path!r}", subject=path, fix=fix)

    def _look_for_twins(self, index: PageFacts, archive: Archive) -> Iterator[Finding]:
        listing = archive.listing
        for twin in archive.twins_of(index.path):
            if twin in listing.files or twin in listing.aliases:
                continue
            name = twin.rpartition("/")[2]
            representative = archive.convention_example(
                Kind.DAY_INDEX,
                lambda other: _lacks(other, name, archive),  # noqa: B023
            )
            if representative == index.path:
                yield self.finding(
                    Span(0, 0),
                    f"no index of the archive has its twin {name!r}",
                    subject=name,
                    help="set archive.twins to the names that the archive uses, or to nothing",
                )
            elif representative is None:
                yield self._missing(index, twin, archive)

    def _missing(self, index: PageFacts, twin: str, archive: Archive) -> Finding:
        listing = archive.listing
        taken = twin in listing.untracked or twin in listing.links_out or twin in listing.dangling
        source = None if taken or index.damaged else archive.source(index.path)
        fix = (
            None
            if source is None
            else create_file(
                twin,
                source.decode(),
                "write it as a copy of the index",
                evidence=following(Ground.INDEX),
                copied_from=index.path,
            )
        )
        said = "is not tracked by git" if twin in listing.untracked else "is missing"
        return self.finding(Span(0, 0), f"its twin {twin!r} {said}", subject=twin, fix=fix)


def _head(page: PageFacts, source: bytes) -> bytes:
    return b"" if page.front is None else source[: page.front.end]


def _without_dead_entries(twin: PageFacts, source: bytes, archive: Archive) -> bytes:
    """Return the twin's text without its entries for pages that do not exist."""
    dead = [entry for entry, resolution in archive.links(twin).listed if resolution.outcome is LinkOutcome.MISSING]
    for entry in reversed(dead):
        lines = own_lines(twin, entry, archive)
        source = source[: lines.start] + source[lines.end :]
    return source


def _dead_in(index: PageFacts, archive: Archive) -> set[str]:
    """Return the paths of pages that an index lists and that do not exist."""
    listed = archive.links(index).listed
    return {resolution.path for _, resolution in listed if resolution.outcome is LinkOutcome.MISSING}


def _lacks(index: PageFacts, name: str, archive: Archive) -> bool:
    twin = f"{index.path.rpartition('/')[0]}/{name}"
    return twin not in archive.listing.files and twin not in archive.listing.aliases
