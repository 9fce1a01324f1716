from __future__ import annotations

from collections.abc import Iterator

from archive_lint.api import (
    Finding,
    Ground,
    Invalid,
    PageFacts,
    Severity,
    SuppressionRule,
    SuppressionUse,
    Valid,
    following,
)
from archive_lint_rules.suppressions.rewriting import shown, without


class UnusedSuppression(SuppressionRule):
    """A suppression comment that suppresses nothing.

    ## What it does
    Reports the codes and names in a suppression comment for which nothing was found in its range. A rule
    that did not run, because it is not selected or needs the network, does not count.

    ## Why it matters
    The comment has outlived its reason, and will hide the next mistake in the same place.

    ## Fix
    The code is removed, and the comment too if it has no other code. Safe; unsafe if the comment is removed and has a
    reason, which is stated nowhere else.
    """

    code = "A001"
    name = "unused-suppression"
    summary = "Suppression comment hides nothing"
    severity = Severity.WARNING
    since = "0.1"
    evidence = (Ground.ITSELF,)

    valid = [
        Valid("# Bridge\n"),
        Valid("`<!-- archive-lint: ignore[T004] -->`\n", note="in code it is text"),
    ]
    invalid = [
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore[T004] -->\n\nIt reopens.\n",
            at="3:1",
            fixed="# Bridge\n\nIt reopens.\n",
            message="ignore[T004] hides nothing",
        ),
        Invalid(
            "# Bridge\n\n<!-- archive-lint: ignore[T004] old page -->\n\nIt reopens.\n",
            at="3:1",
            fixed="# Bridge\n\nIt reopens.\n",
            safe=False,
            note="its reason would be lost",
        ),
        Invalid("# Bridge <!-- archive-lint: file-ignore[T004] -->\n", at="1:10", fixed="# Bridge\n"),
        Invalid(
            "<!-- archive-lint: disable[T004,S001] -->\n\n# Bridge\n\n<!-- archive-lint: enable[S001] -->\n",
            at=("1:1", "1:1"),
            fixed="# Bridge\n\n<!-- archive-lint: enable[S001] -->\n",
        ),
    ]

    def check(self, page: PageFacts, use: SuppressionUse) -> Iterator[Finding]:  # noqa: ARG002
        if use.unused:
            what = shown(use.directive)
            only = "" if use.unused == use.directive.selectors else f" of {', '.join(use.unused)}"
            yield self.finding(
                use.directive,
                f"{what} hides nothing{only}",
                subject=what,
                fix=without(use.directive, use.unused, evidence=following()),
            )
