"""The credibility of a story's title, by file name, index and links."""

from __future__ import annotations

import re
from functools import lru_cache

from archive_lint.api import Archive, Evidence, Ground, PageFacts, PageHead, agreeing, guessed, is_edited, same_text

_LETTERS = re.compile(r"[^\W_]+")
_LOST = "\N{REPLACEMENT CHARACTER}"
"""The replacement of a lost character."""
_FEWEST = 4
"""The fewest letters that a cut title has lost: a slug that has only "s" or "the" more was made from other words."""
_CUT_SLUG = 20
"""The letters of a slug from which on it may be cut: a shorter one is that of the whole title."""


def title_evidence(target: PageHead, text: str, archive: Archive, *, in_index: bool, is_only: bool) -> Evidence:
    """Return the evidence for replacing a link's text by a story's title.

    `in_index` means that the link is the index's own, `is_only` that no other entry there leads to the story.
    """
    title = "" if target.title is None else target.title.text
    if not is_edited(text, title):
        return guessed("the link may lead to the wrong story")
    if not is_only:
        return guessed("two headlines may share a file")
    witnesses = {Ground.TITLE: title, Ground.LINK_TEXT: text}
    spelt = spelt_by(target.slug, title, text)
    if spelt:
        witnesses[Ground.PATH] = spelt
    listed = None if in_index else listed_as(target.path, archive)
    if listed is not None and same_text(listed, title):
        witnesses[Ground.INDEX] = title
    elif listed is not None and same_text(listed, text):
        witnesses[Ground.INDEX] = text
    return agreeing(title, witnesses)


def spelt_by(slug: str, one: str, other: str) -> str:
    """Return the one of two titles from which a slug was made; empty if it matches both or neither."""
    fits_one, fits_other = _fits(slug, one), _fits(slug, other)
    return "" if fits_one == fits_other else one if fits_one else other


def listed_as(path: str, archive: Archive) -> str | None:
    """Return the title of a story in the index of its day; `None` if it is not listed there, or twice."""
    index = archive.facts(archive.index_beside(path))
    if index is None or index.damaged:
        return None
    texts = [entry.link.text for entry in index.index_entries if archive.page_at(index, entry.link.target) == path]
    return texts[0] if len(texts) == 1 else None


def damage_of(page: PageFacts | PageHead, archive: Archive) -> str:
    """Return the damage of a story's title, for a message; empty for a credible title.

    Git's history is read only if the title looks damaged: it may show the title whole, or that it was never another
    one.
    """
    how, spoken_for = _looks_damaged(page, archive)
    if not how or page.title is None:
        return ""
    title = page.title.text
    earlier = archive.earlier_titles(page.path)
    whole = next((each for each in earlier if each != title and _is_whole(each, title, page.slug)), None)
    if whole is not None:
        return f"{how}; git has it as {whole!r}"
    if spoken_for and earlier and all(is_edited(each, title) and _LOST not in each for each in earlier):
        return ""
    return how


def _looks_damaged(page: PageFacts | PageHead, archive: Archive) -> tuple[str, bool]:
    """Return how a title is damaged by the present archive, and whether git's history may decide.

    It may not if the loss is visible: a character, or the end that file name and index have.
    """
    title = "" if page.title is None else page.title.text
    if _LOST in title:
        return "a character of it is lost", False
    letters, slug = letters_of(title), letters_of(page.slug.removesuffix(".html"))
    if not letters or not slug:
        return "", False
    listed = None
    # A number distinguishes it from an earlier page with the same title.
    if slug.startswith(letters) and len(slug) - len(letters) >= _FEWEST and not slug[len(letters) :].isdigit():
        listed = listed_as(page.path, archive)
        if listed is not None and letters_of(listed) == letters:
            return "", False
        return f"it is cut off: the file name goes on {page.slug!r}", listed is None
    if not _share(letters, slug):
        listed = listed_as(page.path, archive)
    if listed is not None and _fits(page.slug, listed) and not _share(letters, letters_of(listed)):
        return f"it has nothing in common with the file name and the index, which say {listed!r}", True
    return "", False


def _is_whole(earlier: str, title: str, slug: str) -> bool:
    """Return whether an earlier title is the original of a damaged one: it fits the file name, or has no loss."""
    if _LOST in earlier:
        return False
    cut, whole = letters_of(title), letters_of(earlier)
    goes_on = len(whole) > len(cut) and whole.startswith(cut) and letters_of(slug).startswith(cut)
    return goes_on or _fits(slug, earlier) or (_LOST in title and is_edited(earlier, title))


# Several rules ask it of one title and one slug, and of those of the days around.
@lru_cache(maxsize=1024)
def letters_of(text: str) -> str:
    """Return the letters and digits of a text, with case folded."""
    # Most file names and titles have nothing else between their words.
    folded = text.casefold().replace("-", "").replace(" ", "")
    return folded if folded.isalnum() else "".join(_LETTERS.findall(folded))


def _fits(slug: str, title: str) -> bool:
    made_from, name = letters_of(title), letters_of(slug)
    return bool(name) and (made_from == name or (len(name) >= _CUT_SLUG and made_from.startswith(name)))


def _share(one: str, other: str) -> bool:
    """Return whether two texts share three letters in a row, or two in a script with shorter words."""
    length = 3 if one.isascii() and other.isascii() else 2
    # No generator: most pairs share their first letters.
    for at in range(max(1, len(one) - length + 1)):  # noqa: SIM110
        if one[at : at + length] in other:
            return True
    return False
