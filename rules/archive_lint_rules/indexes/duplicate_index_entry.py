from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from archive_lint.api import (
    OTHER_TITLE,
    PATH,
    TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    IndexEntry,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    day_index,
    remove_lines,
    repeated,
    story,
)

from .entry_form import entry_words, own_lines

INDEX = "news/2014/05/23/index.md"
SAME_DAY = "news/2014/05/23/storm-closes-the-harbour-bridge.md"
OTHERS = {PATH: story(), SAME_DAY: story(title=OTHER_TITLE)}
BOTH = [(TITLE, PATH), (OTHER_TITLE, SAME_DAY)]


class DuplicateIndexEntry(ArchiveRule):
    """A story listed twice in one index.

    ## What it does
    Reports an index entry that leads to the same page as an earlier entry of that index.

    ## Why it matters
    A reader finds the same story again; or two stories share a file, and one of them is lost.

    ## Fix
    The later entry is removed: safe if it says nothing that the earlier one does not say, otherwise unsafe.
    """

    code = "I005"
    name = "duplicate-index-entry"
    summary = "Index lists the same page twice"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)
    yields_to = ("I002", "I008")

    valid = [Valid(day_index(BOTH), path=INDEX, others=OTHERS)]
    invalid = [
        Invalid(
            day_index([*BOTH, BOTH[0]]),
            path=INDEX,
            others=OTHERS,
            at="7:5",
            fixed=day_index(BOTH),
            message=f"'/{PATH}' is already listed as {TITLE!r}",
        ),
        Invalid(
            day_index([*BOTH, ("Ferry sinks", PATH)]),
            path=INDEX,
            others=OTHERS,
            at="7:5",
            fixed=day_index(BOTH),
            safe=False,
            note="two stories that share a file: one title would be lost",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        listed = archive.links(page).listed
        if len({resolution.path for _, resolution in listed}) == len(listed):
            return
        first: dict[str, IndexEntry] = {}
        times: Counter[str] = Counter()
        for entry, resolution in listed:
            if resolution.outcome is not LinkOutcome.FOUND and resolution.outcome is not LinkOutcome.MISSING:
                continue
            earlier = first.setdefault(resolution.path, entry)
            if earlier is not entry:
                times[resolution.path] += 1
                yield self.finding(
                    entry.link,
                    f"{entry.link.target!r} is already listed as {earlier.link.text!r}",
                    subject=f"{entry.link.target} #{times[resolution.path]}",
                    fix=remove_lines(
                        own_lines(page, entry, archive),
                        "remove the entry",
                        evidence=repeated(entry_words(page, entry, archive), entry_words(page, earlier, archive)),
                    ),
                )
