from __future__ import annotations

from typing import Any

import pytest

from archive_lint.config.check import bad_values
from archive_lint.config.settings import Settings


@pytest.mark.parametrize(
    ("web", "said"),
    [
        ({"exclude": ["("]}, "'(' is not a regular expression"),
        ({"exclude": [""]}, "is empty, and would fit every URL"),
        ({"exclude": ["x" * 1001]}, "is a regular expression of more than 1,000 characters"),
        ({"exclude": ["(" * 490 + ")" * 490]}, "is not a regular expression that can be used"),
        ({"exclude": ["a{1}{99999999999999999999}"]}, "is not a regular expression"),
        ({"wayback": "ftp://web.archive.org"}, "is not an http or https address"),
        ({"wayback": "https://user@web.archive.org"}, "is not an http or https address"),
        ({"user-agent": "a\r\nHost: b"}, "has a control character in its text"),
        ({"user-agent": "Prüfer"}, "'Prüfer' cannot be sent in a header"),
        ({"timeout": float("inf")}, "must be a number, and is inf"),
    ],
    ids=repr,
)
def test_what_no_run_could_use_is_named(web: dict[str, Any], said: str) -> None:
    misfits = list(bad_values({"web": web}, Settings))
    assert len(misfits) == 1
    assert said in misfits[0].message
    assert misfits[0].path[:2] == ("web", next(iter(web)))


@pytest.mark.parametrize(
    "web",
    [
        {"exclude": [r"^https?://example\.org/", "(?i)login"]},
        {"wayback": "https://web.archive.org"},
        {"wayback": "http://127.0.0.1:8080/"},
        {"user-agent": "archive-lint/1 (+https://example.org)", "timeout": 20.0},
    ],
    ids=repr,
)
def test_what_a_run_can_use_is_accepted(web: dict[str, Any]) -> None:
    assert list(bad_values({"web": web}, Settings)) == []
