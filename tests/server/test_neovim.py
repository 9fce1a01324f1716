"""A real editor, set up as the documentation says: it shows a diagnostic, takes a quick fix and renames a file."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.rule.examples import OTHER_PATH, PATH, TITLE, story
from tests.cached_runs import cold
from tests.engine.small_archive import write
from tests.server.conftest import OTHER_INDEX, RELATED
from tests.server.editor import PATIENCE

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "language-server.md"
LEAST = (0, 11)
NEW = OTHER_PATH.replace("storm", "gale")

PLAY = """
local function wait(what, is_so)
  assert(vim.wait(PATIENCE * 1000, is_so, 20), what)
end
local function play()
  wait("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  local said = vim.diagnostic.get(0)[1]
  vim.api.nvim_win_set_cursor(0, { said.lnum + 1, 4 })
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:match("^L002: ") end })
  wait("the fix", function() return #vim.diagnostic.get(0) == 0 end)
  local client = vim.lsp.get_clients({ bufnr = 0 })[1]
  local files = { files = { { oldUri = vim.uri_from_fname(OLD), newUri = vim.uri_from_fname(NEW) } } }
  local answer = client:request_sync("workspace/willRenameFiles", files, PATIENCE * 1000, 0)
  vim.lsp.util.apply_workspace_edit(answer.result, client.offset_encoding)
  vim.lsp.util.rename(OLD, NEW)
  client:notify("workspace/didRenameFiles", files)
  vim.cmd("silent wall")
  return { code = said.code, source = said.source }
end
local is_well, result = pcall(play)
local file = assert(io.open(RESULT, "w"))
file:write(vim.json.encode({ is_well = is_well, result = result }))
file:close()
vim.cmd("qall!")
"""


def version() -> tuple[int, ...]:
    program = shutil.which("nvim")
    if program is None:
        return ()
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.match(r"NVIM v(\d+)\.(\d+)", said)
    return () if found is None else tuple(map(int, found.groups()))


@pytest.mark.skipif(version() < LEAST, reason="Neovim 0.11 or later is not installed")
def test_it_shows_a_diagnostic_takes_a_fix_and_renames_a_file_with_its_links(archive: Path, tmp_path: Path) -> None:
    write(archive, {PATH: story(related=[f"[{TITLE}](/{PATH}) _Context: Harbour_", RELATED])})
    snippet = re.search(r"```lua\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert snippet is not None
    (tmp_path / "init.lua").write_text(snippet[1])
    result = tmp_path / "result.json"
    names = {"OLD": str(archive / OTHER_PATH), "NEW": str(archive / NEW), "RESULT": str(result)}
    values = "".join(f"local {name} = {json.dumps(value)}\n" for name, value in names.items())
    (tmp_path / "play.lua").write_text(f"local PATIENCE = {PATIENCE}\n{values}{PLAY}")
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        **{f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "CACHE")},
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    done = subprocess.run(
        ["nvim", "--headless", "-u", tmp_path / "init.lua", archive / PATH, "-c", f"luafile {tmp_path / 'play.lua'}"],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=4 * PATIENCE,
        check=False,
    )
    assert result.exists(), done.stderr
    said = json.loads(result.read_text())
    assert said == {"is_well": True, "result": {"code": "L002", "source": "archive-lint"}}
    assert not (archive / OTHER_PATH).exists()
    assert (archive / PATH).read_text() == story(related=[RELATED.replace(OTHER_PATH, NEW)])
    assert f"(/{NEW})" in (archive / OTHER_INDEX).read_text()
    findings = json.loads(cold(archive, "--ignore", "T001")[1])["findings"]
    assert findings == []
