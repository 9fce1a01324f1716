from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    PageFacts,
    RelatedLink,
    Severity,
    Valid,
    replace,
    same_text,
    story,
    title_as_link_text,
)
from archive_lint_rules.titles import damage_of, title_evidence

_FOUND = LinkOutcome.FOUND
OTHERS = {OTHER_PATH: story(title=OTHER_TITLE)}


class StaleRelatedTitle(ArchiveRule):
    """A related link with another title than its story.

    ## What it does
    Reports an entry of the Related section whose text is not the title of the page it leads to. White space is
    ignored.

    ## Why it matters
    The story was retitled, and its old headline lives on; or the link leads to the wrong story, which happens if two
    headlines share a slug.

    ## Fix
    The page's title replaces the text. Safe if more of file name, title and day's index agree with it than with the
    text. Unsafe if they do not, if the link may lead to the wrong story because the two titles are not similar, and if
    another entry leads to the same page: two headlines may share a file. A story with a damaged title is reported
    itself, and the links to it are not.
    """

    code = "L006"
    name = "stale-related-title"
    summary = "Text of a related link is not its target's title"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.TITLE, Ground.PATH, Ground.INDEX)
    kinds = (Kind.STORY, Kind.OTHER)
    yields_to = ("L002", "L003", "L010", "S007")

    valid = [
        Valid(story(related=[OTHER]), others=OTHERS),
        Valid(story(related=[OTHER.replace(OTHER_TITLE, f"{OTHER_TITLE} ")]), others=OTHERS),
        Valid(
            story(related=[OTHER.replace("[Storm", "[![Photo](/a.png) Strom")]), others=OTHERS, note="a picture's words"
        ),
    ]
    invalid = [
        Invalid(
            story(related=[OTHER.replace("Storm", "Strom")]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            message=f"'Strom closes the harbour bridge' is not the title of its target, which is {OTHER_TITLE!r}",
        ),
        Invalid(
            story(related=[OTHER.replace(OTHER_TITLE, "Fish market burns")]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            safe=False,
            note="the link may lead to the wrong story",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        links = archive.links(page).related
        for related in links:
            link, resolution = related.link, related.resolution
            if resolution.outcome is not _FOUND:
                continue
            target = archive.head(resolution.path)
            # Nearly every link has its target's title.
            if target is None or target.title is None or link.text == (title := target.title.text):
                continue
            if target.damaged or not title or link.text.strip() == title or same_text(link.text, title):
                continue
            # A later link is the rest of one with unbalanced brackets, and its text only a part. The text of a picture,
            # or one that holds a picture, must not be overwritten by a title.
            if link.start - related.entry.number_end > 4 or link.holds_picture:
                continue
            if damage_of(target, archive):
                # The fault is the page's, which is reported.
                continue
            fix = None
            if link.target_start != link.target_end:
                fix = replace(
                    link.text_span,
                    title_as_link_text(target),
                    "use the page's title",
                    evidence=title_evidence(
                        target, link.text, archive, in_index=False, is_only=_is_only(related, links)
                    ),
                )
            yield self.finding(link, f"{link.text!r} is not the title of its target, which is {title!r}", fix=fix)


def _is_only(related: RelatedLink, links: Sequence[RelatedLink]) -> bool:
    return sum(other.resolution.path == related.resolution.path for other in links) == 1
