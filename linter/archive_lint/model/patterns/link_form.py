"""Forms of links to files or site URLs: `{% post_url FILE %}`, `@/FILE`, `{{ URL | relative_url }}`.

A form is text with `FILE` or `URL` in it, or template code without either, which does not change where a link leads:
`{{ site.baseurl }}`. It is compared as text, never as an expression.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from archive_lint.model.patterns.names import PatternError
from archive_lint.model.template_code import OPENING, holds_template_code, with_even_spaces

LONGEST_FORM = 200
"""Maximum length of a form in characters."""

_PLACE = re.compile(r"(?P<quote>[\"'`]?)(?<!\w)(?P<name>FILE|URL)(?!\w)(?P=quote)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class LinkForm(NamedTuple):
    """A form, split at the name in it."""

    names: str
    """The name in it: `FILE`, `URL`, or empty."""
    before: str
    """The text before the name, or the whole form without a name. Template code is written with even spaces."""
    after: str
    expression: bool
    """Whether the form is in `{{ … }}`, where text without quotation marks is a variable."""


def parse_form(form: str) -> LinkForm:
    """Parse a form. Raises `PatternError`."""
    if len(form) > LONGEST_FORM:
        raise PatternError(f"it has more than {LONGEST_FORM} characters")
    if _CONTROL.search(form):
        raise PatternError("it has a control character")
    form = with_even_spaces(form.strip())
    places = list(_PLACE.finditer(form))
    if len(places) > 1:
        raise PatternError("FILE or URL stands in it more than once: a link names one target")
    if not places:
        if not holds_template_code(form):
            raise PatternError(
                "neither FILE, URL nor template code stands in it: write '@/FILE' or '{{ site.baseurl }}'"
            )
        return LinkForm("", form, "", expression=False)
    before, after = form[: places[0].start()], form[places[0].end() :]
    if not before and not after:
        raise PatternError("nothing stands before or after it: every link would have this form")
    if not before:
        raise PatternError("nothing stands before it: write what such a link begins with")
    openings = OPENING.findall(before)
    return LinkForm(places[0]["name"], before, after, expression=openings[-1:] == ["{{"])


def form_trouble(form: str) -> str | None:
    """Return what is wrong with a form, and what to do; `None` for a valid one."""
    try:
        parse_form(form)
    except PatternError as error:
        return str(error)
    return None
