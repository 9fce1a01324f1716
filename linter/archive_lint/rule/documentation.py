"""The documentation of a rule's class, as Markdown and as data: for `archive-lint rule`, reports and the rule pages."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import getdoc
from typing import Any

import msgspec

from archive_lint import HOMEPAGE
from archive_lint.rule.base import Rule
from archive_lint.rule.examples import PATH, Invalid, Valid

_OWN_PACKAGE = "archive_lint_rules"


def documentation_url(rule: type[Rule]) -> str:
    """Return the URL of a rule's page: in this project's repository, or the rule's own `url`; else an empty text."""
    if rule.url or rule.__module__.partition(".")[0] != _OWN_PACKAGE:
        return rule.url
    return f"{HOMEPAGE}/blob/main/docs/rules/{rule.code}-{rule.name}.md"


def rule_markdown(rule: type[Rule]) -> str:
    """Return a rule's page as Markdown: what it reports and why, an example of each, its fix and its options."""
    return "\n".join(_lines(rule)).rstrip() + "\n"


def rule_data(rule: type[Rule]) -> dict[str, Any]:
    """Return a rule as JSON data, for `--output-format json`."""
    return {
        "code": rule.code,
        "name": rule.name,
        "summary": rule.summary,
        "severity": rule.severity.value,
        "scope": rule.scope,
        "since": rule.since,
        "url": documentation_url(rule),
        "fixes": sorted(rule.fixes()),
        "options": [
            {"name": name, "type": kind, "default": default, "description": description}
            for name, kind, default, description in options_of(rule)
        ],
        "documentation": rule_markdown(rule),
    }


def fix_label(rule: type[Rule]) -> str:
    """Return `safe`, `unsafe` or `safe or unsafe`; empty for a rule without fixes."""
    return " or ".join(sorted(rule.fixes()))


def options_of(rule: type[Rule]) -> Iterator[tuple[str, str, Any, str]]:
    """Yield the name, type, default and description of each option of a rule."""
    if not rule.Options.__struct_fields__:
        return
    schema = msgspec.json.schema(rule.Options)
    properties = schema["$defs"][rule.Options.__name__]["properties"]
    defaults = msgspec.to_builtins(rule.Options())
    for name, declared in properties.items():
        yield name, _type_label(declared), defaults[name], declared.get("description", "")


def _type_label(declared: dict[str, Any]) -> str:
    kind = declared.get("type", "value")
    if kind == "array":
        return f"list of {_type_label(declared.get('items', {}))}s"
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(kind, str(kind))


def _lines(rule: type[Rule]) -> Iterator[str]:
    yield f"# {rule.name} ({rule.code})"
    yield ""
    fix = fix_label(rule)
    yield (
        f"{rule.summary}. Severity: **{rule.severity.value}**. "
        + (f"Fix: **{fix}**. " if fix else "No fix. ")
        + f"Since {rule.since}."
    )
    yield ""
    first, *sections = (getdoc(rule) or "").split("\n## ")
    yield first.strip()
    yield ""
    for section in sections:
        heading, _, text = section.partition("\n")
        if heading.strip() == "Fix":
            yield from _examples(rule)
        yield f"## {heading.strip()}"
        yield ""
        yield text.strip()
        yield ""
        if heading.strip() == "Fix" and rule.evidence:
            yield f"What a safe fix rests on: {', '.join(rule.evidence)}."
            yield ""
    options = list(options_of(rule))
    if options:
        yield "## Options"
        yield ""
        yield f"In `[rules.{rule.code}]` or `[rules.{rule.name}]`:"
        yield ""
        yield "| option | type | default | meaning |"
        yield "|---|---|---|---|"
        for name, kind, default, description in options:
            shown = msgspec.json.encode(default).decode().replace("|", "\\|")
            yield f"| `{name}` | {kind} | `{shown}` | {description} |"
        yield ""


def _examples(rule: type[Rule]) -> Iterator[str]:
    yield "## Example"
    yield ""
    bad = rule.invalid[0]
    yield from _fenced(bad, "Reported")
    if isinstance(bad.fixed, str):
        yield "Fixed:"
        yield ""
        yield from _fence(bad.fixed)
    else:
        yield from _fenced(rule.valid[0], "Fine")


def _fenced(example: Valid | Invalid, word: str) -> Iterator[str]:
    where = f" (`{example.path}`)" if example.path != PATH else ""
    note = f": {example.note}" if example.note else ""
    yield f"{word}{where}{note}:"
    yield ""
    page = example.page
    yield from _fence(page if isinstance(page, str) else page.decode(errors="backslashreplace"))


def _fence(text: str) -> Iterator[str]:
    fence = "```"
    while fence in text:
        fence += "`"
    yield f"{fence}markdown"
    yield text.rstrip("\n")
    yield fence
    yield ""
