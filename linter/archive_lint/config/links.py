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
    """The forms of links, and the ids that their fragments name."""

    forms: Annotated[
        tuple[Annotated[str, Meta(min_length=1), Check(link_form)], ...],
        Meta(
            max_length=_MOST_FORMS,
            description="Forms of links for a site's generator, of which the first that matches counts: `FILE` in a "
            "form is a file by its name or the end of its path, `URL` a site URL, and template code with neither is "
            "removed. `{% post_url FILE %}`, `@/FILE`, `{{ URL | relative_url }}`, `{{ site.baseurl }}`. A link that "
            "still contains template code is not judged.",
        ),
    ] = ()
    fragments: Annotated[
        Literal["off", "github", "kramdown", "kramdown-gfm", "python-markdown", "markdown-it"],
        Meta(
            description="How the site makes the ids of headings, so that fragments (`#id`) can be checked: like "
            "GitHub, Docusaurus and Hugo (`github`), kramdown with its own input or with that of GitHub "
            "(`kramdown-gfm`, which Jekyll uses), Python-Markdown (MkDocs, Pelican) or markdown-it-anchor. `off` "
            "checks none.",
        ),
    ] = "off"
