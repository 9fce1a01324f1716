from __future__ import annotations

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
    LinkRole,
    PageFacts,
    PlacedLink,
    PrefixUse,
    Severity,
    Valid,
    replace,
    story,
)

EN = {"archive": {"site-prefix": "/en"}}
OTHERS = {OTHER_PATH: story(date_link="/en/news/2014/05/21/index.md"), "news/2014/05/23/index.md": ""}
PREFIXED = OTHER.replace("](/", "](/en/")
FOREIGN = OTHER.replace("](/", "](/de/")
UNPREFIXED_DATES = {f"news/2014/05/{day}/index.md": "" for day in (21, 22, 23)} | {
    f"news/2014/05/{day}/a.md": story(date=f"2014-05-{day}", related=None) for day in (21, 22, 23)
}


def _date_link(prefix: str) -> str:
    return f"{prefix}/news/2014/05/23/index.md"


class MisprefixedLink(ArchiveRule):
    """An internal link without the site's prefix, or with another site's.

    ## What it does
    Reports a site-absolute link whose target exists, but which lacks the configured `site-prefix` or begins with
    another folder in its place. What every page of the archive does in the same place (all date headings, say) is
    reported once for the archive.

    ## Why it matters
    On the published site the link leads to another edition or to nothing, while it looks right in the repository.

    ## Fix
    Safe: the configured prefix is put in its place. None where the whole archive does it: that is its generator's way.
    """

    code = "L004"
    name = "misprefixed-link"
    summary = "Internal link without the site prefix, or with a foreign one"
    severity = Severity.WARNING
    since = "0.1"

    valid = [
        Valid(story(related=[PREFIXED], date_link=_date_link("/en")), others=OTHERS, settings=EN),
        Valid(story(related=[OTHER]), others=OTHERS),
        Valid(
            story(related=[PREFIXED], date_link=_date_link("")),
            others={**UNPREFIXED_DATES, OTHER_PATH: story(date="2014-05-21")},
            settings=EN,
            note="every date heading of this archive is written so; the first page of the archive says it for all",
        ),
    ]
    invalid = [
        Invalid(
            story(related=[OTHER], date_link=_date_link("/en")),
            at="11:4",
            fixed=story(related=[PREFIXED], date_link=_date_link("/en")),
            others=OTHERS,
            settings=EN,
            message=f"'/{OTHER_PATH}' lacks the site prefix '/en'",
        ),
        Invalid(
            story(related=[FOREIGN]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            message=f"'/de/{OTHER_PATH}' has a prefix that is not this site's",
        ),
        Invalid(
            story(date="2014-05-21", related=[PREFIXED]),
            at="1:5",
            path="news/2014/05/21/a.md",
            others={**UNPREFIXED_DATES, OTHER_PATH: story(date="2014-05-21")},
            settings=EN,
            message="the links of date headings lack the site prefix '/en' throughout the archive",
        ),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterable[Finding]:
        problem_links = archive.links(page).problem_links
        return self._report(page, archive, problem_links) if problem_links else ()

    def _report(self, page: PageFacts, archive: Archive, links: Sequence[PlacedLink]) -> Iterator[Finding]:
        spoken_for: dict[LinkRole, str | None] = {}
        for problem in links:
            use = _misuse(problem)
            if use is None:
                continue
            place = problem.place
            if place not in spoken_for:
                spoken_for[place] = _speaker(page, place, archive)
            prefix = archive.layout.site_prefix
            link = problem.link
            if spoken_for[place] is not None:
                if spoken_for[place] == page.path:
                    spoken_for[place] = ""
                    said = f"lack the site prefix {prefix!r}" if use is PrefixUse.MISSING else "have a foreign prefix"
                    yield self.finding(
                        link,
                        f"the links of {_PLACES[place]} {said} throughout the archive",
                        subject=f"all {_PLACES[place]}",
                        help="set archive.site-prefix, or ignore this rule, if this is meant",
                    )
                continue
            said = (
                f"lacks the site prefix {prefix!r}"
                if use is PrefixUse.MISSING
                else "has a prefix that is not this site's"
            )
            target = archive.rewrite_target(page, link, problem.resolution.path)
            fix = None if target is None else replace(link.target_span, target, f"link to {target}")
            yield self.finding(link, f"{link.target!r} {said}", fix=fix)


_PLACES = {
    LinkRole.DATE_HEADING: "date headings",
    LinkRole.PREVIOUS_DAY: "previous-day headings",
    LinkRole.INDEX_ENTRY: "index entries",
    LinkRole.RELATED: "related entries",
    LinkRole.CHANGES: "Changes",
    LinkRole.SOURCE: "sources",
    LinkRole.ELSEWHERE: "running text",
}


def _misuse(problem: PlacedLink) -> PrefixUse | None:
    resolution = problem.resolution
    if resolution.prefix is PrefixUse.NONE or resolution.prefix is PrefixUse.RIGHT:
        return None
    return resolution.prefix if resolution.outcome in (LinkOutcome.FOUND, LinkOutcome.FOLDER) else None


def _speaker(page: PageFacts, place: LinkRole, archive: Archive) -> str | None:
    if page.kind not in (Kind.STORY, Kind.DAY_INDEX):
        return None

    def does_it(other: PageFacts) -> bool | None:
        links = archive.links(other)
        if any(problem.place is place and _misuse(problem) is not None for problem in links.problem_links):
            return True
        return False if _has(other, place) else None

    return archive.cached(("L004", page.kind, place), lambda: archive.convention_example(page.kind, does_it))


def _has(page: PageFacts, place: LinkRole) -> bool:
    if place is LinkRole.DATE_HEADING:
        return page.date_heading is not None and page.date_heading.link is not None
    if place is LinkRole.PREVIOUS_DAY:
        return page.previous_day is not None
    if place is LinkRole.INDEX_ENTRY:
        return bool(page.index_entries)
    if place is LinkRole.RELATED:
        return any(True for _ in page.related)
    return True
