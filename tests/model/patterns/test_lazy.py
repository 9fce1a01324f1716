"""An expression that is compiled when it is first used is used as one that is compiled at once."""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest

import archive_lint
from archive_lint.model.patterns.lazy import _LazyPattern, lazy_pattern


def test_it_does_what_a_compiled_one_does() -> None:
    lazy, compiled = lazy_pattern(r"(?P<word>a+)b?", re.IGNORECASE), re.compile(r"(?P<word>a+)b?", re.IGNORECASE)
    text = "xAABaab"
    assert lazy.findall(text) == compiled.findall(text)
    assert lazy.sub("-", text) == compiled.sub("-", text)
    assert [each.span() for each in lazy.finditer(text, 2)] == [each.span() for each in compiled.finditer(text, 2)]
    assert (lazy.pattern, lazy.flags, lazy.groupindex) == (compiled.pattern, compiled.flags, compiled.groupindex)
    assert lazy_pattern(rb"\d").search(b"a1") is not None


def test_it_is_compiled_when_it_is_first_used_and_each_method_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compiled: list[str] = []
    compile_now = re.compile

    def note(expression: str, flags: int = 0) -> re.Pattern[str]:
        compiled.append(expression)
        return compile_now(expression, flags)

    monkeypatch.setattr(re, "compile", note)
    lazy = lazy_pattern("a")
    assert compiled == []
    for _ in range(3):
        assert lazy.match("a") is not None
    assert compiled == ["a"]


def test_all_of_the_package_are_right() -> None:
    names = [each.name for each in pkgutil.walk_packages(archive_lint.__path__, "archive_lint.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith(("__main__", ".dask"))]
    lazy = [value for module in modules for value in vars(module).values() if isinstance(value, _LazyPattern)]
    assert len(lazy) > 20
    assert all(each.pattern for each in lazy)
