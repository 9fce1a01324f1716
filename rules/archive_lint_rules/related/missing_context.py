from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Entry,
    Finding,
    Invalid,
    Kind,
    PageFacts,
    Severity,
    Valid,
    lazy_pattern,
    story,
)

_LABELLED = lazy_pattern(r"[\s_*]*([^\W\d_][^:\uff1a]{0,30})[:\uff1a]\s*\S")
BARE = f"[{OTHER_TITLE}](/{OTHER_PATH})"
NO_LABEL: dict[str, Any] = {"sections": {"related": {"context-label": []}}}
ALL_BARE = {f"news/2014/05/21/{name}.md": story(related=[BARE]) for name in "abc"}


class MissingContext(ArchiveRule):
    """A related link without a context.

    ## What it does
    Reports an entry of the Related section without a context after it, as in `_Context: Harbour_`. The label is
    configured as `context-label` of `[sections.related]`; without one, nothing is reported. If no entry of a page or of
    the whole archive has a context, that is reported once. If a context has another label, the message says so.

    ## Why it matters
    The context shows the reader why the story is listed, and lets an editor judge whether it should be.

    ## Fix
    None: the relation of the two stories is not stated anywhere else.
    """

    code = "L007"
    name = "missing-context"
    summary = "Related link without a context"
    severity = Severity.INFO
    since = "0.1"
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("S007",)

    valid = [
        Valid(story(related=[OTHER])),
        Valid(story(related=[BARE]), settings=NO_LABEL),
        Valid(story(related=[BARE]), others=ALL_BARE, note="another page says it for the whole archive"),
    ]
    invalid = [
        Invalid(story(related=[OTHER, BARE]), at="12:1", message="related entry 2 has no context"),
        Invalid(story(related=[BARE, BARE]), at="11:1", message="no related entry has a context"),
        Invalid(
            story(related=[OTHER, f"{BARE} _Kontext: Harbour_"]),
            at="12:1",
            message="the context of related entry 2 is labelled 'Kontext', not 'Context'",
        ),
        Invalid(
            story(related=[BARE]),
            path="news/2014/05/21/a.md",
            others=ALL_BARE,
            at="11:1",
            message="no related entry of the archive has a context labelled 'Context'",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        bare = [(link.position + 1, link.entry) for link in archive.links(page).related if link.entry.context is None]
        if not bare:
            return
        section = archive.layout.section_by_key.get("related")
        if section is None or not section.context_label:
            return
        representative = archive.cached(self.code, lambda: archive.convention_example(Kind.STORY, _gives_none))
        if representative is None:
            wanted = " or ".join(repr(label) for label in section.context_label)
            if len(bare) > 1 and all(entry.context is None for entry in page.related):
                labels = {_label(entry) for _, entry in bare} - {None}
                said = "no related entry has a context"
                if len(labels) == 1:
                    said = f"the contexts of the related entries are labelled {labels.pop()!r}, not {wanted}"
                yield self.finding(bare[0][1], said, subject="all of the page")
                return
            for position, entry in bare:
                label = _label(entry)
                said = f"related entry {position} has no context"
                if label is not None:
                    said = f"the context of related entry {position} is labelled {label!r}, not {wanted}"
                yield self.finding(entry, said)
        elif representative == page.path:
            label = " or ".join(repr(label) for label in section.context_label)
            yield self.finding(
                bare[0][1],
                f"no related entry of the archive has a context labelled {label}",
                subject="all related entries",
                help="set sections.related.context-label to the label that the archive uses, or to nothing",
            )


def _label(entry: Entry) -> str | None:
    """Return the text before the colon at the place of an entry's context."""
    found = _LABELLED.match(entry.note)
    return found[1].strip() if found is not None else None


def _gives_none(page: PageFacts) -> bool | None:
    contexts = [entry.context for entry in page.related]
    return all(context is None for context in contexts) if contexts else None
