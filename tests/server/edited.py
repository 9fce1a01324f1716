"""What texts are after an edit of the workspace, as an editor makes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types

from archive_lint.server.positions import Positions
from archive_lint.server.uris import path_of
from tests.server.editor import Message


def after_edit(edit: Message, texts: Mapping[str, str]) -> dict[str, str]:
    """The files that an edit changes by their URIs, those that are open as they are in `texts`; positions in UTF-8."""
    after: dict[str, str] = {}
    documents = [
        (each["textDocument"]["uri"], each["edits"]) for each in edit.get("documentChanges", ()) if "edits" in each
    ]
    for uri, edits in [*documents, *edit.get("changes", {}).items()]:
        path = Path(path_of(uri) or "")
        before = texts.get(uri) or after.get(uri) or (path.read_bytes().decode() if path.exists() else "")
        after[uri] = _edited(before, edits)
    return after


def _edited(text: str, edits: list[Message]) -> str:
    source = text.encode()
    positions = Positions(source, "utf-8")
    spans = [
        (*(positions.offset(types.Position(**edit["range"][end])) for end in ("start", "end")), edit["newText"])
        for edit in edits
    ]
    for start, end, new in sorted(spans, reverse=True):
        source = source[:start] + new.encode() + source[end:]
    return source.decode()


def carry_out(edit: Message | None) -> None:
    """Write what an edit makes of files that are not open."""
    for uri, text in after_edit(edit or {}, {}).items():
        path = Path(path_of(uri) or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
