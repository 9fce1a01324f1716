"""The JSON Schema of the configuration file, for editors: from the declarations that the program itself uses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint import DOCUMENTATION
from archive_lint.config.settings import DEFAULT_SECTIONS, Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SCHEMA_URL = f"{DOCUMENTATION}latest/archive-lint.schema.json"
"""The URL of the latest release's schema."""
SCHEMA_LINE = f"#:schema {SCHEMA_URL}"
"""The first line of a configuration, by which editors find its schema; a comment to all others."""
_TITLES = {
    "Settings": "archive-lint configuration",
    "ArchiveSettings": "archive",
    "FrontMatterSettings": "front-matter",
    "SectionSettings": "section",
    "LintSettings": "lint",
    "LinkSettings": "links",
    "WebSettings": "web",
    "Kind": "kind of page",
    "Severity": "severity",
}


def json_schema(rule_options: Mapping[str, type[Struct]]) -> dict[str, Any]:
    """Return the JSON Schema 2020-12 of `archive-lint.toml`.

    `rule_options` has the options of each rule by code and by name; unknown rules may be configured in any way, because
    they may come from another package.
    """
    schema: dict[str, Any] = msgspec.json.schema(Settings)
    definitions: dict[str, Any] = schema.pop("$defs")
    root: dict[str, Any] = definitions.pop("Settings")
    for name, definition in definitions.items():
        definition["title"] = _TITLES.get(name, name)
    sections = root["properties"]["sections"]
    sections["default"] = {
        section.key: {
            "names": list(section.names),
            "required": [str(kind) for kind in section.required],
            "context-label": list(section.context_label),
        }
        for section in DEFAULT_SECTIONS.values()
    }
    root["properties"]["rules"] |= {"properties": _rules(rule_options, definitions)}
    return {
        "$schema": DIALECT,
        "$id": SCHEMA_URL,
        **root,
        "title": _TITLES["Settings"],
        "$defs": dict(sorted(definitions.items())),
    }


def _rules(rule_options: Mapping[str, type[Struct]], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return a property for each selector; a rule's code and its name share one definition."""
    known: dict[type, str] = {}
    properties: dict[str, Any] = {}
    for selector in sorted(rule_options):
        options = rule_options[selector]
        if not options.__struct_fields__:
            properties[selector] = {"title": selector, "description": "Has no options.", "maxProperties": 0}
            continue
        prefix = known.setdefault(options, selector)
        if prefix == selector:
            (reference,), found = msgspec.json.schema_components((options,), ref_template=f"#/$defs/{prefix}.{{name}}")
            definitions.update((f"{prefix}.{name}", definition) for name, definition in found.items())
            own = reference["$ref"].rpartition("/")[2]
            definitions[own] = {**definitions[own], "title": f"options of {prefix}"}
            known_reference = reference["$ref"]
        else:
            known_reference = properties[prefix]["$ref"]
        properties[selector] = {"$ref": known_reference}
    return properties
