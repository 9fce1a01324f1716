"""docs/writing-rules.md is true to the letter: what it shows is what `new-rule` writes, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archive_lint import api
from archive_lint.cli.rule_package.package_files import package_files
from archive_lint.rule.base import Rule
from archive_lint.testing import check_example, examples_of

PAGE = (Path(__file__).parents[2] / "docs/writing-rules.md").read_text(encoding="utf-8")
FILES = package_files("long-title", "X001")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
SHOWN = [text for language, text in BLOCKS if language in ("python", "toml")]


@pytest.mark.parametrize("path", [path for path in FILES if not path.endswith((".typed", "README.md"))])
def test_every_file_of_the_package_is_shown_whole_below_its_path(path: str) -> None:
    language = "toml" if path.endswith(".toml") else "python"
    assert FILES[path] in SHOWN
    above = PAGE[: PAGE.index(f"```{language}\n{FILES[path]}```")]
    assert f"`{path}`" in above.rpartition("```\n")[2]


def test_every_block_shown_is_a_file_of_the_package() -> None:
    assert sorted(SHOWN) == sorted(text for path, text in FILES.items() if text and not path.endswith("README.md"))
    assert {language for language, _ in BLOCKS} == {"python", "toml", "console"}


def test_the_rule_shown_works_as_it_stands() -> None:
    module: dict[str, object] = {"__name__": "shown"}
    exec(compile(SHOWN[0], "shown.py", "exec", dont_inherit=True), module)
    (rule,) = (each for each in module.values() if isinstance(each, type) and each.__module__ == "shown")
    assert issubclass(rule, Rule)
    for example in examples_of(rule):
        check_example(rule, example)


def test_what_the_text_names_of_the_interface_is_there() -> None:
    text = re.sub(r"^```.*?^```$", "", PAGE, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`]+)`", text)
    called = {name for code in inline for name in re.findall(r"\b([a-z_]+)\(", code)}
    classes = {name for code in inline for name in re.findall(r"\b([A-Z][a-z]+[A-Za-z]*)\b", code)}
    known = {*api.__all__, "check_example", *dir(Rule), "check", "rules"}
    assert called - known == {"and_no_loss"}
    assert hasattr(api.Evidence, "and_no_loss")
    assert classes - known - {"Annotated", "Options"} == set()
