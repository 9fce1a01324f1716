"""The text of a suppression comment in a message, and the removal of selectors from it."""

from __future__ import annotations

from collections.abc import Collection

from archive_lint.api import Directive, Evidence, Fix, remove_lines, replace, words_of


def shown(directive: Directive) -> str:
    """Return the comment without its marks: `ignore[L001, S001]`."""
    return f"{directive.kind}[{', '.join(directive.selectors)}]"


def without(directive: Directive, selectors: Collection[str], *, evidence: Evidence) -> Fix:
    """Return the fix that removes selectors from a comment.

    If no selector is left, it removes the comment, with its reason.
    """
    left = [selector for selector in directive.listed if selector not in selectors]
    if not left:
        return remove_lines(
            directive.cut, "remove the comment", evidence=evidence.and_no_loss(words_of(directive.reason))
        )
    gone = [selector for selector in directive.listed if selector in selectors]
    return replace(
        directive.listed_span, ", ".join(left), f"take {', '.join(gone)} from the comment", evidence=evidence
    )
