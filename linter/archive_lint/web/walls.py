"""Walls between a reader and a page: logins, checks for robots, requests for consent, shops.

They are recognised by four things: headers that only a challenge has, the URLs on the way (`wall_addresses`), marks in
the markup, and the words of the answer (`wall_words`). A page that was not shown is neither alive nor lost. Precision
comes first for a page under its own URL: a story may have the title of a wall, quote one, and contain its links.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from archive_lint.model.observation import Failure, Observation
from archive_lint.model.url import plain
from archive_lint.web.gates import gate, own_reasons
from archive_lint.web.missing import says_missing
from archive_lint.web.page_name import page_is_named, slug_says, title_names_page
from archive_lint.web.phrases import TextSpan
from archive_lint.web.wall_addresses import Reason
from archive_lint.web.wall_title import is_wall_title, says_nothing
from archive_lint.web.wall_words import SENTENCES

WHAT: dict[Reason, str] = {
    "login": "a login",
    "consent": "a request for consent",
    "bot": "a challenge for robots",
    "forbidden": "a refusal",
    "region": "a notice for visitors from elsewhere",
    "age": "a check of the reader's age",
    "paywall": "an offer of a subscription",
    "registration": "a registration",
    "queue": "a waiting room",
    "wall": "a page that promises to lead back",
}

_CHALLENGES = (
    ("cf-mitigated", "challenge"),  # Cloudflare: "Detect a Challenge Page response"
    ("x-amzn-waf-action", ""),  # AWS WAF: API_ChallengeAction, API_CaptchaAction
    ("x-vercel-mitigated", ""),  # Vercel: "Response headers"
    ("x-sucuri-block", ""),  # Sucuri: block page
)
"""Headers that come only with a challenge, and the text that their value must contain."""

_SHORT = 1_200
"""The most characters of visible text of a wall, including a menu and a footer."""

_BARE = 80
"""The most characters of a text that can only repeat the title."""

_UNTITLED = 250
"""The most characters of a text without a title of its own that need not be half a wall's: it may have buttons."""

_PAGE = 500
"""The most characters of a text under a title of its own that may be all wall."""

_BRIEF_TITLE = 3
"""The most words of a title that may be a site's name."""

_QUOTES = "\"'“”„‘’«»「『《‹›"
_QUOTES_CLOSED = "”’»」』》›"

_SENTENCE_END = re.compile(r"[.!?…]+(?=\s|\Z)|[。！？]+")

_READER = re.compile(
    r"\b(?:you|your|ihr\w*|sie|dein\w*|vous|votre|vos|tu|su|usted|você|seu|sua|tuo|tua|uw|jouw|вы|вам|ваш\w*|twoim)\b"
    r"|[您你请請]|お住まい|ご利用|해당|거주|ülkenizde"
)
"""Words with which a notice addresses the reader it keeps out; a story writes about others."""

_TO_THE_READER: tuple[Reason, ...] = ("region", "age", "paywall", "consent")


class Wall(Struct, frozen=True):
    """Something that kept us from the page."""

    reason: Reason
    evidence: str


def challenged(seen: Observation) -> Wall | None:
    """Return the challenge in an answer's headers, for any status and language."""
    for name, value in _CHALLENGES:
        if name in seen.headers and value in seen.headers[name].lower():
            return Wall("bot", f"a challenge for robots came with status {seen.status}")
    return None


def on_the_way(seen: Observation) -> Wall | None:
    """Return the wall that redirects led to or through, if the page did not come in the end.

    For redirects that broke off, too: a login that only a company's network reaches is a login.
    """
    ends = _ends(seen)
    if not ends or seen.failure in (Failure.REFUSED_BY_POLICY, Failure.INVALID_URL, Failure.LOCAL):
        return None
    if seen.failure is None and _is_shown(seen):
        return None
    for target in reversed(ends):
        if reason := gate(seen.url, target):
            return Wall(reason, f"it redirects to {WHAT[reason]} at {plain(target)}")
        if seen.failure is None and page_is_named(seen.url, target.partition("?")[0]):
            return None
    return None


def on_the_page(seen: Observation) -> Wall | None:
    """Return the wall that came in place of the page, under its URL or at the end of redirects."""
    if seen.failure is not None or len(seen.sample) >= _SHORT or not (seen.title or seen.sample or seen.marks):
        return None
    reason = _reason_of_marks(seen) or _reason_of_words(seen)
    if reason is None or says_missing(seen.title) or says_missing(seen.sample):
        return None
    if reason not in ("bot", "forbidden") and own_reasons(seen.url):
        # A page that cites a login, a shop or a form means it, and such a page has the same words.
        return None
    if reason == "bot":
        return Wall(reason, f"a challenge for robots came with status {seen.status}")
    return Wall(reason, f"{WHAT[reason]} came with status {seen.status} instead of the page")


