"""One archive in memory, with the texts that are open in it, and what is shown of its other pages."""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from contextlib import closing, suppress
from functools import partial
from typing import Any

from msgspec.structs import replace

from archive_lint.baseline import Key, compare
from archive_lint.engine.live import LivePages
from archive_lint.engine.reader import is_worth_a_process
from archive_lint.engine.reading_process import ReadingProcess
from archive_lint.files.read import MOST_BYTES
from archive_lint.model.finding import Finding
from archive_lint.model.problem import Problem
from archive_lint.report.shared_sources import SharedSources
from archive_lint.server.breakage import Breakage
from archive_lint.server.opening import OpenedArchive
from archive_lint.server.texts import OpenText
from archive_lint.server.vocabulary import Vocabulary
from archive_lint.server.work import begun

_MOST_WAITING = 0.005
"""Seconds that a step waits for git, while somebody may wait for this thread."""
_LEARNT = 32
"""Pages whose words are learnt in a step."""
_ASKED_FOR = 512
"""Pages whose contexts are learnt when somebody asks for them first: some milliseconds."""


class OpenFolder:
    """An archive of which pages are open. All of it is for the thread that works on archives."""

    def __init__(self, opened: OpenedArchive, breakage: Breakage | None = None) -> None:
        """Take an archive that was opened; `breakage` is what is known of what was in its place before."""
        self.root = opened.root
        self.opened = opened
        self.live = LivePages(opened.run)
        self.vocabulary = Vocabulary(self.live)
        self.is_learnt = False
        """Whether all words are known that completion offers."""
        self._are_titles_learnt = False
        self._uncounted = deque(self.live.listing.pages)
        """Pages whose contexts are not learnt yet."""
        self._is_git_asked = False
        self._edits = 0
        """How many texts have changed."""
        self._at_rest: Collection[str] | None = None
        """Pages that were checked as they lie on disk without their earlier versions; `None` until git is asked."""
        self._shared = SharedSources()
        self._is_sharing_known = False
        self.breakage = Breakage() if breakage is None else breakage
        self._taken: dict[str, tuple[OpenText, int]] = {}
        self._baseline: dict[str, dict[Key, int]] = defaultdict(dict)
        for key, count in opened.baseline.items():
            self._baseline[key[0]][key] = count
        if opened.run.known is not None:
            # What is known of pages on disk, before any text is taken.
            unchecked = self.live.unchecked
            self.news(path for path in self.live.listing.pages if path not in unchecked)

    # Paths

    def inside(self, path: str) -> str | None:
        """Return the path of a file as the archive names it; `None` for one that is not in its folder."""
        return relative_to(self.root, path)

    def outside(self, path: str) -> str:
        """Return the absolute path of one that the archive names."""
        return os.path.join(self.root, *path.split("/"))

    def is_page(self, path: str) -> bool:
        """Return whether a path is that of a page of the archive."""
        return path in self.live.listing.numbers and path.endswith(self.live.listing.endings)

    def would_be_page(self, path: str) -> bool:
        """Return whether a file that is not on disk is a page as soon as it is saved."""
        listing = self.live.listing
        is_new = path not in listing.files and self.is_gone(path)
        return is_new and path.endswith(listing.endings) and not self.opened.is_excluded(path)

    def is_gone(self, path: str) -> bool:
        """Return whether there is no such file on disk."""
        return not os.path.lexists(self.outside(path))

    def is_there(self, path: str) -> bool:
        """Return whether there is such a file, on disk or in the editor."""
        return path in self.live.listing.numbers or not self.is_gone(path)

    def is_open(self, path: str) -> bool:
        """Return whether a page has the text that it has in the editor."""
        return path in self._taken

    # Texts

    def take(self, path: str, text: OpenText) -> None:
        """Take an open page's text, if it is another than it was."""
        state = (text, text.version)
        # A larger file is not read as a page from disk either.
        if self._taken.get(path) != state and len(text.source) <= MOST_BYTES:
            self._edits += 1
            self.live.put(path, text.source)
            self._taken[path] = state

    def leave(self, path: str) -> None:
        """Take what lies on disk for a page that was closed."""
        if self._taken.pop(path, None) is not None:
            self._edits += 1
            self.live.put(path, None)
            self.breakage.leave(path)

    def reread(self, paths: Iterable[str]) -> None:
        """Take what lies on disk now of files that changed there."""
        self._edits += 1
        self.live.reread([path for path in paths if path not in self._taken])

    def reopened(self, opened: OpenedArchive, changed: Callable[[str], bool]) -> OpenFolder:
        """Return the archive as it was opened again: what did not change is not read again."""
        self.opened.close()
        if opened.run.plan == self.opened.run.plan and opened.run.known is None:
            known = self.live.handed_on(lambda path: not changed(path))
            opened = replace(opened, run=replace(opened.run, known=known))
        return OpenFolder(opened, self.breakage)

    # What is found

    def findings(self, path: str) -> list[Finding]:
        """Return what is reported of a page; nothing for what is not one."""
        if not self.is_page(path):
            return []
        return compare(self.live.findings_on(path), self._baseline.get(path, {}), is_checked=lambda *_: False).new

    def shown(self, path: str) -> Sequence[Finding]:
        """Return what is shown of a page: of what most pages share, only what is on the first of them."""
        found = self.findings(path)
        if not self._is_sharing_known:
            return found
        self._shared.note(path, found)
        return self._shared.without_shared(found, self.live.count)

    def problems(self, path: str) -> Sequence[Problem]:
        """Return what kept a page, or a rule on it, from being checked."""
        return self.live.problems_of.get(path, ())

    def contexts(self) -> Sequence[str]:
        """Return what stands in the contexts of related links, frequent ones first; at the start that of new pages."""
        self._count(_ASKED_FOR)
        return self.vocabulary.contexts()

    # All pages, step by step

    def steps(self, tell: Callable[[Sequence[str]], object], end: Callable[[], object]) -> Iterator[None]:
        """Read and check in small steps what is not yet; `end` is called when what pages say is known.

        `tell` is told the pages of which something else is found.
        """
        for read in self._reading():
            self.vocabulary.learn(read)
            if self.live.is_read and not self._are_titles_learnt:
                # What an edit breaks is told when it is known what was found before.
                yield from self._learning()
                end()
            yield
        yield from self._checking(tell)
        yield from self._learning()
        end()
        for later in (self._counting(), self.live.archive.preparing(), self._sharing(tell)):
            for _ in later:
                yield
                # What is typed meanwhile goes first.
                yield from self._checking(tell)
        yield from self._taking_history(tell)
        yield from self._asking(tell)

    def _checking(self, tell: Callable[[Sequence[str]], object]) -> Iterator[None]:
        for pages in self.live.checking():
            news = self.news(pages)
            if news:
                tell(news)
            self._note_shared(pages)
            yield

    def _sharing(self, tell: Callable[[Sequence[str]], object]) -> Iterator[None]:
        """Count what pages share, where all links are sources: links in a footer, or under each text."""
        if self._is_sharing_known or not self.live.layout.cites_in_body:
            return
        self._is_sharing_known = True
        pages = self.live.listing.pages
        for at in range(0, len(pages), _LEARNT):
            self._note_shared(pages[at : at + _LEARNT])
            yield
        tell(list(self._taken))

    def _note_shared(self, pages: Iterable[str]) -> None:
        for page in pages if self._is_sharing_known else ():
            self._shared.note(page, self.findings(page) if self.live.raw(page) else ())

    def _taking_history(self, tell: Callable[[Sequence[str]], object]) -> Iterator[None]:
        """Ask git what it knows of moves and of the change at hand, and check again what it matters to."""
        if self._is_git_asked:
            return
        self._is_git_asked = True
        answer = begun(self.live.ask_git)
        yield from self._waiting(answer, partial(self._checking, tell))
        answer.result()
        at_rest = {page for page in self.live.without_history if not self.broken(page)}
        self.live.take_history()
        yield from self._checking_again(tell, at_rest.intersection)

    def _asking(self, tell: Callable[[Sequence[str]], object]) -> Iterator[None]:
        """Ask git for earlier versions, and check again what they matter to; edits meanwhile are checked."""
        if self._at_rest is None:
            self._at_rest = self.live.in_doubt
        while doubtful := self.live.in_doubt:
            page = doubtful[0]
            answer = begun(partial(self.live.ask_for_versions, page))
            yield from self._waiting(answer, partial(self._checking, tell))
            yield from self._settling(tell)
            self.live.take_versions(page, answer.result())
            is_at_rest = page in self._at_rest
            yield from self._checking_again(tell, lambda pages, forget=is_at_rest: pages if forget else ())  # type: ignore[misc]

    def _settling(self, tell: Callable[[Sequence[str]], object]) -> Iterator[None]:
        """Check what was edited, until nothing is left: what git's answer changes can then be told from it."""
        while not self.live.is_settled:
            yield from self._checking(tell)

    def _waiting(self, answer: Future[Any], meanwhile: Callable[[], Iterable[None]]) -> Iterator[None]:
        while not answer.done():
            yield from meanwhile()
            wait([answer], _MOST_WAITING)
            yield

    def _checking_again(
        self, tell: Callable[[Sequence[str]], object], at_rest: Callable[[Sequence[str]], Iterable[str]]
    ) -> Iterator[None]:
        """Check what git has answered for; what is found on some pages is what was there before any edit."""
        edits = self._edits
        for pages in self.live.checking():
            has_edits = self._edits != edits
            self.breakage.forget(
                page
                for page in at_rest(pages)
                if self.breakage.is_as_before(page, self.live.raw(page), has_edits=has_edits)
            )
            news = self.news(pages)
            # What is shown of an open page may be what was found before git had answered.
            tell([each for each in pages if each in news or self.is_open(each)])
            yield

    def _learning(self) -> Iterator[None]:
        words, pages = self.opened.words, () if self._are_titles_learnt else self.live.listing.pages
        if words is not None and pages:
            yield from self._waiting(words, lambda: ())
            self.vocabulary.take(words.result())
        for at in range(0, len(pages), _LEARNT):
            self.vocabulary.learn(pages[at : at + _LEARNT])
            yield
        self._are_titles_learnt = True

    def _counting(self) -> Iterator[None]:
        while self._uncounted:
            self._count(_LEARNT)
            yield
        self.is_learnt = True

    def _count(self, most: int) -> None:
        # The newest first: what is written now is most like them.
        self.vocabulary.count_contexts([self._uncounted.pop() for _ in range(min(most, len(self._uncounted)))])

    def _reading(self) -> Iterator[Sequence[str]]:
        """Read the pages; where most are still to be read, another process does. Each step yields those it read."""
        if is_worth_a_process(len(self.live.unread), len(self.live.listing.pages)):
            # What cannot be started, and what it does not do, is done here.
            with suppress(OSError), closing(self.opened.reader or ReadingProcess()) as process:
                yield from self.live.taking(process, self.news)
        yield from self.live.reading()

    def news(self, pages: Iterable[str]) -> list[str]:
        """Return those of some pages on which something else is found than when this was asked last."""
        return [path for path in pages if self._is_news(path)]

    def _is_news(self, path: str) -> bool:
        return self.breakage.is_news(path, self.live.raw(path), is_open=self.is_open(path))

    def broken(self, path: str) -> Sequence[Finding]:
        """Return what is found on a page since the archive was opened: what others broke there."""
        return self.breakage.broken(path, self.findings(path))


