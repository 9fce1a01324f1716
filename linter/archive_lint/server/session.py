"""State that an editor and its server share: open texts, their archives, and the diagnostics that are shown."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from lsprotocol import types
from msgspec.structs import replace
from pygls.lsp.server import LanguageServer

from archive_lint import __version__
from archive_lint.config.discover import find as find_configuration
from archive_lint.git.top import repository_root
from archive_lint.report.escape import terminal
from archive_lint.server import diagnostics
from archive_lint.server.configuration_faults import ConfigurationFaults
from archive_lint.server.greeting import NAME, Greeting
from archive_lint.server.opening import ArchiveOpener, CannotOpenError, OpenedArchive
from archive_lint.server.other_pages import OtherPages
from archive_lint.server.page_view import PageView
from archive_lint.server.protocol import protocol_of
from archive_lint.server.reading_progress import ReadingProgress
from archive_lint.server.texts import OpenText, OpenTexts
from archive_lint.server.uris import path_of
from archive_lint.server.work import Work, aside
from archive_lint.server.workspace import OpenFolder, with_new_pages

T = TypeVar("T")


class Session:
    """One editor and the archives that it works on. All of it but `work` is for the thread that listens."""

    def __init__(self, opener: ArchiveOpener, greeting: Greeting | None = None) -> None:
        self.server = LanguageServer(NAME, __version__, protocol_cls=protocol_of(is_greeted=greeting is not None))
        self.greeting = greeting
        """What the editor began with, if it has its answer already."""
        self.opener = opener
        self.work = Work()
        self.texts = OpenTexts()
        self.roots: list[str] = []
        """The folders that are open in the editor."""
        self.folders: dict[str, OpenFolder] = {}
        """The archives by their roots."""
        self._others = OtherPages(self)
        self._reading = ReadingProgress(self.server)
        self._anchored: dict[str, asyncio.Task[OpenFolder | None]] = {}
        """The archive around a folder."""
        self._last_roots: dict[str, str] = {}
        """The root that was found last for the archive around a folder."""
        self._opening: dict[str, asyncio.Task[OpenFolder]] = {}
        self._faults = ConfigurationFaults(self)
        self.has_ended = False
        """Whether the editor has said that it is done."""

    @property
    def encoding(self) -> str:
        """Unit in which the editor counts columns."""
        chosen = self.server.server_capabilities.position_encoding
        return str(getattr(chosen, "value", chosen) or "utf-16")

    @property
    def pulls(self) -> bool:
        """Whether the editor asks for the diagnostics of open texts itself."""
        text_document = self.server.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    def say(self, message: str, kind: types.MessageType = types.MessageType.Error) -> None:
        """Show a sentence to the person in front of the editor."""
        self.server.window_show_message(types.ShowMessageParams(kind, terminal(message)))

    # Which archive a file is of

    async def folder_of(self, path: str) -> tuple[OpenFolder, str] | None:
        """Return the archive that a file lies in, with its path there; `None` for one in none that can be opened."""
        anchor = self._anchor(os.path.dirname(path))
        if anchor is None:
            return None
        task = self._anchored.get(anchor)
        if task is None:
            task = self._anchored[anchor] = asyncio.ensure_future(self._find(anchor))
        folder = await asyncio.shield(task)
        folder = None if folder is None else self.folders.get(folder.root)
        relative = None if folder is None else folder.inside(path)
        return None if folder is None or relative is None else (folder, relative)

    def _anchor(self, folder: str) -> str | None:
        """Return the folder from which to look for the archive that files of one belong to.

        `None` for one that is neither open, nor configured, nor in a repository: it may be all of a disk.
        """
        around = max((root for root in self.roots if _is_in(folder, root)), key=len, default=None)
        configuration = find_configuration(folder) if os.path.isdir(folder) else None
        configured = None if configuration is None else os.path.dirname(configuration)
        if around is None:
            return configured or repository_root(folder)
        return configured if configured is not None and _is_in(configured, around) else around

    async def _find(self, anchor: str) -> OpenFolder | None:
        try:
            root = await aside(lambda: self.opener.root_of(anchor))
            if root not in self.folders:
                task = self._opening.get(root)
                if task is None:
                    task = self._opening[root] = asyncio.ensure_future(self._open(anchor))
                try:
                    await asyncio.shield(task)
                finally:
                    self._opening.pop(root, None)
        except CannotOpenError as error:
            self._refuse(error)
            # The configuration that could be read last holds.
            return self.folders.get(self._last_roots.get(anchor, ""))
        self._faults.correct(self.folders[root].opened.files)
        self._last_roots[anchor] = root
        return self.folders[root]

    async def _open(self, anchor: str) -> OpenFolder:
        texts = list(self.texts)
        opened = await aside(lambda: self._opened(anchor, texts))
        self._reading.begin(opened.root, len(opened.run.listing.pages))
        return await self._begin(lambda: OpenFolder(opened))

    def _opened(self, anchor: str, texts: Sequence[OpenText]) -> OpenedArchive:
        opened = self.opener.open(anchor)
        return with_new_pages(replace(opened, run=replace(opened.run, known=opened.known())), texts)

    async def _begin(self, make: Callable[[], OpenFolder]) -> OpenFolder:
        """Put an archive in place, with the texts that are open in it, and look at all its pages from now on."""
        texts = list(self.texts)

        def begin() -> OpenFolder:
            folder = make()
            self.work.give_up(folder.root)
            for text in texts:
                path = folder.inside(text.path)
                if path is not None and folder.is_page(path):
                    folder.take(path, text)
            self.go_on(folder)
            return folder

        folder = await self.work.do(begin)
        self.folders[folder.root] = folder
        return folder

    def _refuse(self, error: CannotOpenError) -> None:
        self._faults.show(error.faults)
        if not error.faults:
            self.say(str(error))

    # What is asked of pages

    async def on_page(self, uri: str, ask: Callable[[PageView], T]) -> T | None:
        """Return what the working thread is asked about a page; `None` for what is not a page of an archive."""
        path = path_of(uri)
        found = None if path is None else await self.folder_of(path)
        if found is None:
            return None
        folder, relative = found
        text = self.texts.get(uri)
        if not await self._is_taken(folder, relative, text):
            return None
        folder = self.folders[folder.root]
        encoding = self.encoding

        def answer() -> T:
            if text is not None:
                folder.take(relative, text)
            return ask(PageView(folder, relative, text, encoding))

        return await self.work.do(answer)

    async def _is_taken(self, folder: OpenFolder, path: str, text: OpenText | None) -> bool:
        """Return whether a file is a page; one that is new becomes one."""
        if folder.is_page(path):
            return True
        if text is None or not folder.would_be_page(path):
            return False
        await self.open_again(folder.root, {path})
        return self.folders[folder.root].is_page(path)

    async def refresh(self, uri: str) -> None:
        """Show what is found on an open text as it is now, unless the editor asks for that itself."""
        text = self.texts.get(uri)
        if text is None:
            return
        version = text.version
        if self.pulls:
            self._others.hide(text.path)

        def look(view: PageView) -> list[types.Diagnostic] | None:
            self.go_on(view.folder)
            if self.pulls or text.version != version:
                # Another look is on its way, at a later version.
                return None
            return diagnostics.diagnostics_of(view.folder, view.path, view.positions)

        found = await self.on_page(uri, look)
        if found is not None and self.texts.get(uri) is text and text.version == version:
            self.publish(uri, found, version)

    def publish(self, uri: str, found: Sequence[types.Diagnostic], version: int | None = None) -> None:
        """Send the diagnostics of a file."""
        self.server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, list(found), version))

    # All pages

    def go_on(self, folder: OpenFolder) -> None:
        """Look at the pages that are left, in the working thread."""
        loop = self._loop

        def tell(pages: Sequence[str]) -> None:
            loop.call_soon_threadsafe(lambda: asyncio.ensure_future(self._others.show(folder.root, pages)))

        def end() -> None:
            loop.call_soon_threadsafe(self._reading.end, folder.root)

        self.work.go_on(folder.root, lambda: folder.steps(tell, end))

    # What changes outside of the editor

    async def open_again(self, root: str, changed: set[str]) -> None:
        """Open an archive again: files came or went, or it is configured otherwise."""
        folder = self.folders[root]
        try:
            opened = with_new_pages(await aside(lambda: self.opener.open(root)), list(self.texts))
        except CannotOpenError as error:
            self._refuse(error)
            return
        self._faults.correct(opened.files)
        folder = await self._begin(lambda: self.folders[root].reopened(opened, changed.__contains__))
        await self._others.withdraw_gone(folder)
        await self.refresh_all()

    async def leave(self, text: OpenText) -> None:
        """Take what lies on disk for a text that was closed."""
        found = await self.folder_of(text.path)
        if found is None:
            return
        folder, path = found
        if folder.is_gone(path):
            await self.open_again(folder.root, {path})
            return

        def leave() -> None:
            # It may have been opened again meanwhile.
            if self.texts.at(text.path) is None:
                folder.leave(path)
            self.go_on(folder)

        await self.work.do(leave)
        await self._others.show_closed(folder, path)

    async def refresh_all(self) -> None:
        """Show what is found now on all open texts."""
        for text in self.texts:
            await self.refresh(text.uri)
        if self.pulls:
            await self._others.ask_to_pull_again()

    async def restart(self) -> None:
        """Read all again as if the editor had just been started."""
        self.forget_anchors()
        for root in list(self.folders):
            await self.work.do(lambda root=root: self.work.give_up(root))  # type: ignore[misc]
        self.folders.clear()
        for root in self.roots:
            await self.folder_of(os.path.join(root, "index"))
        await self.refresh_all()

    def forget_anchors(self) -> None:
        """Look again for which archive a file is of."""
        self._anchored.clear()

    def start(self) -> None:
        """Begin to listen: from the thread that does."""
        self._loop = asyncio.get_running_loop()


def _is_in(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)
