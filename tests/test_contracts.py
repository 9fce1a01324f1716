"""Every contract on imports refuses what it is there to refuse: a violation is planted in a copy of the sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]

VIOLATIONS = {
    "an upward import": ("layers", "linter/archive_lint/model/span.py", "archive_lint.text"),
    "a sideways import": ("layers", "linter/archive_lint/git/command.py", "archive_lint.text"),
    "a stage that imports another": (
        "stages",
        "linter/archive_lint/engine/source_stage.py",
        "archive_lint.engine.page_stage",
    ),
    "a concrete rule": ("engine", "linter/archive_lint/rule/base.py", "archive_lint_rules"),
    **{
        f"a rule that imports {module}": (
            "rules",
            "rules/archive_lint_rules/related/self_related_link.py",
            f"archive_lint.{module}",
        )
        for module in ("git.command", "cache.run_cache", "fix.passes", "model.page", "text")
    },
    "a fetcher that knows verdicts": (
        "fetch",
        "linter/archive_lint/web/fetch/fetcher.py",
        "archive_lint.model.verdict",
    ),
}
"""Contract, module and what it must not import: all are planted at once, since each look at the imports takes long."""


def check(root: Path, planted: Iterable[tuple[str, str]]) -> str:
    """What is said of a copy of the sources with lines added to some modules."""
    shutil.copy(ROOT / "pyproject.toml", root)
    for source in ("linter", "rules"):
        shutil.copytree(ROOT / source, root / source, ignore=shutil.ignore_patterns("__pycache__"))
    for module, line in planted:
        with (root / module).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    # An editable installation is found after PYTHONPATH: what is checked is the copy.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "linter"), str(root / "rules")])}
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What is said of each contract, by its name, where every violation is planted."""
    planted = [(module, f"import {imported}") for _, module, imported in VIOLATIONS.values()]
    said = check(tmp_path_factory.mktemp("planted"), planted)
    assert f"Contracts: 0 kept, {len(CONTRACTS)} broken." in said
    # Of each contract a title, a line under it, and the imports that break it.
    titles = "|".join(re.escape(contract["name"]) for contract in CONTRACTS)
    _, *parts = re.split(rf"^({titles})\n-+$", said, flags=re.MULTILINE)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_every_contract_has_a_violation_that_is_tried() -> None:
    assert {contract["id"] for contract in CONTRACTS} == {contract for contract, _, _ in VIOLATIONS.values()}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_planted_violation_breaks_its_contract(broken: Mapping[str, str], name: str) -> None:
    contract, path, imported = VIOLATIONS[name]
    (title,) = (each["name"] for each in CONTRACTS if each["id"] == contract)
    module = ".".join(Path(path).with_suffix("").parts[1:])
    assert re.search(rf"{re.escape(module)} -> {re.escape(imported)}\b", broken[title])


def test_a_module_that_no_layer_names_breaks_the_contract(tmp_path: Path) -> None:
    assert "not listed" in check(tmp_path, [("linter/archive_lint/loose.py", "")])