def with_new_pages(opened: OpenedArchive, texts: Iterable[OpenText]) -> OpenedArchive:
    """Return an archive with the open texts that are not on disk yet and will be pages of it."""
    listing = opened.run.listing
    paths = [path for text in texts if (path := relative_to(opened.root, text.path)) is not None]
    new = {
        path
        for path in paths
        if path not in listing.files
        and path.endswith(listing.endings)
        and not opened.is_excluded(path)
        and not os.path.lexists(os.path.join(opened.root, path))
    }
    if not new:
        return opened
    # Its reader reads it as it was listed.
    opened.close()
    pages = tuple(sorted(new.union(listing.pages)))
    run = replace(opened.run, listing=replace(listing, pages=pages, files=listing.files | new))
    return replace(opened, run=run, reader=None)


def relative_to(root: str, path: str) -> str | None:
    """Return the path of a file as the archive at `root` names it; `None` for one that is not in its folder."""
    folder, name = os.path.split(path)
    spellings = ((path, root), (os.path.join(os.path.realpath(folder), name), os.path.realpath(root)))
    for file, start in spellings:
        relative = os.path.relpath(file, start).replace(os.sep, "/")
        if relative != os.pardir and not relative.startswith("../") and not os.path.isabs(relative):
            return relative
    return None
