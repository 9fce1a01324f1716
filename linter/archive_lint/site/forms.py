"""Links written for a site's generator: `{% link about.md %}`, `@/about.md`, `{{ site.url }}/about/`.

The configuration has the forms; it does not matter which generator reads them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from archive_lint.model.patterns.link_form import LinkForm, parse_form
from archive_lint.model.template_code import holds_template_code, with_even_spaces

_LONGEST_TARGET = 4096
"""Maximum length of a target in characters: a longer one with template code is not judged."""
_QUOTES = "\"'`"
_REST = re.compile(r"[?#]")
_ABSOLUTE = re.compile(r"/|[A-Za-z][A-Za-z0-9+.-]*:")


class FormMeaning(Enum):
    """The meaning of a link that was written for a generator."""

    FILE = "file"
    """It names a file: a stem, a path, or a path from some root."""
    URL = "url"
    """It is a URL, as it stands in the built site."""
    UNKNOWN = "unknown"
    """It contains other template code: only the generator knows where it leads."""


class FormTarget(NamedTuple):
    """A target, read by its form."""

    meaning: FormMeaning
    name: str
    """The name in the target.

    For a file, without quotation marks, query and fragment, and with a leading `/` if the form has one before it; for a
    URL, with query and fragment; for an unknown meaning, the target itself.
    """
    rest: str = ""
    """The query and fragment after the name of a file: `#id`."""


class LinkForms:
    """The configured forms of links, parsed once."""

    def __init__(self, forms: Sequence[str]) -> None:
        """Parse the forms. Raises `PatternError` for one that the configuration would refuse."""
        parsed = [parse_form(form) for form in forms]
        self._naming = [form for form in parsed if form.names]
        # Long ones first: another may be part of them.
        self._silent = sorted({form.before for form in parsed if not form.names}, key=lambda form: (-len(form), form))
        self._any = bool(parsed)
        self._starts = tuple(form.before for form in self._naming if "{" not in form.before)

    def read(self, target: str) -> FormTarget | None:
        """Return the meaning of a link's target; `None` if it has none of the forms, as nearly all.

        Takes time linear in the target.
        """
        if ("{" not in target and not target.startswith(self._starts)) or not self._any:
            return None
        if len(target) > _LONGEST_TARGET:
            return FormTarget(FormMeaning.UNKNOWN, target) if holds_template_code(target) else None
        whole = with_even_spaces(target.strip())
        text = whole
        for form in self._silent:
            text = text.replace(form, "")
        found = self._named(text)
        if found is not None and not holds_template_code(found.name + found.rest):
            return found
        if found is not None or holds_template_code(text):
            return FormTarget(FormMeaning.UNKNOWN, target)
        return FormTarget(FormMeaning.URL, text or "/") if text != whole else None

    def _named(self, text: str) -> FormTarget | None:
        """Return the target as read by the first form that matches."""
        for form in self._naming:
            if text.startswith(form.before) and (found := _taken_apart(text, form)) is not None:
                name, rest = found
                if form.names == "URL":
                    return FormTarget(FormMeaning.URL, _from_root(name) + rest)
                end = mark.start() if (mark := _REST.search(name)) else len(name)
                root = "/" if form.before.endswith("/") else ""
                return FormTarget(FormMeaning.FILE, root + name[:end].strip(), name[end:].strip() + rest)
        return None


def _from_root(url: str) -> str:
    """Return a URL as template code makes it, which does not know the URL of the page that it is called on."""
    return url if _ABSOLUTE.match(url) else f"/{url}"


def _taken_apart(text: str, form: LinkForm) -> tuple[str, str] | None:
    """Return the name in a form, and the query or fragment after it; `None` if the form does not match."""
    start = len(form.before)
    quote = text[start : start + 1]
    if quote and quote in _QUOTES:
        start += 1
        end = text.find(quote, start)
        after = end + 1
    elif form.expression:
        return None
    else:
        end = text.find(form.after, start) if form.after else len(text)
        after = end
    if end < 0 or not text.startswith(form.after, after):
        return None
    name, rest = text[start:end].strip(), text[after + len(form.after) :]
    if quote not in _QUOTES and form.after and any(mark in name for mark in _QUOTES):
        # Named arguments, of which one may be the name.
        return None
    return (name, rest) if not rest or rest[0] in "?#" else None
