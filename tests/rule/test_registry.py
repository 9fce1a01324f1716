from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from archive_lint.model.finding import Severity
from archive_lint.rule.base import PageRule, Rule, RuleError
from archive_lint.rule.errors import LoadError
from archive_lint.rule.examples import Invalid, Valid
from archive_lint.rule.registry import Provider, find_providers, load_registry


def provider(monkeypatch: pytest.MonkeyPatch, provide: Any, name: str = "strange_rules") -> Provider:
    module = ModuleType(name)
    module.__dict__["rules"] = provide
    monkeypatch.setitem(sys.modules, name, module)
    return Provider(name, "strange-rules", "1.2", f"{name}:rules")


def make_rule(code: str, name: str) -> type[Rule]:
    return type(
        "Made",
        (PageRule,),
        {
            "code": code, "name": name, "summary": "Made up", "severity": Severity.INFO, "since": "1.2",
            "valid": [Valid("")], "invalid": [Invalid("")],
        },
    )  # fmt: skip


def test_the_built_in_rules_come_through_the_door_that_is_open_to_all() -> None:
    assert [each.package for each in find_providers()] == ["archive-lint"]
    assert load_registry().find("S001") is load_registry().find("missing-section")


def test_a_strangers_rule_joins(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = make_rule("X001", "strange-thing")
    registry = load_registry([*find_providers(), provider(monkeypatch, lambda: [rule])])
    assert registry.find("X001") is rule
    assert registry.find("S001") is not None


def raising() -> list[type[Rule]]:
    raise ImportError("no module named 'numpy'")


def leaving() -> list[type[Rule]]:
    sys.exit(0)


@pytest.mark.parametrize(
    ("provide", "said"),
    [
        pytest.param(leaving, "SystemExit: 0", id="ends the program"),
        pytest.param(raising, "ImportError: no module named 'numpy'", id="raises"),
        pytest.param(lambda: [str], "is not a rule class", id="gives what is not a rule"),
        pytest.param(lambda: None, "TypeError", id="gives nothing"),
        pytest.param(lambda: [make_rule("x1", "a")], "code 'x1'", id="a code that is not valid"),
        pytest.param(lambda: [make_rule("X001", "Bad Name")], "name 'Bad Name'", id="a name that is not valid"),
        pytest.param(lambda: [make_rule("S001", "other")], "already", id="a code that is taken"),
        pytest.param(lambda: [make_rule("X001", "missing-section")], "already", id="a name that is taken"),
    ],
)
def test_a_package_that_cannot_be_loaded_is_named_with_its_version(
    monkeypatch: pytest.MonkeyPatch, provide: Any, said: str
) -> None:
    with pytest.raises(LoadError, match=r"strange-rules 1\.2|archive-lint") as raised:
        load_registry([*find_providers(), provider(monkeypatch, provide)])
    assert said in str(raised.value)


def test_no_rules_at_all_is_an_error() -> None:
    with pytest.raises(LoadError, match="no rules found"):
        load_registry([])


def test_a_rule_that_lacks_something_is_told_so() -> None:
    with pytest.raises(RuleError, match="has no 'code'"):
        type("Bare", (PageRule,), {})


@pytest.mark.parametrize("url", ["docs/X001.md", "javascript:alert(1)", "https://", "https://h/a b", 'https://h/"x'])
def test_the_page_of_a_rule_is_an_address_of_the_web(url: str) -> None:
    fields = {"code": "X001", "name": "x", "summary": "X", "severity": Severity.INFO, "since": "1", "valid": ()}
    with pytest.raises(RuleError, match="is not an http or https URL"):
        type("Strange", (PageRule,), {**fields, "invalid": (), "url": url})
    type("Plain", (PageRule,), {**fields, "invalid": (), "url": "https://h/x-1#a"})
