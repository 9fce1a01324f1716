"""Every contract on imports refuses what it is there to refuse: a violation is planted in a copy of the sources."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

VIOLATIONS = [
    pytest.param("layers", "linter/archive_lint/model/span.py", "import archive_lint.text", id="an upward import"),
    pytest.param("layers", "linter/archive_lint/git/command.py", "import archive_lint.text", id="a sideways import"),
    pytest.param("layers", "linter/archive_lint/loose.py", "", id="a module that no layer names"),
    pytest.param(
        "stages",
        "linter/archive_lint/engine/source_stage.py",
        "import archive_lint.engine.page_stage",
        id="a stage that imports another",
    ),
    pytest.param("engine", "linter/archive_lint/rule/base.py", "import archive_lint_rules", id="a concrete rule"),
    *(
        pytest.param(
            "rules",
            "rules/archive_lint_rules/related/self_related_link.py",
            f"import archive_lint.{module}",
            id=f"a rule that imports {module}",
        )
        for module in ("git.command", "cache.run_cache", "fix.passes", "model.page", "text")
    ),
    pytest.param(
        "fetch",
        "linter/archive_lint/web/fetch/fetcher.py",
        "import archive_lint.model.verdict",
        id="a fetcher that knows verdicts",
    ),
]


def test_every_contract_has_a_violation_that_is_tried() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {violation.values[0] for violation in VIOLATIONS}


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(contract: str, module: str, line: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for source in ("linter", "rules"):
        shutil.copytree(ROOT / source, tmp_path / source, ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    # An editable installation is found after PYTHONPATH: what is checked is the copy.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "linter"), str(tmp_path / "rules")])}
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--contract", contract],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    assert "Contracts: 0 kept, 1 broken." in done.stdout or "not listed" in done.stdout
