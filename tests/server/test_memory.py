"""What was typed is not kept: a server that runs all day takes the memory that it took in the morning."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH
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
            # All that was told before is done with when it is answered.
            editor.request("workspace/symbol", {"query": "x"})
            gc.collect()
            counts.append(len(gc.get_objects()))
        assert server._session.server.protocol._request_futures == {}
        # A task or a text per key would be some thousand objects; now and then a table grows.
        assert counts[2] - counts[1] < 500


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
