"""The names that the author of a rule imports. These are stable; all other names of the package are not.

from archive_lint.api import ArchiveRule, Severity, Valid, Invalid, story
"""

from msgspec import Meta

from archive_lint.archive.index import Archive
from archive_lint.archive.links import LinkRole, PageLinks, PlacedLink, RelatedLink
from archive_lint.archive.similarity import best_match, is_edited, is_version
from archive_lint.archive.targets import LinkOutcome, PrefixUse, Resolution
from archive_lint.markdown.conflicts import find_conflict
from archive_lint.markdown.destinations import bare_url
from archive_lint.markdown.link_text import escape_link_text
from archive_lint.model.address import (
    PUBLIC_PORTS,
    Allowed,
    is_allowed,
    is_internal_name,
    is_named,
    literal,
    parse_allowed,
    why_not_public,
)
from archive_lint.model.evidence import Evidence, Ground, Witness, agreeing, following, guessed, repeated, words_of
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.fragment import fragment_of, leads_to_id
from archive_lint.model.front_matter import Fence, FrontDate, FrontMatter, FrontValue, Quoting
from archive_lint.model.layout import Kind, Layout, SectionNames
from archive_lint.model.observation import Cause
from archive_lint.model.page import (
    Directive,
    DirectiveKind,
    Entry,
    Heading,
    IndexEntry,
    Link,
    Page,
    PageFacts,
    PageHead,
    Section,
)
from archive_lint.model.patterns.glob import Glob, PathMatcher
from archive_lint.model.patterns.lazy import lazy_pattern
from archive_lint.model.source import Source
from archive_lint.model.span import Position, Span
from archive_lint.model.url import LONGEST_URL, Url, UrlError, is_ordinary_url, plain, read_url, redact
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.rule.base import ArchiveRule, PageRule, Rule, RuleOptions, SourceRule, SuppressionRule, SuppressionUse
from archive_lint.rule.examples import (
    OTHER,
    OTHER_PATH,
    OTHER_TITLE,
    PATH,
    SOURCE,
    TITLE,
    Invalid,
    Valid,
    day_index,
    story,
)
from archive_lint.rule.fixes import (
    create_file,
    difference,
    escape_link_target,
    insert,
    remove_entries,
    remove_lines,
    replace,
    replace_all,
    replace_difference,
    said_by,
    same_text,
    title_as_link_text,
)

__all__ = [
    "LONGEST_URL",
    "OTHER",
    "OTHER_PATH",
    "OTHER_TITLE",
    "PATH",
    "PUBLIC_PORTS",
    "SOURCE",
    "TITLE",
    "Allowed",
    "Archive",
    "ArchiveRule",
    "Cause",
    "Directive",
    "DirectiveKind",
    "Edit",
    "Entry",
    "Evidence",
    "Fence",
    "Finding",
    "Fix",
    "FrontDate",
    "FrontMatter",
    "FrontValue",
    "Glob",
    "Ground",
    "Heading",
    "IndexEntry",
    "Invalid",
    "Kind",
    "Layout",
    "Link",
    "LinkOutcome",
    "LinkRole",
    "Meta",
    "Page",
    "PageFacts",
    "PageHead",
    "PageLinks",
    "PageRule",
    "PathMatcher",
    "PlacedLink",
    "Position",
    "PrefixUse",
    "Quoting",
    "RelatedLink",
    "Resolution",
    "Rule",
    "RuleOptions",
    "Section",
    "SectionNames",
    "Severity",
    "Source",
    "SourceRule",
    "Span",
    "SuppressionRule",
    "SuppressionUse",
    "Url",
    "UrlError",
    "Valid",
    "Verdict",
    "VerdictKind",
    "Witness",
    "agreeing",
    "bare_url",
    "best_match",
    "create_file",
    "day_index",
    "difference",
    "escape_link_target",
    "escape_link_text",
    "find_conflict",
    "following",
    "fragment_of",
    "guessed",
    "insert",
    "is_allowed",
    "is_edited",
    "is_internal_name",
    "is_named",
    "is_ordinary_url",
    "is_version",
    "lazy_pattern",
    "leads_to_id",
    "literal",
    "parse_allowed",
    "plain",
    "read_url",
    "redact",
    "remove_entries",
    "remove_lines",
    "repeated",
    "replace",
    "replace_all",
    "replace_difference",
    "said_by",
    "same_text",
    "story",
    "title_as_link_text",
    "why_not_public",
    "words_of",
]
