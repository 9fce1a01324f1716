"""Nothing that a stranger writes into a configuration ends in anything but settings or faults."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive_lint.config.discover import find
from archive_lint.config.effective import effective
from archive_lint.config.errors import ConfigError, ConfigFault
from archive_lint.config.load import Configuration, load
from tests.config.conftest import RULES

LENIENT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])

keys = st.sampled_from(
    [
        "archive",
        "sections",
        "lint",
        "rules",
        "web",
        "extend",
        "source",
        "names",
        "root",
        "story",
        "select",
        "severity",
        "S001",
        "D007",
        "days",
        "per-file-ignores",
        "exclude",
        "index",
        "twins",
        "site-prefix",
        "enabled",
        "\n",
        "é",
    ]
)
texts = st.one_of(
    st.text(max_size=12), st.sampled_from(["{year}/{month}/{day}/{slug}.md", "..", "[a", "(", "ALL", "**"])
)
values: st.SearchStrategy[Any] = st.recursive(
    st.one_of(texts, st.integers(), st.floats(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(keys, inner, max_size=4)),
    max_leaves=12,
)


def _load(path: Path) -> None:
    faults, configuration = _outcome(str(path), [])
    lines = path.read_bytes().count(b"\n") + 1
    assert all(fault.line is None or 1 <= fault.line <= lines for fault in faults)
    assert all(fault.message.isprintable() for fault in faults)
    if configuration is not None:
        layout = configuration.settings.layout()
        assert all(pattern.groupindex for pattern in layout.story_patterns)
        assert effective(configuration, RULES)


def _outcome(path: str | None, overrides: Sequence[str]) -> tuple[Sequence[ConfigFault], Configuration | None]:
    """Faults or settings: one of the two, never neither."""
    try:
        return (), load(path, overrides, RULES)
    except ConfigError as error:
        return error.faults, None


@LENIENT
@given(st.dictionaries(keys, values, max_size=5))
def test_any_toml_is_accepted_or_refused(tmp_path: Path, document: dict[str, Any]) -> None:
    path = tmp_path / "archive-lint.toml"
    path.write_text("\n".join(f"{_toml(key)} = {_toml(value)}" for key, value in document.items()))
    _load(path)


@LENIENT
@given(st.binary(max_size=60) | st.text(alphabet="ab=.[]{}\"'\n ,", max_size=60).map(str.encode))
def test_any_bytes_are_accepted_or_refused(tmp_path: Path, source: bytes) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(source)
    assert find(str(tmp_path)) in (str(path), None, find(str(tmp_path.parent)))
    _load(path)


@LENIENT
@given(st.text(max_size=30))
def test_any_override_is_accepted_or_refused(argument: str) -> None:
    faults, configuration = _outcome(None, [argument])
    assert bool(faults) is (configuration is None)


@pytest.mark.parametrize("opening", ["[", "{a=", "[{a="])
def test_depth_is_not_trouble(tmp_path: Path, opening: str) -> None:
    path = tmp_path / "archive-lint.toml"
    for depth in (20, 200, 2000):
        path.write_text(f"rules.D007.words = {opening * depth}1")
        _load(path)
        closing = opening[::-1].replace("[", "]").replace("{", "}").replace("=a", "")
        path.write_text(f"rules.X.words = {opening * depth}1{closing * depth}")
        _load(path)


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_toml(key)} = {_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, float):
        return str(value)
    if isinstance(value, str):
        return msgspec.json.encode(value).decode().replace("\x7f", "\\u007f")
    return str(value).lower()
