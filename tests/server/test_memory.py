"""What was typed is not kept: a server that runs all day takes the memory that it took in the morning."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.rule.examples import OTHER_PATH, PATH
from archive_lint.server.opening import OpenedArchive
from archive_lint.server.texts import OpenText
from archive_lint.server.workspace import OpenFolder
from archive_lint.store.checked_pages import CheckedPages
from archive_lint.store.facts import FactStore
from archive_lint.store.results import Results
from benchmarks.corpus import generate
from tests.server.conftest import INDEX
from tests.server.editor import Editor, Message, ServerOfThisProcess, ServerProcess
from tests.soak import FACTOR

KEYS = ("x", " ", "[", "(", "]", "\n", "😀")


def type_on(editor: Editor, path: Path, keys: int) -> None:
    """Open a page, type some keys into it and close it again."""
    uri = editor.open(path)
    editor.shown(uri)
    for number in range(keys):
        place: Message = {"line": number % 7, "character": 0}
        change = {"range": {"start": place, "end": place}, "text": KEYS[number % len(KEYS)]}
        editor.change(uri, 2 + number, change)
        editor.shown(uri, 2 + number)
    editor.close_text(uri)
    # The editor of the tests keeps all that it is told.
    editor.told.clear()
    editor.versions.clear()


def test_nothing_is_left_of_what_was_typed(archive: Path) -> None:
    server = ServerOfThisProcess()
    with Editor(archive, server=server) as editor:
        editor.wait(editor.is_ready)
        counts = list[int]()
        for _ in range(3):
            for path in (PATH, OTHER_PATH, INDEX):
                type_on(editor, archive / path, 14)
            # All that was told before is done with soon after it is answered.
            for _ in range(1_000):
                if not server._session.server.protocol._request_futures:
                    break
                editor.request("workspace/symbol", {"query": "x"})
            assert server._session.server.protocol._request_futures == {}
            gc.collect()
            counts.append(len(gc.get_objects()))
        # A task or a text per key would be some thousand objects; now and then a table grows.
        assert counts[2] - counts[1] < 500


PAGES = 120
NEW = 30
"""Pages that are opened between two looks."""


def small_caches(monkeypatch: pytest.MonkeyPatch, opened: OpenedArchive) -> OpenedArchive:
    """Have all that is remembered of pages be full soon; the archive with a small one of its own."""
    for limit, most in (
        ("archive.targets._MOST_KNOWN", 40),
        ("archive.made_once._MOST", 40),
        ("archive.made_once._MOST_PAGES", 40),
        ("engine.live_reads._MOST_PARTS", 4),
        ("engine.later_versions._MOST_VERSIONS", 4),
    ):
        monkeypatch.setattr(f"archive_lint.{limit}", most)
    listing = opened.run.listing
    store = FactStore(listing.numbers, most_decoded=40, most_heads=40, most_replaced=1 << 12)
    known = Results(store=store, pages=CheckedPages(listing.numbers))
    return replace(opened, run=replace(opened.run, known=known))


def test_of_ever_new_pages_that_are_opened_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    generate(str(tmp_path), pages=PAGES, seed=7)
    folder = OpenFolder(small_caches(monkeypatch, Opener(SettingsOptions()).open(str(tmp_path))))
    for _ in folder.steps(lambda _: None, lambda: None):
        pass
    blocks = list[int]()
    for number, page in enumerate(folder.live.listing.pages):
        source = folder.live.text(page) or b""
        for version in (1, 2):
            # One link more leads nowhere, and is spelled in no other way twice.
            typed = f"{source.decode()}\n[x](/gone-{number}.md)\n"
            folder.take(page, OpenText("", "", typed * version, version, encoding="utf-8"))
            folder.shown(page)
        folder.leave(page)
        for _ in folder.live.checking():
            pass
        if number % NEW == NEW - 1:
            gc.collect()
            blocks.append(sys.getallocatedblocks())
    # What a page says is some hundred objects.
    assert blocks[-1] - blocks[1] < 20 * NEW, blocks


@pytest.mark.soak
@pytest.mark.skipif(not FACTOR, reason="10,000 edits take a minute")
@pytest.mark.skipif(sys.platform != "linux", reason="memory is told by Linux alone")
def test_memory_does_not_grow(tmp_path: Path) -> None:
    generate(str(tmp_path), pages=3000, seed=7)
    pages = sorted(path for path in tmp_path.rglob("*.md") if path.name not in {"index.md", "README.md"})
    server = ServerProcess()
    with Editor(tmp_path, server=server) as editor:
        editor.wait(editor.is_ready)
        sizes = list[float]()
        for number in range(1000):
            type_on(editor, pages[number % 500], 10)
            if number in {499, 999}:
                sizes.append(_megabytes(server._process.pid))
    assert sizes[1] < sizes[0] + 5, sizes
    assert sizes[1] < 150, sizes


def _megabytes(process: int) -> float:
    said = Path(f"/proc/{process}/status").read_text()
    return next(int(line.split()[1]) for line in said.splitlines() if line.startswith("VmRSS")) / 1024
