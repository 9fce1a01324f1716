"""Everything that can be configured, declared once: the JSON Schema is made of the types, defaults and descriptions."""

# Annotations are evaluated here, not kept as text: reading them then takes each run two milliseconds less.
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType, field

from archive_lint.config import globs, values
from archive_lint.config.check import Check, CheckAll
from archive_lint.config.front_matter import FrontMatterSettings
from archive_lint.config.links import LinkSettings
from archive_lint.config.site import SiteSettings
from archive_lint.config.table import Table
from archive_lint.config.web import WebSettings
from archive_lint.model.finding import Severity
from archive_lint.model.layout import DEFAULT_STORY, Kind, Layout, SectionNames, SourcePlace
from archive_lint.model.listing import ENDINGS

Text = Annotated[str, Meta(min_length=1)]
StoryPath = Annotated[
    Text,
    Check(values.story_path),
    Meta(extra_json_schema={"pattern": r"^[^/].*\.([A-Za-z]+|\{ending\})$"}),
]
StoryPaths = Annotated[tuple[StoryPath, ...], Meta(min_length=1, max_length=20)]
HeadingName = Annotated[str, Meta(min_length=1), Check(values.heading)]
HeadingNames = Annotated[tuple[HeadingName, ...], Meta(min_length=1)]


class SectionSettings(Table, frozen=True):
    """A section of a page. Missing settings are those of the built-in section with that key, if there is one."""

    names: Annotated[
        HeadingNames | UnsetType,
        Meta(description="Headings of this section, without a final colon. Default: the key."),
    ] = UNSET
    required: Annotated[tuple[Kind, ...] | UnsetType, Meta(description="Kinds of pages that must have it.")] = UNSET
    context_label: Annotated[
        tuple[Text, ...] | UnsetType,
        Meta(description="Labels of the context after an entry, as in `_Context: a, b_`."),
    ] = UNSET
    where: Annotated[
        SourcePlace | UnsetType,
        Meta(
            description="Only for `source`: where sources stand. With `body` there is no such section, and every "
            "external link of a page is a source. Default: `section`."
        ),
    ] = UNSET


DEFAULT_SECTIONS: Mapping[str, SectionNames] = {
    "source": SectionNames("source", ("Source", "Sources"), required=(Kind.STORY,)),
    "changes": SectionNames("changes", ("Changes",)),
    "related": SectionNames("related", ("Related",), required=(Kind.STORY,), context_label=("Context",)),
}
"""The sections of an English archive, in the order in which they stand on its pages."""


class ArchiveSettings(Table, frozen=True):
    """The paths and names of pages."""

    root: Annotated[
        Text,
        Check(values.archive_root),
        Meta(description="The archive's folder, relative to the configuration file. It must not lie above that."),
    ] = "."
    story: Annotated[
        StoryPaths | StoryPath,
        Meta(
            description="Pattern of a story's path, or a list of patterns, of which the first that matches counts. "
            "`{year}`, `{month}`, `{day}` and `{slug}` may stand in folders and in the file name; `{month:02}` is "
            "padded with zeros to two digits, `{month}` is not. `{*}` is any name or part of one, `{path}` one folder "
            "or more, `{ending}` one of the endings.",
        ),
    ] = DEFAULT_STORY
    endings: Annotated[
        tuple[Annotated[Text, Check(values.ending)], ...],
        Meta(
            min_length=1, description="Endings of the names of pages; files with other names are only targets of links."
        ),
    ] = ENDINGS
    index: Annotated[
        Text,
        Check(values.index_name),
        Meta(description="File name of an index.", extra_json_schema={"pattern": r"^[^/]+\.[A-Za-z]+$"}),
    ] = "index.md"
    twins: Annotated[
        tuple[Annotated[Text, Check(values.index_name)], ...], Meta(description="File names of an index's copies.")
    ] = ("README.md",)
    site_prefix: Annotated[
        str,
        Check(values.site_prefix),
        Meta(
            description="Prefix of site-absolute links before the archive's path: `/zh`.",
            extra_json_schema={"pattern": r"^(/[^/]+)*$"},
        ),
    ] = ""
    previous_day: Annotated[
        Literal["existing", "calendar"],
        Meta(
            description="Day that an index's previous-day link means: "
            "the nearest one that the archive has, or yesterday."
        ),
    ] = "existing"
    exclude: Annotated[
        tuple[Annotated[Text, Check(globs.path_glob)], ...],
        CheckAll(globs.all_globs),
        Meta(description="Globs, as in `.gitignore`, of paths that are not pages of the archive."),
    ] = ()

    @property
    def stories(self) -> tuple[str, ...]:
        """The patterns of the paths of stories."""
        return (self.story,) if isinstance(self.story, str) else self.story


