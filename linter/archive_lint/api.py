"""All that the author of a rule imports. What stands here is stable; what does not is not.

from archive_lint.api import ArchiveRule, Severity, Valid, Invalid, story
"""

from archive_lint.archive import Archive, Outcome, PrefixUse, Resolution
from archive_lint.examples import (
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
from archive_lint.mending import (
    create_file,
    escape_link_text,
    insert,
    remove_entries,
    remove_lines,
    replace,
    replace_all,
)
from archive_lint.model.finding import Edit, Finding, Fix, Severity
from archive_lint.model.layout import Layout, SectionNames
from archive_lint.model.page import (
    Directive,
    DirectiveKind,
    Entry,
    Heading,
    IndexEntry,
    Kind,
    Link,
    Page,
    PageFacts,
    Section,
)
from archive_lint.model.source import Source
from archive_lint.model.span import Position, Span
from archive_lint.model.verdict import Verdict, VerdictKind
from archive_lint.rule import (
    ArchiveRule,
    PageRule,
    Rule,
    RuleOptions,
    SourceRule,
    SuppressionRule,
    SuppressionUse,
)

__all__ = [
    "OTHER",
    "OTHER_PATH",
    "OTHER_TITLE",
    "PATH",
    "SOURCE",
    "TITLE",
    "Archive",
    "ArchiveRule",
    "Directive",
    "DirectiveKind",
    "Edit",
    "Entry",
    "Finding",
    "Fix",
    "Heading",
    "IndexEntry",
    "Invalid",
    "Kind",
    "Layout",
    "Link",
    "Outcome",
    "Page",
    "PageFacts",
    "PageRule",
    "Position",
    "PrefixUse",
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
    "Valid",
    "Verdict",
    "VerdictKind",
    "create_file",
    "day_index",
    "escape_link_text",
    "insert",
    "remove_entries",
    "remove_lines",
    "replace",
    "replace_all",
    "story",
]
