from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    OTHER,
    OTHER_PATH,
    Archive,
    ArchiveRule,
    Finding,
    Ground,
    Invalid,
    LinkOutcome,
    PageFacts,
    Severity,
    Valid,
    following,
    story,
)
from archive_lint_rules.succession import link_to

OTHERS = {OTHER_PATH: story()}


class MiscasedLink(ArchiveRule):
    """A link that only some systems resolve: its case, normalisation or encoding differs from the file's.

    ## What it does
    Reports an internal link whose target exists only if upper and lower case, Unicode normalisation, a second
    percent-decoding or a slash after a file's name are ignored.

    ## Why it matters
    It works on the macOS or Windows machine where it was written and is broken on the web server, so nobody who could
    fix it sees it.

    ## Fix
    Safe: the file's own spelling, because only one file can be meant. None if the file's ending is misspelt, as in
    `storm.MD`: rename the file.
    """

    code = "L008"
    name = "miscased-link"
    summary = "Link resolves only by ignoring case, normalisation, encoding or a final slash"
    severity = Severity.ERROR
    since = "0.1"
    evidence = (Ground.FILES,)

    valid = [
        Valid(story(related=[OTHER]), others=OTHERS),
        Valid(story(related=["[Zürich](/news/2014/05/21/z%C3%BCrich.md)"]), others={"news/2014/05/21/zürich.md": ""}),
    ]
    invalid = [
        Invalid(
            story(related=[OTHER.replace("/storm", "/Storm")]),
            at="11:4",
            fixed=story(related=[OTHER]),
            others=OTHERS,
            message=f"'/{OTHER_PATH.replace('/storm', '/Storm')}' is spelt {OTHER_PATH!r} in the archive",
        ),
        Invalid(
            story(related=["[Zürich](/news/2014/05/21/zu\u0308rich.md)"]),
            at="11:4",
            fixed=story(related=["[Zürich](/news/2014/05/21/z\u00fcrich.md)"]),
            others={"news/2014/05/21/z\u00fcrich.md": ""},
            note="`ü` as two code points",
        ),
        Invalid(story(related=[OTHER.replace(".md", ".md/")]), at="11:4", fixed=story(related=[OTHER]), others=OTHERS),
        Invalid(story(related=[OTHER]), at="11:4", others={OTHER_PATH.replace(".md", ".MD"): story()}),
    ]

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        for problem in archive.links(page).problem_links:
            if problem.resolution.outcome is not LinkOutcome.MISSPELT:
                continue
            link, path = problem.link, problem.resolution.path
            name = link.target.partition("#")[0].partition("?")[0]
            if name.endswith(".md") and not path.endswith(".md"):
                # The file is misspelt: a link to its name would lead to no page.
                said = f"{link.target!r} is a page, but its file is named {path!r}, which is not read as a page"
                yield self.finding(link, said, help="rename the file")
                continue
            written = archive.rewrite_target(page, link, path)
            fix = None if written is None else link_to(*written, evidence=following(Ground.FILES))
            yield self.finding(link, f"{link.target!r} is spelt {path!r} in the archive", fix=fix)