def find_wall(seen: Observation) -> Wall | None:
    """Return the wall that kept us from the page, or `None` without one."""
    return challenged(seen) or on_the_way(seen) or on_the_page(seen)


def _ends(seen: Observation) -> list[str]:
    """Return the URLs that the URL has led to, in order."""
    targets = [hop.url for hop in seen.hops[1:]]
    if seen.hops and seen.hops[-1].location:
        targets.append(seen.hops[-1].location)
    if seen.refresh is not None:
        targets.append(seen.refresh)
    return targets


def _is_shown(seen: Observation) -> bool:
    """Return whether URL and title both show that the page came in the end, on any host."""
    return page_is_named(seen.url, seen.final_url.partition("?")[0]) and title_names_page(seen.url, seen.title)


def _reason_of_marks(seen: Observation) -> Reason | None:
    """Return the reason in marks of the markup: a challenge with little text, a password field after a redirect."""
    if "challenge" in seen.marks and len(seen.sample) < _PAGE:
        return "bot"
    final = seen.final_url
    led_elsewhere = len(seen.hops) > 1 and not page_is_named(seen.url, final.partition("?")[0])
    return "login" if "password" in seen.marks and led_elsewhere and len(_path(final)) > 1 else None


def _reason_of_words(seen: Observation) -> Reason | None:
    said = _Said(seen)
    title = is_wall_title(seen.title)
    # Stories have the titles of walls, too: the text must be short, or speak of a wall itself.
    speaks = len(seen.sample) < _BARE or said.reason is not None or bool(seen.marks)
    if title is not None and title.reason != "bot" and seen.status in (404, 410):
        speaks = said.reason is not None
    if title_names_page(seen.url, seen.title):
        title = None
    if title is not None and speaks and not slug_says(seen.url, title.text):
        return title.reason
    if said.reason is None or slug_says(seen.url, said.first):
        return None
    return said.reason if _is_all(seen, said) else None


def _is_all(seen: Observation, said: _Said) -> bool:
    """Return whether the answer is about what its text says of a wall."""
    length = len(seen.sample)
    if seen.status not in range(200, 300):
        return said.share >= (0.25 if seen.status in (404, 410) else 0.1)
    if says_nothing(seen.title, seen.url):
        return said.share >= (0.25 if length < _UNTITLED else 0.4)
    if length >= _PAGE:
        return False
    # A page came, under a title of its own: the page's, a site's, or that of a brief story about walls.
    if title_names_page(seen.url, seen.title) or len(seen.title.split()) <= _BRIEF_TITLE:
        least = 0.3 if said.opens else 0.7
        return said.share >= least or (said.share >= 0.3 and said.count > 1 and said.begins_sentence)
    return said.share >= 0.7 and said.count > 1


class _Said:
    """The words of walls in a short text: the reason of most of them, and their number."""

    def __init__(self, seen: Observation) -> None:
        self._text = seen.sample.lower()
        self.reason: Reason | None = None
        self.first = ""
        self.begins_sentence = False
        self.opens = False
        """Whether the text begins with a sentence that speaks to its reader of a wall."""
        marked: set[int] = set()
        most = 0
        for reason, phrases in SENTENCES.items():
            spans = [span for span in phrases.spans(self._text) if not _is_quoted(self._text, span)]
            covered = {at for span in spans for at in self._said_by(span, reason)}
            marked |= covered
            if len(covered) > most:
                most = len(covered)
                self.reason = reason
                first = min(spans, key=lambda span: (span.start, span.end))
                self.first = self._text[first.start : first.end]
                self.begins_sentence = _begins(self._text, first.start)
        self.count = sum(at - 1 not in marked for at in marked)
        self.share = len(marked) / max(len(self._text), 1)

    def _said_by(self, span: TextSpan, reason: Reason) -> range:
        """Return the range of the whole sentence if it begins with the phrase or addresses the reader.

        Else that of the phrase alone.
        """
        speaks_to_reader = reason in _TO_THE_READER and _READER.search(self._text, span.start, span.end)
        if not speaks_to_reader and not _begins(self._text, span.start):
            return range(span.start, span.end)
        start = max((found.end() for found in _SENTENCE_END.finditer(self._text, 0, span.start)), default=0)
        self.opens = self.opens or (bool(speaks_to_reader) and reason != "age" and start == 0)
        end = _SENTENCE_END.search(self._text, span.end)
        return range(start, end.end() if end else len(self._text))


def _is_quoted(text: str, span: TextSpan) -> bool:
    before, after = text[max(span.start - 1, 0) : span.start], text[span.end : span.end + 1]
    return before in tuple(_QUOTES) or after in tuple(_QUOTES_CLOSED)


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in ".!?:;…|·。！？：" or text[start] > "\u2e80"


def _path(url: str) -> str:
    return urlsplit(url).path
