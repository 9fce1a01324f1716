from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, ClassVar, NamedTuple

import pytest
from msgspec import Meta, Struct

from archive_lint.config.errors import ConfigError
from archive_lint.config.load import Configuration, load
from archive_lint.model.patterns.glob import Glob
from archive_lint.rule.base import RuleOptions


class DaysOptions(RuleOptions, frozen=True):
    """Options with a type and a bound."""

    days: Annotated[int, Meta(ge=0, description="Days that may lie between.")] = 3
    words: tuple[str, ...] = ()


class GlobOptions(RuleOptions, frozen=True):
    """Options that are globs."""

    ignore: Annotated[tuple[Glob, ...], Meta(description="Globs of targets.")] = ()
    only: Annotated[Glob | None, Meta(description="The only target, if any.")] = None


class ARule(NamedTuple):
    """As much of a rule as a configuration needs."""

    code: str
    name: str
    Options: type[Struct] = RuleOptions


RULES: Sequence[ARule] = (
    ARule("S001", "missing-section"),
    ARule("S002", "empty-section"),
    ARule("L001", "broken-related-link", GlobOptions),
    ARule("D007", "source-date-conflict", DaysOptions),
)


class Folder:
    """A folder with configuration files."""

    rules: ClassVar[Sequence[ARule]] = RULES

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, text: str | bytes, name: str = "archive-lint.toml") -> str:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return name

    def load(self, text: str | bytes, *overrides: str) -> Configuration:
        return load(self.write(text), overrides, RULES)

    def faults(self, text: str | bytes, *overrides: str) -> list[str]:
        """What is said of a file, as people see it."""
        with pytest.raises(ConfigError) as caught:
            self.load(text, *overrides)
        return str(caught.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)


Write = Callable[[str], str]
