"""Pages that are not what the editor just changed: what is found there now is shown, or shown no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lsprotocol import types

from archive_lint.server import diagnostics
from archive_lint.server.page_view import PageView
from archive_lint.server.uris import uri_of
from archive_lint.server.workspace import OpenFolder

if TYPE_CHECKING:
    from archive_lint.server.session import Session

MOST_SHOWN = 200
"""Pages that are not open and of which something is shown: more are not read one by one."""


class OtherPages:
    """Shows diagnostics of pages that are not open, and tells when to look at open ones again."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: dict[str, set[str]] = {}
        """By the roots of archives: pages that are not open and of which something is shown."""

    async def show(self, root: str, pages: Iterable[str]) -> None:
        """Show what is found now on pages that were broken, or are so no more."""
        session = self._session
        is_open_changed = False
        for page in pages:
            folder = session.folders.get(root)
            if folder is None:
                return
            text = session.texts.at(folder.outside(page))
            if text is None:
                await self.show_closed(folder, page)
            elif session.pulls:
                is_open_changed = True
            else:
                await session.refresh(text.uri)
        if is_open_changed:
            await self.ask_to_pull_again()

    async def show_closed(self, folder: OpenFolder, page: str) -> None:
        """Show what open texts broke on a page that is not open; at most on some pages."""
        session = self._session
        encoding = session.encoding

        def look() -> list[types.Diagnostic]:
            if not folder.is_page(page):
                return []
            found = folder.broken(page)
            positions = PageView(folder, page, None, encoding).positions
            return [diagnostics.as_diagnostic(each, positions, folder.opened.run.registry) for each in found]

        found = await session.work.do(look)
        shown = self._shown.setdefault(folder.root, set())
        if session.texts.at(folder.outside(page)) is not None or (not found and page not in shown):
            return
        if found and page not in shown and len(shown) >= MOST_SHOWN:
            return
        (shown.add if found else shown.discard)(page)
        session.publish(uri_of(folder.outside(page)), found)

    def hide(self, path: str) -> None:
        """Show nothing more of a file as of one that is not open: it is now, and the editor asks for it."""
        session = self._session
        for root, shown in self._shown.items():
            page = session.folders[root].inside(path)
            if page in shown:
                shown.discard(page)
                session.publish(uri_of(path), ())

    async def withdraw_gone(self, folder: OpenFolder) -> None:
        """Show nothing more of pages that are gone."""
        for page in sorted(self._shown.get(folder.root, ())):
            if not folder.is_page(page):
                await self.show_closed(folder, page)

    async def ask_to_pull_again(self) -> None:
        """Have an editor that asks for diagnostics itself ask again."""
        server = self._session.server
        workspace = server.client_capabilities.workspace
        if workspace is not None and workspace.diagnostics is not None and workspace.diagnostics.refresh_support:
            await server.workspace_diagnostic_refresh_async(None)
