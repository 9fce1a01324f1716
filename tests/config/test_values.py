from __future__ import annotations

from typing import Any

import pytest

from archive_lint.config.check import bad_values
from archive_lint.config.settings import Settings


@pytest.mark.parametrize(
    ("web", "said"),
    [
        ({"history": "../links.db"}, "'../links.db' leads out of the folder"),
        ({"history": "/tmp/links.db"}, "'/tmp/links.db' is an absolute path"),
        ({"history": ".git/hooks/links.db"}, "lies in git's own folder"),
        ({"history": "README.md"}, "must end in .db, .sqlite or .sqlite3"),
        ({"exclude": ["(a+)+$"]}, "'(a+)+$' is not a glob: it begins with none of 'https://'"),
        ({"exclude": [r"^https?://a\.example/"]}, "is not a glob: it begins with none of 'https://'"),
        ({"exclude": ["https://a.example"]}, "is not a glob: it ends with the host: write '/**' after it"),
        (
            {"exclude": ["https://a.example/" + "*" * 10_000]},
            "is not a glob: it has more than 500 characters: split it",
        ),
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
        {"history": ".archive-lint/links.db"},
        {"exclude": ["https://example.org/**", "*://*.example.org/login*", "**/*login*/**"]},
        {"wayback": "https://web.archive.org"},
        {"wayback": "http://127.0.0.1:8080/"},
        {"user-agent": "archive-lint/1 (+https://example.org)", "timeout": 20.0},
    ],
    ids=repr,
)
def test_what_a_run_can_use_is_accepted(web: dict[str, Any]) -> None:
    assert list(bad_values({"web": web}, Settings)) == []
