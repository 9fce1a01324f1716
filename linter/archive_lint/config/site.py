"""The `[site]` table: the URLs of the site built from the archive."""

# Annotations are evaluated here, not kept as text: reading them then takes each run two milliseconds less.
from typing import Annotated, Literal

from msgspec import Meta

from archive_lint.config import globs, values
from archive_lint.config.check import Check, CheckAll
from archive_lint.config.table import Table
from archive_lint.model.site import Site, UrlRule

MOST_RULES = 100
"""The most rules of a map: each file is compared with them until one matches."""

_Text = Annotated[str, Meta(min_length=1)]


class UrlRuleSettings(Table, frozen=True):
    """One rule of the site's map: the URLs of some files."""

    file: Annotated[
        _Text,
        Check(values.mapped_file),
        Meta(description="Path of a file, with fields as in `archive.story`; `{folder}` is one folder, of any name."),
    ]
    url: Annotated[
        _Text,
        Check(values.mapped_url),
        Meta(
            description="Path of its URL, with the fields of the file. `{slug}` and the date come from the front "
            "matter if it has them; `{title}` is the title turned into a slug, `{categories}` one folder for each "
            "category, or none."
        ),
    ]


class SiteSettings(Table, frozen=True):
    """The URLs of the site built from the archive."""

    url: Annotated[
        str,
        Check(values.site_url),
        Meta(description="URL of the site: links to its host are internal. If empty, they are external."),
    ] = ""
    map: Annotated[
        tuple[UrlRuleSettings, ...],
        Meta(
            max_length=MOST_RULES,
            description="Map of files to URLs; the first rule that matches a file counts, and links are read and "
            "written by it. Without rules, files are served under their own paths, after the site prefix.",
        ),
    ] = ()
    serves: Annotated[
        tuple[Annotated[_Text, Check(values.served_end)], ...],
        Meta(max_length=10, description="Endings that the server tries after a path that does not exist."),
    ] = Site().serves
    relative: Annotated[
        Literal["file", "url", "url/"],
        Meta(
            description="Base of relative links: the page's `file`, its `url`, or its URL as a folder, `url/`. "
            "A file that exists always counts."
        ),
    ] = "file"
    generated: Annotated[
        tuple[Annotated[_Text, Check(globs.path_glob)], ...],
        CheckAll(globs.all_globs),
        Meta(description="Globs, as in `.gitignore`, of URL paths that exist without a file, such as `/tag/**`."),
    ] = ()
    redirects: Annotated[
        tuple[Annotated[_Text, Check(values.file_inside)], ...],
        Meta(max_length=20, description="Redirect files of the host: the URLs that they redirect exist."),
    ] = ()

    def site(self) -> Site:
        """Return the site in the form that links are read by."""
        return Site(
            url=self.url.rstrip("/"),
            rules=tuple(UrlRule(rule.file, rule.url) for rule in self.map),
            serves=self.serves,
            relative=self.relative,
            generated=self.generated,
            redirects=self.redirects,
        )
