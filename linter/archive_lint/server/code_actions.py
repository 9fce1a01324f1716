"""Code actions: each fix with whether it is safe, all safe ones at once, a suppression, and the rule's page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lsprotocol import types

from archive_lint.model.finding import Finding
from archive_lint.model.span import Span
from archive_lint.report.escape import terminal
from archive_lint.rule.base import SuppressionRule
from archive_lint.rule.documentation import documentation_url
from archive_lint.server import diagnostics
from archive_lint.server.commands import source_actions
from archive_lint.server.edits import workspace_edit
from archive_lint.server.fix_all import safe_fixes
from archive_lint.server.page_view import PageView
from archive_lint.server.session import Session
from archive_lint.server.suppression import suppressing_edit
from archive_lint.server.workspace import OpenFolder

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.archive-lint"
OPEN_RULE = "archive-lint.openRule"
_QUICK_FIX = types.CodeActionKind.QuickFix.value
_OPTIONS = types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, FIX_ALL])
_MOST_SUPPRESSED = 8
"""Findings at one place for which a comment is looked for: each is tried."""


def register(session: Session) -> None:
    """Answer what can be done at a place."""

    @session.server.feature(types.TEXT_DOCUMENT_CODE_ACTION, _OPTIONS)
    async def code_action(params: types.CodeActionParams) -> list[types.CodeAction]:
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()]
        actions = await session.on_page(
            params.text_document.uri, lambda view: list(_actions(session, view, params.range, only))
        )
        return actions or []

    @session.server.command(OPEN_RULE)
    async def open_rule(code: str) -> None:
        url = next(filter(None, (_url_of(folder, code) for folder in session.folders.values())), "")
        if url:
            await session.server.window_show_document_async(types.ShowDocumentParams(url, external=True))


def _url_of(folder: OpenFolder, code: str) -> str:
    rule = folder.opened.run.registry.find(code)
    return "" if rule is None else documentation_url(rule)


def _actions(session: Session, view: PageView, place: types.Range, only: Sequence[str]) -> Iterator[types.CodeAction]:
    found = view.folder.findings(view.path)
    # Of whole lines: nobody aims at a word to see what can be done.
    lines = Span(view.positions.line(place.start.line).start, view.positions.line(place.end.line).end)
    here = [finding for finding in found if _meets(finding.span, lines)]
    if _is_wanted(_QUICK_FIX, only):
        is_fixable = not view.folder.live.is_misread()
        for finding in here:
            yield from _fix(session, view, finding) if is_fixable else ()
        yield from _suppressions(session, view, here)
        yield from _rule_pages(session, view, here)
    if not only:
        yield from source_actions(session, view, place)
    if _is_wanted(FIX_ALL, only) and any(each.fix is not None and each.fix.safe for each in found):
        yield from _fix_all(session, view)


def _meets(span: Span, place: Span) -> bool:
    """Return whether a finding is at a place; both may be empty."""
    return span.start <= place.end and place.start <= max(span.end, span.start)


def _is_wanted(kind: str, only: Sequence[str]) -> bool:
    return not only or any(kind == each or kind.startswith(f"{each}.") for each in only)


def _fix(session: Session, view: PageView, finding: Finding) -> Iterator[types.CodeAction]:
    fix = finding.fix
    if fix is None:
        return
    message = terminal(fix.message)
    unsure = "" if fix.safe else f"{finding.code}: {message}"
    edit = workspace_edit(session, view, fix.edits, unsure=unsure)
    if edit is not None:
        yield types.CodeAction(
            title=f"{finding.code}: {message}" if fix.safe else f"{finding.code}: {message} (unsafe)",
            kind=types.CodeActionKind.QuickFix,
            diagnostics=_about(view, finding),
            is_preferred=fix.safe,
            edit=edit,
        )


def _fix_all(session: Session, view: PageView) -> Iterator[types.CodeAction]:
    if view.folder.live.is_misread():
        return
    edits = safe_fixes(view.folder, view.path)
    edit = workspace_edit(session, view, edits) if edits else None
    if edit is not None:
        yield types.CodeAction("Fix all that is safe to fix on this page", kind=FIX_ALL, edit=edit)


def _suppressions(session: Session, view: PageView, here: Iterable[Finding]) -> Iterator[types.CodeAction]:
    facts, registry = view.facts, view.folder.opened.run.registry
    if facts is None or facts.damaged:
        return
    for finding in list(here)[:_MOST_SUPPRESSED]:
        rule = registry.find(finding.code)
        if rule is None or issubclass(rule, SuppressionRule):
            continue
        edit = suppressing_edit(view.folder, facts, finding)
        made = None if edit is None else workspace_edit(session, view, [edit])
        if made is not None:
            yield types.CodeAction(
                title=f"Suppress {finding.code} {finding.name} here, and say why",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=_about(view, finding),
                edit=made,
            )


def _rule_pages(session: Session, view: PageView, here: Iterable[Finding]) -> Iterator[types.CodeAction]:
    window = session.server.client_capabilities.window
    if window is None or window.show_document is None or not window.show_document.support:
        return
    registry = view.folder.opened.run.registry
    for code, finding in {finding.code: finding for finding in here}.items():
        rule = registry.find(code)
        if rule is not None and documentation_url(rule):
            title = f"Read about {code} {rule.name}"
            yield types.CodeAction(
                title=title,
                kind=types.CodeActionKind.QuickFix,
                diagnostics=_about(view, finding),
                command=types.Command(title, OPEN_RULE, arguments=[code]),
            )


def _about(view: PageView, finding: Finding) -> list[types.Diagnostic]:
    return [diagnostics.as_diagnostic(finding, view.positions, view.folder.opened.run.registry)]
