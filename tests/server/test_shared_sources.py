"""Where all links are sources, what most pages share is shown on the first of them, as `check` reports it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cached_runs import cold
from tests.engine.small_archive import write
from tests.server.editor import PULLED, Editor

FOOTER = "Rain.\n\n[Feed](hxxp://gazette.example/feed)\n"
PAGES = [f"news/2014/05/{day}/rain.md" for day in range(1, 26)]


def reported(archive: Path, page: str) -> list[str]:
    findings = json.loads(cold(archive)[1])["findings"]
    return [finding["message"] for finding in findings if finding["path"] == page]


def test_what_most_pages_link_to_is_shown_once(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(PAGES, f"# Rain\n\n{FOOTER}"))
    write(tmp_path, {"archive-lint.toml": '[lint]\nselect = ["U005"]\n[sections.source]\nwhere = "body"\n'})
    with Editor(tmp_path, capabilities=PULLED) as editor:
        editor.wait(editor.is_ready)
        uris = [editor.open(tmp_path / page) for page in PAGES[:11]]

        def shown() -> list[list[str]]:
            return [[each["message"] for each in editor.pulled(uri)["items"]] for uri in uris]

        # Until they are counted, each page shows its own.
        while sum(map(len, shown())) > 1:
            pass
        assert shown() == [reported(tmp_path, page) for page in PAGES[:11]]
        (tmp_path / PAGES[0]).write_text("# Rain\n")
        editor.change(uris[0], 2, "# Rain\n")
        editor.pulled(uris[0])
        # Paths are sorted as they are written.
        assert shown()[9] == reported(tmp_path, PAGES[9]) != []
