from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from archive_lint.model.finding import Finding, Severity
from archive_lint.report.fingerprint import Identities, line_fingerprints


def rolling(text: str) -> list[str]:
    """The fingerprints as they are described: a window of 100 units that moves on by one, hashed as it moves."""
    units, previous = [], ""
    for char in text:
        if not (char in " \t" or (char == "\n" and previous == "\r")):
            encoded = ("\n" if char == "\r" else char).encode("utf-16-le")
            units += [encoded[at] + 256 * encoded[at + 1] for at in range(0, len(encoded), 2)]
        previous = char
    units.append(0xFFFF)
    starts = [0] + [at + 1 for at, unit in enumerate(units) if unit == 0x0A]
    window, value, seen, found = [0] * 100, 0, {}, []  # type: ignore[var-annotated]
    for at, unit in enumerate([*units, *[0] * 100]):
        value = (37 * value + unit - pow(37, 100) * window[at % 100]) % 2**64
        window[at % 100] = unit
        if at - 99 in starts:
            seen[value] = seen.get(value, 0) + 1
            found.append(f"{value:x}:{seen[value]}")
    return found


LINES = st.lists(
    st.sampled_from(["a", "b ", "B#", "AH", "\t", "題", "🚩", "x" * 60, "\n", "\r", "\r\n", "\r \n"]), max_size=40
)


@given(LINES.map("".join))
@example("🚩" * 60 + "a\n" + "🚩" * 60 + "b\n")
@example("a" * 100 + "\n" + "a" * 99 + "B#" + "\n" + "a" * 99 + "AH")
def test_fingerprints_are_those_of_the_rolling_hash(text: str) -> None:
    assert list(line_fingerprints(text.encode(), range(1, 100)).values()) == rolling(text)


@given(LINES.map("".join), st.integers(1, 5))
def test_a_fingerprint_does_not_depend_on_which_lines_are_asked_for(text: str, line: int) -> None:
    everything = line_fingerprints(text.encode(), range(1, 100))
    assert line_fingerprints(text.encode(), [line]) == {line: everything[line] for line in [line] if line in everything}


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \t\tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
    ],
)
def test_fingerprints_are_those_of_githubs_own_action(text: str, hashes: list[str]) -> None:
    # The figures that the action itself is tested with: github/codeql-action, src/fingerprints.test.ts.
    assert list(line_fingerprints(text.encode(), range(1, 100)).values()) == hashes


def test_bytes_that_are_no_utf8_have_fingerprints_too() -> None:
    assert list(line_fingerprints(b"\xff\xfe\n", [1, 2])) == [1, 2]


def a_finding(**fields: str) -> Finding:
    return Finding(**{"code": "L001", "name": "n", "severity": Severity.ERROR, "message": "", "path": "a.md", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["code", "path", "subject"])
def test_an_identity_is_of_rule_page_and_subject(field: str) -> None:
    assert Identities().of(a_finding()) != Identities().of(a_finding(**{field: "X001"}))


def test_an_identity_is_not_of_the_message() -> None:
    assert Identities().of(a_finding(message="line 3")) == Identities().of(a_finding(message="line 4"))


def test_findings_that_have_all_in_common_have_identities_of_their_own() -> None:
    identities = Identities()
    assert len({identities.of(a_finding()) for _ in range(5)}) == 5
