from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Annotated

from archive_lint.api import (
    OTHER_PATH,
    Archive,
    ArchiveRule,
    Finding,
    Fix,
    Glob,
    Invalid,
    Link,
    LinkOutcome,
    Meta,
    PageFacts,
    PathMatcher,
    RuleOptions,
    Severity,
    Valid,
    best_match,
    escape_link_target,
    fragment_of,
    guessed,
    leads_to_id,
    replace,
    story,
)

_OF_THEMES = (
    "comments",
    "comment-*",
    "respond",
    "disqus_thread",
    "content",
    "main",
    "main-content",
    "header",
    "footer",
    "sidebar",
    "search",
    "toc",
)
_ON = {"links": {"fragments": "github"}}


class MissingFragment(ArchiveRule):
    """A link to a place that its target page does not have.

    ## What it does
    Reports a link whose `#id` is not the id of a heading, footnote or HTML element on the page it leads to, which may
    be its own page or another one, named by its file or its URL. The rule is off until `[links] fragments` says how the
    site makes the ids of headings; `init` writes that if links show it. A page whose ids are not all known is not
    judged: one with template code, components, included files, a generated table of contents or scripts. `#`, `#top`
    and `#:~:text=…` are always right.

    ## Why it matters
    The reader lands at the top of a page and has to search for the right place. A reworded heading breaks every link to
    it, and nothing else reports that.

    ## Fix
    Unsafe: the one id of that page that is clearly most similar. None if there is no such id.
    """

    class Options(RuleOptions, frozen=True, kw_only=True):
        """Options of the rule."""

        ignore: Annotated[
            tuple[Glob, ...],
            Meta(description="Globs of ids, as in `.gitignore`, that the site's templates put around each page."),
        ] = _OF_THEMES

    options: Options
    code = "L011"
    name = "missing-fragment"
    summary = "Fragment of a link names nothing on its page"
    severity = Severity.WARNING
    since = "0.1"

    valid = [
        Valid(story(summary="See [the sources](#source)."), settings=_ON),
        Valid(
            story(summary=f"See [the storm](/{OTHER_PATH}#what-is-known)."),
            others={OTHER_PATH: story(summary="## What is *known*?")},
            settings=_ON,
        ),
        Valid(
            story(summary=f"See [the storm](/{OTHER_PATH}#known)."),
            others={OTHER_PATH: story(summary="## What is known {#known}")},
            settings=_ON,
        ),
        Valid(
            story(summary=f"See [the storm](/{OTHER_PATH}#known)."),
            others={OTHER_PATH: story(summary="{% include known.md %}")},
            settings=_ON,
        ),
        Valid(story(summary="See [the top](#top), [the comments](#comments)."), settings=_ON),
        Valid(story(summary="See [the fees](#fees).")),
    ]
    invalid = [
        Invalid(
            story(summary="See [the fees](#fees)."),
            at="5:5",
            settings=_ON,
            message="this page has no heading or id 'fees'",
        ),
        Invalid(
            story(summary=f"See [the storm](/{OTHER_PATH}#what-is-knwon)."),
            at="5:5",
            others={OTHER_PATH: story(summary="## What is known")},
            settings=_ON,
            fixed=story(summary=f"See [the storm](/{OTHER_PATH}#what-is-known)."),
            safe=False,
            message=f"'{OTHER_PATH}' has no heading or id 'what-is-knwon'",
        ),
    ]

    @cached_property
    def _is_of_theme(self) -> PathMatcher:
        # Few runs meet a fragment for which this is needed.
        return PathMatcher(self.options.ignore)

    def check(self, page: PageFacts, archive: Archive) -> Iterator[Finding]:
        if archive.layout.fragments == "off":
            return
        for link in page.all_links():
            fragment = fragment_of(link.target) if "#" in link.target and link.rendered and not link.picture else ""
            target = _target_page(page, link, archive) if fragment else None
            if target is None or target.damaged or target.ids is None or leads_to_id(fragment, target.ids):
                continue
            if self._is_of_theme(fragment) or _is_on_counterpart(page, target, fragment, archive):
                continue
            where = "this page" if target.path == page.path else repr(target.path)
            fix = _likeliest(link, fragment, target.ids)
            yield self.finding(
                link,
                f"{where} has no heading or id {fragment!r}",
                help=None if fix is None else f"the likeliest: {fix.message.removeprefix('link to ')}",
                fix=fix if link.target_start < link.target_end else None,
            )


def _target_page(page: PageFacts, link: Link, archive: Archive) -> PageFacts | None:
    resolution = archive.resolve(page, link.target)
    if resolution.outcome is LinkOutcome.SAME_PAGE:
        return page
    return archive.facts(resolution.path) if resolution.outcome is LinkOutcome.FOUND else None


def _is_on_counterpart(page: PageFacts, target: PageFacts, fragment: str, archive: Archive) -> bool:
    """Return whether the fragment belongs to the page that corresponds to the link's page as the target does elsewhere.

    For `de/faq.md` and `en/rules.md` that is `de/rules.md`: a site may lead readers of one language to its pages.
    """
    own, other = page.path.split("/"), target.path.split("/")
    at = next((at for at, (one, two) in enumerate(zip(own, other, strict=False)) if one != two), len(own))
    if at + 1 >= min(len(own), len(other)):
        return False
    counterpart = archive.facts("/".join([*other[:at], own[at], *other[at + 1 :]]))
    return counterpart is not None and (counterpart.ids is None or leads_to_id(fragment, counterpart.ids))


def _likeliest(link: Link, fragment: str, ids: Sequence[str]) -> Fix | None:
    found = best_match([fragment], ((known, [known]) for known in ids))
    if found is None:
        return None
    target = escape_link_target(f"{link.target.partition('#')[0]}#{found}")
    return replace(link.target_span, target, f"link to #{found}", evidence=guessed("it is only similar to the id"))
