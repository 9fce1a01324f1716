"""Which links of a page are its sources, where every external link is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from archive_lint.model.layout import Layout
from archive_lint.model.page import Link
from archive_lint.model.patterns.link_form import parse_form
from archive_lint.model.template_code import holds_template_code

_WEB_ADDRESS = re.compile(r"\s*(?:(?:h?[tx]{1,3}ps?|ftp):|//)", re.IGNORECASE)
"""What a target begins with that names a place on the web, or was meant to: `hxxp:`, `ttps:`, `//host`, and any of
these after a no-break space, which is a part of the target and makes it lead nowhere. Other schemes (`mailto:`, `tel:`,
`irc:`, `data:`) name something else."""


def source_starts(links: Iterable[Link], layout: Layout) -> tuple[int, ...]:
    """Return where the links of a page begin that lead to the web: not to the site itself, nor where only its
    generator knows.

    Pictures count, for they are lost like pages.
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
    """What targets begin with that name files, as far as it is not template code."""
    return tuple(form.before for form in map(parse_form, forms) if form.names and "{" not in form.before)
