"""What a site answers, as the tables of walls and of pages tell it."""

from __future__ import annotations

from typing import Any

from archive_lint.model.observation import Observation
from tests.web.fake_web import redirected, seen

SITE = "http://news.example"
URL = f"{SITE}/2014/05/23/the-old-bridge-opens.html"
PATH = "/2014/05/23/the-old-bridge-opens.html"
BY_NUMBER = f"{SITE}/article.php?id=41877"
STORY = "The bridge was opened on Friday. The mayor spoke of a long wait, and many people came to see it. " * 20
BRIEF = "The bridge was opened on Friday, and many people came to see it."
NAVIGATION = "Home News Sport Log in Subscribe Register We use cookies. Accept all Reject Settings"


def named(slug: str) -> str:
    """A URL of the site."""
    return f"{SITE}/2014/05/23/{slug}"


def to(target: str, *, url: str = URL, code: int = 302, status: int = 200, **page: Any) -> Observation:
    """A redirect, and what came at its end."""
    return redirected(url, (code, target), status=status, **page)


def leading(*targets: str, **page: Any) -> Observation:
    """Several redirects, and what came at their end."""
    return redirected(URL, *((302, target) for target in targets), **page)


def came(title: str, sample: str = "", status: int = 200, *, url: str = URL, **fields: Any) -> Observation:
    return seen(url, status, title=title, sample=sample, **fields)
