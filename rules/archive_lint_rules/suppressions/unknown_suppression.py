from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    DirectiveKind,
    Finding,
    Invalid,
    PageFacts,
    Severity,
    SuppressionRule,
    SuppressionUse,
    Valid,
    remove_lines,
)
from archive_lint_rules.suppressions.rewriting import shown, without


class UnknownSuppression(SuppressionRule):
    """A suppression comment that names no rule.

    ## What it does
    Reports codes and names in a suppression comment that no rule goes by, comments that begin as a suppression and name
    nothing or say an unknown word, and an `enable` that ends nothing.

    ## Why it matters
    What it was meant to hide is shown all the same, or will be hidden by nobody when a rule is renamed.

    ## Fix
    Safe: an unknown code is taken out of the comment, and the comment away where no other is left in it, as is an
    `enable` that ends nothing. A comment that cannot be read is left for its author to correct.
    """

    code = "A002"
    name = "unknown-suppression"
    summary = "Suppression comment names no rule"
    severity = Severity.WARNING
    since = "0.1"

    valid = [
        Valid("# Bridge\n\n<!-- archive-lint: ignore[T004] -->\n\nIt reopens.\n"),
        Valid("<!-- archive-lint: disable[T004] -->\n\n# Bridge\n\n<!-- archive-lint: enable[T004] -->\n"),
    ]
    invalid = [
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore[X999, T004] old page -->\n\nIt reopens.\n",
            at="3:1",
            fixed="# Bridge\n\n<!-- archive-lint: ignore[T004] old page -->\n\nIt reopens.\n",
            message="ignore[X999, T004] names 'X999', which is not a rule",
        ),
        Invalid("# Bridge\n\n<!-- archive-lint: file-ignore[X999] -->\n", at="3:1", fixed="# Bridge\n\n"),
        Invalid("<!-- archive-lint: enable[T004] -->\n\n# Bridge\n", at="1:1", fixed="# Bridge\n"),
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore -->\n\nIt reopens.\n",
            at="3:1",
            message="comment suppresses nothing: 'ignore' names no rule: write ignore[CODE]",
        ),
    ]

    def check(self, page: PageFacts, use: SuppressionUse) -> Iterator[Finding]:  # noqa: ARG002
        directive = use.directive
        if directive.kind is DirectiveKind.MALFORMED:
            # What is malformed and yet names rules is an `enable` that ends nothing.
            yield self.finding(
                directive,
                f"comment suppresses nothing: {directive.reason}",
                subject=f"{directive.reason} {', '.join(directive.listed)}".strip(),
                fix=remove_lines(directive.cut, "remove the comment") if directive.listed else None,
            )
        elif use.unknown:
            names = ", ".join(repr(name) for name in use.unknown)
            are_none = "is not a rule" if len(use.unknown) == 1 else "are not rules"
            yield self.finding(
                directive,
                f"{shown(directive)} names {names}, which {are_none}",
                subject=shown(directive),
                fix=without(directive, use.unknown),
            )
