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
LEAST, NEWER = (0, 7), (0, 11)
"""The versions from which on the two set-ups of the page work."""
NEW = OTHER_PATH.replace("storm", "gale")

PLAY = """
local function wait(what, is_so)
  assert(vim.wait(PATIENCE * 1000, is_so, 20), what)
end
local function ask(client, method, params)
  -- Before 0.11 what is now a method took no client.
  local answer
  if IS_NEWER then
    answer = client:request_sync(method, params, PATIENCE * 1000, 0)
  else
    answer = client.request_sync(method, params, PATIENCE * 1000, 0)
  end
  assert(answer and not answer.err, vim.inspect(answer))
  return answer.result
end
local function take_fix(client, line)
  if IS_NEWER then
    vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:match("^L002: ") end })
    return
  end
  -- The command of these versions shows a menu: what it does is done here.
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0, line) }
  for _, action in ipairs(ask(client, "textDocument/codeAction", params)) do
    if action.title:match("^L002: ") then
      action = action.edit and action or ask(client, "codeAction/resolve", action)
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      return
    end
  end
end
local function play()
  wait("a diagnostic", function() return #vim.diagnostic.get(0) > 0 end)
  local said = vim.diagnostic.get(0)[1]
  local client = IS_NEWER and vim.lsp.get_clients({ bufnr = 0 })[1] or vim.lsp.get_active_clients()[1]
  vim.api.nvim_win_set_cursor(0, { said.lnum + 1, 4 })
  take_fix(client, said.lnum)
  wait("the fix", function() return #vim.diagnostic.get(0) == 0 end)
  local files = { files = { { oldUri = vim.uri_from_fname(OLD), newUri = vim.uri_from_fname(NEW) } } }
  vim.lsp.util.apply_workspace_edit(ask(client, "workspace/willRenameFiles", files), client.offset_encoding)
  vim.lsp.util.rename(OLD, NEW)
  if IS_NEWER then
    client:notify("workspace/didRenameFiles", files)
  else
    client.notify("workspace/didRenameFiles", files)
  end
  vim.cmd("silent wall")
  return { code = said.code, source = said.source }
end
local is_well, result = pcall(play)
local file = assert(io.open(RESULT, "w"))
file:write((vim.json or vim.fn).encode({ is_well = is_well, result = result }))
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


@pytest.mark.skipif(version() < LEAST, reason="Neovim 0.7 or later is not installed")
def test_it_shows_a_diagnostic_takes_a_fix_and_renames_a_file_with_its_links(archive: Path, tmp_path: Path) -> None:
    write(archive, {PATH: story(related=[f"[{TITLE}](/{PATH}) _Context: Harbour_", RELATED])})
    is_newer = version() >= NEWER
    newer, older = re.findall(r"```lua\n(.*?)```", PAGE.read_text(), re.DOTALL)
    (tmp_path / "init.lua").write_text(newer if is_newer else older)
    result = tmp_path / "result.json"
    names = {"OLD": str(archive / OTHER_PATH), "NEW": str(archive / NEW), "RESULT": str(result)}
    values = "".join(f"local {name} = {json.dumps(value)}\n" for name, value in names.items())
    values += f"local PATIENCE, IS_NEWER = {PATIENCE}, {str(is_newer).lower()}\n"
    (tmp_path / "play.lua").write_text(values + PLAY)
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