class LintSettings(Table, frozen=True):
    """The rules that run, their paths, and their severities."""

    select: Annotated[tuple[Text, ...], Meta(description="Rules to run: codes, prefixes, names or `ALL`.")] = ("ALL",)
    extend_select: Annotated[tuple[Text, ...], Meta(description="Rules to run besides the selected ones.")] = ()
    ignore: Annotated[tuple[Text, ...], Meta(description="Rules not to run.")] = ()
    per_file_ignores: Annotated[
        dict[Annotated[str, Check(globs.path_glob_key)], tuple[Text, ...]],
        CheckAll(globs.all_globs),
        Meta(description="Rules not to run on paths that match a glob, as in `.gitignore`, from the archive's root."),
    ] = {}
    severity: Annotated[
        dict[str, Severity], Meta(description="Severities other than the rules' own, by code or name.")
    ] = {}


class Settings(Table, frozen=True):
    """The whole configuration."""

    extend: Annotated[
        Text | None, Meta(description="Another configuration file that this one extends, relative to it.")
    ] = None
    archive: ArchiveSettings = ArchiveSettings()
    front_matter: FrontMatterSettings = FrontMatterSettings()
    sections: Annotated[
        dict[Annotated[str, Check(values.section_key)], SectionSettings],
        Meta(
            description="Sections by key, in their order on pages; they change the built-in ones or are added to them."
        ),
    ] = {}
    site: SiteSettings = field(default_factory=SiteSettings)
    lint: LintSettings = LintSettings()
    links: LinkSettings = LinkSettings()
    rules: Annotated[dict[str, dict[str, Any]], Meta(description="Options of single rules, by code or name.")] = {}
    web: WebSettings = field(default_factory=WebSettings)

    def layout(self) -> Layout:
        """Return the archive's conventions in the form that parsing and rules use."""
        archive = self.archive
        return Layout(
            story=archive.stories,
            endings=archive.endings,
            index=archive.index,
            twins=archive.twins,
            site_prefix=archive.site_prefix,
            previous_day=archive.previous_day,
            sections=tuple(self._section(key) for key in self._section_order()),
            site=self.site.site(),
            front_matter=self.front_matter.keys(),
            forms=self.links.forms,
            fragments=self.links.fragments,
        )

    def _section_order(self) -> list[str]:
        """Return the configured order; a built-in section that is not configured stays after the one before it."""
        order = list(self.sections)
        at = 0
        for key in DEFAULT_SECTIONS:
            if key not in self.sections:
                order.insert(at, key)
            at = order.index(key) + 1
        return order

    def _section(self, key: str) -> SectionNames:
        given = self.sections.get(key, SectionSettings())
        if given.where == "body":
            return SectionNames(key, (), where="body")
        base = DEFAULT_SECTIONS.get(key) or SectionNames(key, (key.replace("-", " ").capitalize(),))
        return SectionNames(
            key=key,
            names=base.names if given.names is UNSET else given.names,
            required=base.required if given.required is UNSET else given.required,
            context_label=base.context_label if given.context_label is UNSET else given.context_label,
        )
