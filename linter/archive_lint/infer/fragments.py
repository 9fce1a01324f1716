"""Infers how the site makes the ids of headings: the slugger with which most fragments of links name one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from archive_lint.archive.index import Archive
from archive_lint.archive.targets import LinkOutcome
from archive_lint.infer.guess import Guess
from archive_lint.markdown.front_matter.bounds import body_start
from archive_lint.markdown.ids import ids_of
from archive_lint.markdown.sluggers.named import SLUGGERS
from archive_lint.model.fragment import fragment_of, leads_to_id
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts

_MOST_PAGES = 300
"""The most pages whose ids are computed, with every slugger."""
_FEW = 0.05
"""The share of fragments that may, by mistake, be the id of a heading as no known slugger writes it."""


class _Votes(Struct):
    """The votes of links' fragments on a slugger."""

    judged: int = 0
    """Number of fragments of links to pages whose ids are all known."""
    found: int = 0
    otherwise: int = 0
    """Number of fragments that name a heading except for marks between its words: another slugger's, or a mistake."""

    @property
    def is_convincing(self) -> bool:
        """Whether the fragments show that the slugger is the site's."""
        return self.found > 0 and self.found * 2 >= self.judged and self.otherwise <= self.judged * _FEW


def vote_on_fragments(
    pages: Sequence[PageFacts], sources: Mapping[str, bytes], layout: Layout, listing: Listing
) -> Guess | None:
    """Return the slugger with which most fragments name an id; `None` if none is convincing.

    `sources` are the bytes of pages by path, and `pages` their facts.
    """
    named = _named(pages, sources, layout, listing)
    bodies = {path: sources[path][body_start(sources[path]) :].decode(errors="replace") for path in named}
    votes = {name: _vote(name, named, bodies) for name in SLUGGERS} if named else {}
    convincing = [name for name, vote in votes.items() if vote.is_convincing]
    if not convincing:
        return None
    best = max(convincing, key=lambda name: votes[name].found)
    found, judged = votes[best].found, votes[best].judged
    links = "link" if judged == 1 else "links"
    return Guess(
        "fragments", best, f"{found:,} of {judged:,} {links} with a fragment lead to an id that is made this way."
    )


def _named(
    pages: Iterable[PageFacts], sources: Mapping[str, bytes], layout: Layout, listing: Listing
) -> Mapping[str, Sequence[str]]:
    """Return the fragments of links, by the page that they lead to."""
    facts = {page.path: page for page in pages}
    archive = Archive(layout, listing, facts.get, sources.get)
    named: dict[str, list[str]] = {}
    for page in facts.values():
        for link in page.all_links():
            fragment = fragment_of(link.target) if "#" in link.target and not link.picture else ""
            if not fragment:
                continue
            resolution = archive.resolve(page, link.target)
            target = page.path if resolution.outcome is LinkOutcome.SAME_PAGE else resolution.path
            is_page = resolution.outcome in (LinkOutcome.SAME_PAGE, LinkOutcome.FOUND) and target in facts
            if is_page and (target in named or len(named) < _MOST_PAGES):
                named.setdefault(target, []).append(fragment)
    return named


def _vote(slugger: str, named: Mapping[str, Sequence[str]], bodies: Mapping[str, str]) -> _Votes:
    votes = _Votes()
    for path, fragments in named.items():
        ids = ids_of(path, bodies[path], slugger)
        if ids is None:
            continue
        words = {_words(known) for known in ids}
        for fragment in fragments:
            votes.judged += 1
            if leads_to_id(fragment, ids):
                votes.found += 1
            elif _words(fragment) in words:
                votes.otherwise += 1
    return votes


def _words(name: str) -> str:
    """Return an id without the marks between its words."""
    return "".join(mark for mark in name if mark.isalnum())
