from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.baseline import BaselineError, Key, compare, count_keys, read_baseline, write_baseline
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.span import Position

KEYS = st.tuples(st.text(max_size=5), st.sampled_from(["L001", "S001"]), st.text(max_size=5))


def finding(subject: str, line: int = 1, path: str = "a.md", code: str = "L001") -> Finding:
    return Finding(
        code=code, name="x", severity=Severity.ERROR, message="m", path=path, subject=subject, start=Position(line, 1)
    )


def new(findings: list[Finding], accepted: list[Finding]) -> list[str]:
    return [each.subject for each in compare(findings, count_keys(accepted), is_checked=lambda *_: True).new]


@pytest.mark.parametrize(
    ("accepted", "found", "wanted"),
    [
        pytest.param(["a", "b"], ["a", "b"], [], id="all are known"),
        pytest.param(["a"], ["a", "b"], ["b"], id="one is new"),
        pytest.param(["a"], ["b"], ["b"], id="swapped for another"),
        pytest.param(["a"], ["a", "a"], ["a"], id="the same once more"),
        pytest.param(["a", "a"], ["a"], [], id="once less"),
    ],
)
def test_only_what_was_not_accepted_is_new(accepted: list[str], found: list[str], wanted: list[str]) -> None:
    assert new([finding(each) for each in found], [finding(each) for each in accepted]) == wanted


def test_findings_are_known_again_when_lines_move() -> None:
    assert new([finding("a", line=20)], [finding("a", line=1)]) == []


def test_the_same_on_another_page_or_by_another_rule_is_new() -> None:
    assert new([finding("a", path="b.md"), finding("a", code="L009")], [finding("a")]) == ["a", "a"]


def test_entries_that_no_longer_occur_are_told_if_they_were_looked_for() -> None:
    entries = count_keys([finding("a"), finding("b"), finding("c", code="U001")])
    compared = compare([finding("a")], entries, is_checked=lambda path, code: code == "L001")
    assert (compared.known, compared.gone) == (1, {("a.md", "L001", "b"): 1})


@given(st.dictionaries(KEYS, st.integers(1, 3)))
def test_what_is_written_is_read_again(entries: dict[Key, int]) -> None:
    assert read_baseline(write_baseline(entries), "b") == entries


def test_the_file_is_sorted_and_has_a_line_an_entry() -> None:
    text = write_baseline({("b.md", "L001", "x"): 1, ("a.md", "S001", "y"): 2}).decode()
    assert text.splitlines() == [
        '{"version": 1, "findings": [',
        '{"path":"a.md","code":"S001","subject":"y","count":2},',
        '{"path":"b.md","code":"L001","subject":"x"},',
        "{}",
        "]}",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"", "b.json:1: is not JSON"),
        (b"[]", "has no list of findings"),
        (b'{"version": 9, "findings": []}', "version 9"),
        (b'{"version": 1, "findings": [\n{"path": "a"},\n{}\n]}\n', "b.json:2: entry 1"),
        (
            b'{"version": 1, "findings": [\n{"path": "a", "code": "L001"},\n{"path: 3},\n{}\n]}\n',
            "b.json:3: is not JSON",
        ),
        (b'{"version": 1, "findings": [\n<<<<<<< ours\n{}\n]}\n', "unresolved merge conflicts"),
        (b"\xff\xfe", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_what_is_not_a_baseline_is_refused_with_its_line(source: bytes, said: str) -> None:
    with pytest.raises(BaselineError) as raised:
        read_baseline(source, "b.json")
    assert said in str(raised.value)


@given(st.binary(max_size=60))
def test_no_bytes_make_it_crash(source: bytes) -> None:
    with suppress(BaselineError):
        assert isinstance(read_baseline(source, "b"), dict)


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=n", "-c", "user.email=e", *arguments], cwd=folder, check=True, capture_output=True
    )


@pytest.mark.parametrize("base", [[], ["m"], ["a", "z"]], ids=["empty", "between", "around"])
def test_two_branches_that_add_entries_merge(tmp_path: Path, base: list[str]) -> None:
    def commit(*names: str) -> None:
        (tmp_path / "b.json").write_bytes(write_baseline({(name, "L001", "x"): 1 for name in names}))
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "m")

    git(tmp_path, "init", "-qb", "main")
    (tmp_path / ".gitattributes").write_text("b.json merge=union\n")
    commit(*base)
    git(tmp_path, "switch", "-qc", "other")
    commit(*base, "k", "l")
    git(tmp_path, "switch", "-q", "main")
    commit(*base, "n", "o")
    git(tmp_path, "merge", "-q", "-m", "m", "other")
    merged = read_baseline((tmp_path / "b.json").read_bytes(), "b.json")
    assert {path for path, _, _ in merged} == {*base, "k", "l", "n", "o"}
