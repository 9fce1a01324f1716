"""Edits of files as an editor makes them: those of one fix, or of one rename, together."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from archive_lint.model.finding import Edit
from archive_lint.model.span import Span
from archive_lint.rule.fixes import difference
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session

_UNSURE = "unsure"
"""The annotation of edits that the editor is to ask about."""


def workspace_edit(
    session: Session, view: PageView, edits: Iterable[Edit], *, unsure: str = ""
) -> types.WorkspaceEdit | None:
    """Return edits of files of an archive; those without a path are of the page.

    With `unsure`, which says why, an editor that can asks before it makes them. `None` where the editor cannot make
    them: not all create files. For the thread that works on archives.
    """
    by_path: dict[str, list[Edit]] = {}
    for edit in edits:
        by_path.setdefault(edit.path or view.path, []).append(edit)
    annotation = _UNSURE if unsure and _asks(session) else None
    changes: list[types.TextDocumentEdit | types.CreateFile] = []
    for path, of_file in by_path.items():
        uri = view.beside(path, session.texts).uri
        if not view.folder.is_there(path):
            changes.append(types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True)))
        changes.append(_document_edit(session, view, path, of_file, annotation))
    if not _has_versions(session):
        plain = {
            each.text_document.uri: [types.TextEdit(edit.range, edit.new_text) for edit in each.edits]  # type: ignore[union-attr]
            for each in changes
            if isinstance(each, types.TextDocumentEdit)
        }
        return types.WorkspaceEdit(changes=plain) if len(plain) == len(changes) else None
    annotations = {_UNSURE: types.ChangeAnnotation(unsure, needs_confirmation=True)} if annotation else None
    return types.WorkspaceEdit(document_changes=changes, change_annotations=annotations)


def _document_edit(
    session: Session, view: PageView, path: str, edits: Iterable[Edit], annotation: str | None
) -> types.TextDocumentEdit:
    page = view.beside(path, session.texts)
    text = session.texts.at(view.folder.outside(path))
    document = types.OptionalVersionedTextDocumentIdentifier(
        page.uri if text is None else text.uri, None if text is None else text.version
    )
    made = [(page.positions.range(Span(edit.start, edit.end)), edit.text) for edit in sorted(edits)]
    return types.TextDocumentEdit(
        document,
        [
            types.TextEdit(place, text) if annotation is None else types.AnnotatedTextEdit(annotation, place, text)
            for place, text in made
        ],
    )


def _has_versions(session: Session) -> bool:
    workspace = session.server.client_capabilities.workspace
    edit = None if workspace is None else workspace.workspace_edit
    return edit is not None and bool(edit.document_changes)


def _asks(session: Session) -> bool:
    workspace = session.server.client_capabilities.workspace
    edit = None if workspace is None else workspace.workspace_edit
    return _has_versions(session) and edit is not None and edit.change_annotation_support is not None


def whole_file(path: str, before: bytes, after: bytes) -> Edit:
    """Return the edit that makes one UTF-8 text of another: of what differs alone."""
    span = difference(before, after)
    return Edit(path, span.start, span.end, after[span.start : len(after) - (len(before) - span.end)].decode())
