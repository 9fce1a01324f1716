"""The data about a rule in a report, from its class."""

from __future__ import annotations

from functools import partial

from archive_lint.model.finding import Severity
from archive_lint.report.report import RuleInfo
from archive_lint.rule.base import Rule
from archive_lint.rule.documentation import documentation_url, rule_markdown


def rule_info(rule: type[Rule], severity: Severity) -> RuleInfo:
    """Return the data about a rule that runs with this severity."""
    return RuleInfo(
        code=rule.code,
        name=rule.name,
        summary=rule.summary,
        severity=severity,
        help=partial(rule_markdown, rule),
        url=documentation_url(rule),
    )
