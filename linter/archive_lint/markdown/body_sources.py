"""The sources of a page on which every external link is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive_lint.model.layout import Layout
from archive_lint.model.page import Link
from archive_lint.model.patterns.link_form import parse_form
from archive_lint.model.template_code import holds_template_code

_WEB_ADDRESS = re.compile(r"\s*(?:(?:h?[tx]{1,3}ps?|ftp):|//)", re.IGNORECASE)
"""Start of a target that names a place on the web, or was meant to.

`hxxp:`, `ttps:`, `

host`, and any of these after a no-break space, which is a part of the target and makes it lead nowhere. Other schemes
(`mailto:`, `tel:`, `irc:`, `data:`) name something else.
"""


def source_starts(links: Iterable[Link], layout: Layout) -> tuple[int, ...]:
    """Return the start offsets of the links that lead to the web.

    Links to the site itself are left out, and links whose target only its generator knows. Pictures count, because they
    are lost like pages.
    """
    named = _before_names(layout.forms)
    site = layout.site
    starts = [
        link.start
        for link in links
        if link.rendered
        and _WEB_ADDRESS.match(target := link.target)
        and site.own_part(target) is None
        and not holds_template_code(target)
        and not target.startswith(named)
    ]
    return tuple(sorted(starts))


@lru_cache(maxsize=8)
def _before_names(forms: Sequence[str]) -> tuple[str, ...]:
    """Return the prefixes of the forms that name files, up to the first template code."""
    return tuple(form.before for form in map(parse_form, forms) if form.names and "{" not in form.before)
