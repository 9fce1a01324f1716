"""Finds the story most similar to a lost one, if git does not know where that went.

Its own text is lost with it. What remains is its path, with a day and a slug; the texts of links to it; and its
company: the stories that were related to the same stories, and are mostly related to one another, too. The result is a
guess.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from msgspec import Struct

from archive_lint.archive.similarity import agreement, best_match, is_matched
from archive_lint.archive.targets import LinkOutcome

if TYPE_CHECKING:
    from archive_lint.archive.index import Archive
    from archive_lint.model.page import PageFacts

_NEAR = 7
"""Number of days around a lost story's day in which a similar one is looked for.

Re-dated stories move by a day or two.
"""
_NAMES, _COMPANY, _DAY = 0.5, 0.35, 0.15
"""The weight of each share."""
_ALIKE = 0.6
"""The least similarity, from 0 to 1, of a story that may be the lost one.

Of 300 links of a real archive whose target got another slug, 227 find it with a fifth of its title changed, 156 with
two fifths; of 300 whose target is gone, 10 find another story.
"""
_CLEARLY = 0.1
"""The lead that the most similar story must have over the next."""
_FEWEST_NAMES = 0.5
"""The least similarity of names: below it, all else only shows that both stories are about one subject.

Two unrelated headlines agree by up to two fifths.
"""


class SimilarStory(Struct, frozen=True):
    """A story that may be the lost one."""

    path: str
    share: float
    """Its similarity in everything that can be compared, from 0 to 1."""


def closest_story(lost: str, title: str, archive: Archive) -> str | None:
    """Return the one story near the day of a lost one whose slug or title is clearly the best match, or `None`."""
    return best_match((archive.layout.classify(lost).slug, title), _names_near(lost, archive))


def has_story_like(lost: str, title: str, archive: Archive) -> bool:
    """Return whether a story has the slug of a lost one, or a story near its day a very similar title."""
    slug = archive.layout.classify(lost).slug
    titles = [(story, names[1:]) for story, names in _names_near(lost, archive)]
    return bool(slug and archive.stories_by_slug(slug)) or is_matched((title,), titles)


def most_similar_story(lost: str, title: str, page: PageFacts, archive: Archive) -> SimilarStory | None:
    """Return the one story clearly most similar to a lost one, to which `page` has a link with the text `title`.

    Its name must be nearly the same, or part of its name and of its company. `None` if that is the page itself or one
    of its related stories: those are other stories.
    """
    company = archive.cached(("company with", page.path), lambda: _company_of(page.path, archive) | {page.path})
    closest = closest_story(lost, title, archive)
    if closest is not None:
        return (
            None if closest in company else SimilarStory(closest, _similarity(closest, lost, title, company, archive))
        )
    shares = sorted(_alike(lost, title, company, archive), key=lambda each: (-each.share, each.path))
    if not shares or shares[0].share < _ALIKE or (len(shares) > 1 and shares[0].share - shares[1].share < _CLEARLY):
        return None
    return shares[0]


def _alike(lost: str, title: str, company: AbstractSet[str], archive: Archive) -> Iterator[SimilarStory]:
    for story, names in _names_near(lost, archive):
        own = _company_of(story, archive)
        if story in company or lost in own or company.isdisjoint(own):
            # A story is not related to itself.
            continue
        if max(agreement(wanted, names) for wanted in _names_of_lost(lost, title, archive)) >= _FEWEST_NAMES:
            yield SimilarStory(story, _similarity(story, lost, title, company, archive))


def _similarity(story: str, lost: str, title: str, company: AbstractSet[str], archive: Archive) -> float:
    names = max(agreement(wanted, _names_of(story, archive)) for wanted in _names_of_lost(lost, title, archive))
    days = [archive.layout.classify(path).date for path in (story, lost)]
    distance = _NEAR if days[0] is None or days[1] is None else abs((days[0] - days[1]).days)
    shares = [(names, _NAMES), (1 - distance / (_NEAR + 1), _DAY)]
    own = _company_of(story, archive)
    shared = len(own & company)
    # A lost story is in the company of the stories related to it, but not in its own.
    others = len(company) - (lost in company)
    if shared or (own and others > 1):
        shares.append((shared / min(len(own), others), _COMPANY))
    return sum(share * weight for share, weight in shares) / sum(weight for _, weight in shares)


def _names_of_lost(lost: str, title: str, archive: Archive) -> Sequence[tuple[str, str]]:
    """Return the slug of a lost story with each of its titles.

    The text of the link, and its entry in the day's index.
    """
    slug = archive.layout.classify(lost).slug
    index = archive.index_beside(lost)
    listed = archive.cached(("titles in", index), lambda: _titles_in(index, archive))
    return [(slug, each) for each in (title, *listed.get(lost, ()))]


def _titles_in(index: str, archive: Archive) -> dict[str, list[str]]:
    facts = archive.facts(index)
    titles: dict[str, list[str]] = {}
    if facts is not None:
        for entry in facts.index_entries:
            titles.setdefault(archive.resolve(facts, entry.link.target).path, []).append(entry.link.text)
    return titles


def _company_of(story: str, archive: Archive) -> AbstractSet[str]:
    return archive.cached(("company", story), lambda: _related(story, archive))


def _related(story: str, archive: Archive) -> AbstractSet[str]:
    """Return the pages that a page is related to, whether they exist or not."""
    # Asked for here: so it is recorded that the result rests on the page.
    page = archive.facts(story)
    if page is None:
        return frozenset()
    at = (archive.resolve(page, entry.link.target) for entry in page.related if entry.link is not None)
    return frozenset(each.path for each in at if each.outcome in (LinkOutcome.FOUND, LinkOutcome.MISSING))


def _names_near(lost: str, archive: Archive) -> Sequence[tuple[str, tuple[str, str]]]:
    day = archive.layout.classify(lost).date
    near = () if day is None else archive.days_near(day, _NEAR)
    return [(story, _names_of(story, archive)) for each in near for story in archive.stories_of(each)]


def _names_of(story: str, archive: Archive) -> tuple[str, str]:
    facts = archive.facts(story)
    return archive.layout.classify(story).slug, "" if facts is None or facts.title is None else facts.title.text
