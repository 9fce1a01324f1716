from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    DirectiveKind,
    Finding,
    Fix,
    Ground,
    Invalid,
    PageFacts,
    Severity,
    SuppressionRule,
    SuppressionUse,
    Valid,
    following,
    guessed,
    remove_lines,
    replace,
)
from archive_lint_rules.suppressions.rewriting import shown, without


class UnknownSuppression(SuppressionRule):
    """A suppression comment that names no rule.

    ## What it does
    Reports codes and names in a suppression comment that no rule has, comments that begin like a suppression but name
    nothing or have an unknown word, and an `enable` that ends nothing.

    ## Why it matters
    The findings that it should hide are shown, or will be shown once a rule is renamed.

    ## Fix
    Safe if only upper and lower case are wrong: `l009` becomes `L009`. Otherwise unsafe: the rule that was probably
    meant is written; if none is similar, the code is removed, and the comment too if it has no other code, as is an
    `enable` that ends nothing. A comment that cannot be read is left to its author.
    """

    code = "A002"
    name = "unknown-suppression"
    summary = "Suppression comment names no rule"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)

    valid = [
        Valid("# Bridge\n\n<!-- archive-lint: ignore[T004] -->\n\nIt reopens.\n"),
        Valid("<!-- archive-lint: disable[T004] -->\n\n# Bridge\n\n<!-- archive-lint: enable[T004] -->\n"),
    ]
    invalid = [
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore[t004] old page -->\n\nIt reopens.\n",
            at="3:1",
            fixed="# Bridge\n\n<!-- archive-lint: ignore[T004] old page -->\n\nIt reopens.\n",
            message="ignore[t004] names 't004', which is not a rule",
        ),
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore[X999, T004] old page -->\n\nIt reopens.\n",
            at="3:1",
            fixed="# Bridge\n\n<!-- archive-lint: ignore[T004] old page -->\n\nIt reopens.\n",
            safe=False,
            message="ignore[X999, T004] names 'X999', which is not a rule",
        ),
        Invalid("# Bridge\n\n<!-- archive-lint: file-ignore[X999] -->\n", at="3:1", fixed="# Bridge\n\n", safe=False),
        Invalid("<!-- archive-lint: enable[T004] -->\n\n# Bridge\n", at="1:1", fixed="# Bridge\n", safe=False),
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore -->\n\nIt reopens.\n",
            at="3:1",
            message="comment suppresses nothing: 'ignore' names no rule: write ignore[CODE]",
        ),
    ]

    def check(self, page: PageFacts, use: SuppressionUse) -> Iterator[Finding]:  # noqa: ARG002
        directive = use.directive
        if directive.kind is DirectiveKind.MALFORMED:
            # A malformed comment that names rules is an `enable` that ends nothing.
            yield self.finding(
                directive,
                f"comment suppresses nothing: {directive.reason}",
                subject=f"{directive.reason} {', '.join(directive.listed)}".strip(),
                fix=remove_lines(directive.cut, "remove the comment", evidence=_ENDS_NOTHING)
                if directive.listed
                else None,
            )
        elif use.unknown:
            names = ", ".join(repr(name) for name in use.unknown)
            are_none = "is not a rule" if len(use.unknown) == 1 else "are not rules"
            yield self.finding(
                directive,
                f"{shown(directive)} names {names}, which {are_none}",
                subject=shown(directive),
                help=_hint(use),
                fix=_correction(use),
            )


_ENDS_NOTHING = guessed("what it was to end may be misspelt")
_NOT_INSTALLED = guessed("it may name a rule of a package that is not installed here")
_LIKELY = guessed("another rule may be meant")


def _hint(use: SuppressionUse) -> str | None:
    likely = [repr(meant) for meant in use.likely if meant]
    return f"did you mean {', '.join(likely)}?" if likely else None


def _correction(use: SuppressionUse) -> Fix:
    directive, meant = use.directive, dict(zip(use.unknown, use.likely, strict=False))
    if not all(meant.get(selector) for selector in use.unknown):
        return without(directive, use.unknown, evidence=_NOT_INSTALLED)
    written = dict.fromkeys(meant.get(selector) or selector for selector in directive.listed)
    is_case_only = all(selector.casefold() == meant[selector].casefold() for selector in use.unknown)
    return replace(
        directive.listed_span,
        ", ".join(written),
        f"write {', '.join(meant[selector] for selector in use.unknown)}",
        evidence=following() if is_case_only else _LIKELY,
    )
