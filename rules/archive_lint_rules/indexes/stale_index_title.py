from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
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
    Valid,
    day_index,
    replace,
    same_text,
    story,
    title_as_link_text,
)
from archive_lint_rules.titles import damage_of, title_evidence

INDEX = "news/2014/05/23/index.md"
OTHERS = {PATH: story()}


class StaleIndexTitle(ArchiveRule):
    """An index entry with another title than its story.

    ## What it does
    Reports an entry of an index whose text is not the title of the story it leads to. White space is
    ignored.

    ## Why it matters
    The story was retitled after the index was written; or two stories share a file, and the reader who follows the
    entry finds the other one.

    ## Fix
    The story's title replaces the text. Safe if more of file name, title and day's index agree with it than with the
    text. Unsafe if they do not, if the link may lead to the wrong story because the two titles are not similar, and if
    another entry leads to the same page: two headlines may share a file. A story with a damaged title is reported
    itself, and the links to it are not.
    """

    code = "I006"
    name = "stale-index-title"
    summary = "Text of an index entry is not the story's title"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.TITLE, Ground.PATH, Ground.INDEX)
    kinds = (Kind.DAY_INDEX, Kind.SITE_INDEX)
    yields_to = ("I002", "I005", "I007", "I008")

    valid = [
        Valid(day_index([(TITLE, PATH)]), path=INDEX, others=OTHERS),
        Valid(day_index([(f" {TITLE} ", PATH)]), path=INDEX, others=OTHERS),
        Valid(day_index([("![Photo](/a.png) Bridge", PATH)]), path=INDEX, others=OTHERS, note="a picture's words"),
        Valid(
            day_index([("Harbour. Bridge reopens", PATH)]),
            path=INDEX,
            others={PATH: story(title="Harbour: Bridge reopens")},
            note="generators set a topic apart in their own ways",
        ),
    ]
    invalid = [
        Invalid(
            day_index([("Harbour bridge reopens", PATH)]),
            path=INDEX,
            others=OTHERS,
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            message=f"'Harbour bridge reopens' is not the title of its story, which is {TITLE!r}",
        ),
        Invalid(
            day_index([("Ferry sinks", PATH)]),
            path=INDEX,
            others=OTHERS,
            at="3:5",
            fixed=day_index([(TITLE, PATH)]),
            safe=False,
            note="the link may lead to the wrong story",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        listed = archive.links(page).listed
        found = LinkOutcome.FOUND
        for entry, resolution in listed:
            # A later link is the rest of one with unbalanced brackets, and its text only a part.
            if resolution.outcome is not found or entry.link.start - entry.heading.start > 5:
                continue
            target = archive.facts(resolution.path)
            if target is None or target.title is None or target.damaged or not target.title.text:
                continue
            text, title = entry.link.text, target.title.text
            if entry.link.holds_picture:
                # Its text is a picture's, or holds a picture that the title would overwrite.
                continue
            if text == title or text.strip() == title or same_text(text, title) or target.kind is not Kind.STORY:
                continue
            if _is_topic_as_sentence(text, title):
                continue
            if damage_of(target, archive):
                # The fault is the page's, which is reported.
                continue
            fix = None
            if entry.link.rendered and entry.link.target_start != entry.link.target_end:
                fix = replace(
                    entry.link.text_span,
                    title_as_link_text(target),
                    "use the story's title",
                    evidence=title_evidence(
                        target,
                        text,
                        archive,
                        in_index=page.kind is Kind.DAY_INDEX,
                        is_only=sum(other == resolution for _, other in listed) == 1,
                    ),
                )
            yield self.finding(entry.link, f"{text!r} is not the title of its story, which is {title!r}", fix=fix)


def _is_topic_as_sentence(text: str, title: str) -> bool:
    """Return whether a story titled `Topic: What happened` is listed as `Topic.

    What happened`, by the generator's design.
    """
    topic, colon, rest = title.partition(": ")
    return bool(colon) and same_text(text, f"{topic}. {rest}")
