"""The `[links]` table: the forms and conventions of links."""

# Annotations are evaluated here, not kept as text: reading them then takes each run two milliseconds less.
from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta

from archive_lint.config.check import Check, Complaint
from archive_lint.config.table import Table
from archive_lint.text import shortened

_MOST_FORMS = 50


def link_form(value: str) -> Iterator[Complaint]:
    """Yield complaints about a form of links."""
    # Imported here: only an archive that configures forms pays for the import.
    from archive_lint.model.patterns.link_form import form_trouble

    if value and (trouble := form_trouble(value)):
        yield f"{shortened(value)!r} is not a form of links: {trouble}", "as in '{% link FILE %}'"


class LinkSettings(Table, frozen=True):
    """How links are written."""

    forms: Annotated[
        tuple[Annotated[str, Meta(min_length=1), Check(link_form)], ...],
        Meta(
            max_length=_MOST_FORMS,
            description="Forms of links that a site's generator reads, of which the first that fits counts: `FILE` in "
            "them is a file by its name or the end of its path, `URL` a site URL, and template code with neither is "
            "left out. `{% post_url FILE %}`, `@/FILE`, `{{ URL | relative_url }}`, `{{ site.baseurl }}`. What still "
            "holds template code is not judged.",
        ),
    ] = ()
    fragments: Annotated[
        Literal["off", "github", "kramdown", "kramdown-gfm", "python-markdown", "markdown-it"],
        Meta(
            description="How the site gives headings their ids, so that fragments (`#id`) can be looked up: as GitHub, "
            "Docusaurus and Hugo do (`github`), as kramdown does with its own input or with that of GitHub "
            "(`kramdown-gfm`, which Jekyll uses), Python-Markdown (MkDocs, Pelican) or markdown-it-anchor. `off` looks "
            "none up.",
        ),
    ] = "off"
