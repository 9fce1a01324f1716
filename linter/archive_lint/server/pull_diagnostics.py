"""Diagnostics for editors that ask for those of a text themselves."""

from __future__ import annotations

from lsprotocol import types

from archive_lint.server import diagnostics
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session

_OPTIONS = types.DiagnosticOptions(
    inter_file_dependencies=True, workspace_diagnostics=False, identifier=diagnostics.SOURCE
)


def register(session: Session) -> None:
    """Answer what is found on a text."""

    @session.server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, _OPTIONS)
    async def diagnostic(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        def look(view: PageView) -> list[types.Diagnostic]:
            session.go_on(view.folder)
            return diagnostics.diagnostics_of(view.folder, view.path, view.positions)

        found = await session.on_page(params.text_document.uri, look) or []
        known_by = diagnostics.result_id(found)
        if params.previous_result_id == known_by:
            return types.RelatedUnchangedDocumentDiagnosticReport(known_by)
        return types.RelatedFullDocumentDiagnosticReport(found, result_id=known_by)
