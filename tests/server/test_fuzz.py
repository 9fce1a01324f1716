"""Whatever is typed, what is shown is what a run over the same bytes finds."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from msgspec.structs import replace

from archive_lint.cli.archive_opener import Opener
from archive_lint.cli.options import SettingsOptions
from archive_lint.engine.run import execute
from archive_lint.rule.examples import OTHER_PATH, PATH
from archive_lint.server.diagnostics import as_diagnostic
from archive_lint.server.positions import Positions
from tests.server.conftest import INDEX
from tests.server.editor import PULLED, Editor, Message
from tests.server.test_positions import Client
from tests.soak import rounds

ALPHABET = (
    "\n",
    "\r\n",
    "x",
    "é",
    "😀",
    "\u2028",
    "\x0b",
    "[",
    "](",
    ")",
    "# ",
    "1. ",
    "<!-- archive-lint: ",
    "`",
    "&#9;",
    "/news/",
)
OPEN = (PATH, OTHER_PATH, INDEX)


def typed(chance: random.Random, client: Client) -> Message:
    """A change of some characters, as the editor sends it."""
    places = [at for at in range(len(client.text) + 1) if client.text[at - 1 : at + 1] != "\r\n"]
    start = chance.choice(places)
    end = min((at for at in places if at >= start + chance.choice((0, 0, 1, 9))), default=start)
    before, after = client.place(start), client.place(end)
    new = "".join(chance.choices(ALPHABET, k=chance.randrange(4)))
    client.change(start, end, new)
    return {
        "range": {
            "start": {"line": before.line, "character": before.character},
            "end": {"line": after.line, "character": after.character},
        },
        "text": new,
    }


@pytest.mark.soak
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_whatever_is_typed_is_shown_as_a_run_finds_it(archive: Path, encoding: str) -> None:
    chance = random.Random(encoding)
    capabilities: Message = {**PULLED, "general": {"positionEncodings": [encoding]}}
    opened = Opener(SettingsOptions()).open(str(archive))
    with Editor(archive, capabilities=capabilities) as editor:
        clients = {path: Client((archive / path).read_bytes().decode(), encoding) for path in OPEN}
        uris = {path: editor.open(archive / path) for path in OPEN}
        for version in range(2, 2 + rounds(12)):
            path = chance.choice(OPEN)
            changes = [typed(chance, clients[path]) for _ in range(chance.randrange(1, 3))]
            editor.change(uris[path], version, *changes)
            texts = {each: client.text.encode() for each, client in clients.items()}
            outcome = execute(replace(opened.run, overlay=texts, jobs=1))
            for each in OPEN:
                found = [finding for finding in outcome.findings if finding.path == each]
                positions = Positions(texts[each], encoding)
                expected = [as_diagnostic(finding, positions, opened.run.registry) for finding in found]
                shown = editor.pulled(uris[each])["items"]
                assert [(item["code"], item["message"]) for item in shown] == [
                    (item.code, item.message) for item in expected
                ], (encoding, version, each)
                assert [tuple(item["range"]["start"].values()) for item in shown] == [
                    (item.range.start.line, item.range.start.character) for item in expected
                ]
