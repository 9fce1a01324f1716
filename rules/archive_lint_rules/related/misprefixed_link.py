from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    Archive,
    ArchiveRule,
    Evidence,
    Finding,
    Ground,
    Invalid,
    Kind,
    LinkOutcome,
    LinkRole,
    PageFacts,
    PlacedLink,
    PrefixUse,
    Severity,
    Valid,
    agreeing,
    following,
    same_text,
    story,
)
from archive_lint_rules.succession import link_to

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
    another folder in its place. If every page of the archive does so in the same place (all date headings, for
    example), that is reported once for the archive.

    ## Why it matters
    On the published site the link leads to another edition or to nothing, while it looks right in the repository.

    ## Fix
    Safe: the configured prefix is inserted. None if the whole archive does it: that is its generator's convention.
    """

    code = "L004"
    name = "misprefixed-link"
    summary = "Internal link without the site prefix, or with a foreign one"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.CONFIGURATION, Ground.FILES, Ground.LINK_TEXT)
    yields_to = ("D001",)

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
            others={OTHER_PATH: story(title=OTHER_TITLE)},
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

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        reported: set[LinkRole] = set()
        for problem in archive.links(page).problem_links:
            link, role, misuse = problem.link, problem.role, _misuse(problem)
            if misuse is None:
                continue
            representative = _representative(page, role, archive)
            if representative is None:
                written = archive.rewrite_target(page, link, problem.resolution.path)
                fix = None if written is None else link_to(*written, evidence=_evidence(problem, misuse, archive))
                yield self.finding(link, f"{link.target!r} {_said_of_one(misuse, archive)}", fix=fix)
            elif representative == page.path and role not in reported:
                reported.add(role)
                yield self.finding(
                    link,
                    f"the links of {_ROLES[role]} {_said_of_all(misuse, archive)} throughout the archive",
                    subject=f"all {_ROLES[role]}",
                    help="set archive.site-prefix, or ignore this rule, if this is meant",
                )


_ROLES = {
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


def _evidence(problem: PlacedLink, misuse: PrefixUse, archive: Archive) -> Evidence:
    """Return the evidence for a prefix: a missing one can only be the configured one.

    Another prefix may lead to another edition on purpose.
    """
    if misuse is PrefixUse.MISSING or problem.role in (LinkRole.DATE_HEADING, LinkRole.PREVIOUS_DAY):
        return following(Ground.CONFIGURATION)
    path = problem.resolution.path
    target = archive.head(path)
    text = problem.link.text
    says_so = target is not None and target.title is not None and same_text(text, target.title.text)
    return agreeing(path, {Ground.FILES: path, Ground.LINK_TEXT: path if says_so else text})


def _said_of_one(misuse: PrefixUse, archive: Archive) -> str:
    if misuse is PrefixUse.MISSING:
        return f"lacks the site prefix {archive.layout.site_prefix!r}"
    return "has a prefix that is not this site's"


def _said_of_all(misuse: PrefixUse, archive: Archive) -> str:
    if misuse is PrefixUse.MISSING:
        return f"lack the site prefix {archive.layout.site_prefix!r}"
    return "have a foreign prefix"


def _representative(page: PageFacts, role: LinkRole, archive: Archive) -> str | None:
    """Return the page that reports for all, if every page of its kind misuses the prefix of links in a role."""
    if page.kind not in (Kind.STORY, Kind.DAY_INDEX):
        return None

    def misuses(other: PageFacts) -> bool | None:
        links = archive.links(other)
        if any(problem.role is role and _misuse(problem) is not None for problem in links.problem_links):
            return True
        return False if _has(other, role) else None

    return archive.cached(("L004", page.kind, role), lambda: archive.convention_example(page.kind, misuses))


def _has(page: PageFacts, role: LinkRole) -> bool:
    if role is LinkRole.DATE_HEADING:
        return page.date_heading is not None and page.date_heading.link is not None
    if role is LinkRole.PREVIOUS_DAY:
        return page.previous_day is not None
    if role is LinkRole.INDEX_ENTRY:
        return bool(page.index_entries)
    if role is LinkRole.RELATED:
        return any(True for _ in page.related)
    return True
