"""Where a report's links lead, and what is not taken for the address of a repository."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from archive_lint import HOMEPAGE
from archive_lint.model.finding import Severity
from archive_lint.report.forges import Checkout, checkout_of_ci, checkout_of_remote
from archive_lint.report.links import Links, read_template
from archive_lint.report.report import make_report
from archive_lint.report.rule_info import rule_info
from archive_lint_rules import rules

SHA = "0123456789abcdef0123456789abcdef01234567"
AZURE_LINE = "line=12&lineEnd=12&lineStartColumn=1&lineEndColumn=1&_a=contents"
ROOT = Path(__file__).parents[2]
GITHUB = {"GITHUB_SERVER_URL": "https://github.com", "GITHUB_REPOSITORY": "me/news", "GITHUB_SHA": SHA}


def page(checkout: Checkout | None, path: str = "news/a b.md", line: int = 12) -> str:
    return "" if checkout is None else Links(checkout.line_url).page(path, line)


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("https://github.com/me/news.git", f"https://github.com/me/news/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("git@github.com:me/news.git", f"https://github.com/me/news/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("ssh://git@ssh.github.com:443/me/news", f"https://github.com/me/news/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("git://github.com/me/news", f"https://github.com/me/news/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("https://GitHub.com/me/news/", f"https://github.com/me/news/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("https://x:ghp_token@github.com/me/n", f"https://github.com/me/n/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        ("git@gitlab.com:a/b/c.git", f"https://gitlab.com/a/b/c/-/blob/{SHA}/news/a%20b.md?plain=1#L12"),
        (
            "https://gitlab-ci-token:s3cret@gitlab.example.org:8443/a/b.git",
            f"https://gitlab.example.org:8443/a/b/-/blob/{SHA}/news/a%20b.md?plain=1#L12",
        ),
        ("git@bitbucket.org:me/news.git", f"https://bitbucket.org/me/news/src/{SHA}/news/a%20b.md#lines-12"),
        (
            "ssh://git@codeberg.org/me/news.git",
            f"https://codeberg.org/me/news/src/commit/{SHA}/news/a%20b.md?display=source#L12",
        ),
        (
            "https://gitea.example.org/me/news",
            f"https://gitea.example.org/me/news/src/commit/{SHA}/news/a%20b.md?display=source#L12",
        ),
        (
            "https://org@dev.azure.com/org/The%20Project/_git/news",
            f"https://dev.azure.com/org/The%20Project/_git/news?path=/news/a%20b.md&version=GC{SHA}&{AZURE_LINE}",
        ),
    ],
)
def test_a_remote_of_a_forge_is_where_its_pages_are_shown(remote: str, expected: str) -> None:
    found = page(checkout_of_remote(remote, SHA))
    assert found == expected
    assert not {"token", "s3cret", "@"} & {part for part in ("token", "s3cret", "@") if part in found}


@pytest.mark.parametrize(
    "remote",
    [
        *(
            "",
            "/srv/git/news.git",
            "../news",
            "file:///srv/news",
            "C:\\news",
            "C:/news",
            "https://git.example.org/me/news",
        ),
        *("javascript://github.com/me/news", "ext::sh -c true", "github.com/me/news", "https://github.com/me"),
        *(
            "https://github.com/",
            "https://github.com/me/../news",
            "https://github.com/me//news",
            "https://github.com:x/a/b",
        ),
        *(
            "https://user:p@ss@github.com/me/news",
            "https://user:p/ss@github.com/me/news",
            "https://github.com/me/n?a=b",
        ),
        *(
            "https://github.com/me/news#x",
            "https://github.com/me/ne ws",
            "https://github.com/me/%0a",
            "git@github.com:a/%7Bx",
        ),
        *(
            "https://github.com\\@evil.example/me/news",
            "https://notgithub.com/me/news",
            "https://[::1]/me/news",
        ),
        *("https://dev.azure.com/org/project", "git@github.com:\x1b[31m/news", "https://github.com/me/news\nhttps://x"),
    ],
)
def test_what_is_not_plainly_a_repository_of_a_forge_is_none(remote: str) -> None:
    assert checkout_of_remote(remote, SHA) is None


@pytest.mark.parametrize("commit", ["", "main", SHA[:39], SHA + "0", f"{SHA}\n", "../../../x", "g" * 40])
def test_a_commit_is_its_whole_name(commit: str) -> None:
    assert checkout_of_remote("https://github.com/me/news", commit) is None


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (GITHUB, f"https://github.com/me/news/blob/{SHA}/p?plain=1#L1"),
        (
            {**GITHUB, "GITHUB_SERVER_URL": "https://ghe.example.org"},
            f"https://ghe.example.org/me/news/blob/{SHA}/p?plain=1#L1",
        ),
        (
            {**GITHUB, "GITHUB_SERVER_URL": "https://git.example.org", "GITEA_ACTIONS": "true"},
            f"https://git.example.org/me/news/src/commit/{SHA}/p?display=source#L1",
        ),
        (
            {"CI_PROJECT_URL": "https://git.example.org/a/b/c", "CI_COMMIT_SHA": SHA},
            f"https://git.example.org/a/b/c/-/blob/{SHA}/p?plain=1#L1",
        ),
        (
            {"BITBUCKET_GIT_HTTP_ORIGIN": "http://bitbucket.org/me/news", "BITBUCKET_COMMIT": SHA},
            f"http://bitbucket.org/me/news/src/{SHA}/p#lines-1",
        ),
        (
            {"BUILD_REPOSITORY_URI": "https://github.com/me/news.git", "BUILD_SOURCEVERSION": SHA},
            f"https://github.com/me/news/blob/{SHA}/p?plain=1#L1",
        ),
        (
            {"BUILD_REPOSITORY_URI": "https://o@dev.azure.com/o/p/_git/r", "BUILD_SOURCEVERSION": SHA},
            f"https://dev.azure.com/o/p/_git/r?path=/p&version=GC{SHA}&{AZURE_LINE.replace('12', '1')}",
        ),
        ({}, ""),
        ({**GITHUB, "GITHUB_SHA": ""}, ""),
        ({**GITHUB, "GITHUB_SHA": "main"}, ""),
        ({**GITHUB, "GITHUB_REPOSITORY": "me/news?x=\n::error::"}, ""),
        ({**GITHUB, "GITHUB_REPOSITORY": "../.."}, ""),
        ({**GITHUB, "GITHUB_SERVER_URL": "javascript:alert(1)//"}, ""),
        ({**GITHUB, "GITHUB_SERVER_URL": 'https://x"><script>'}, ""),
        ({"CI_PROJECT_URL": "file:///etc", "CI_COMMIT_SHA": SHA}, ""),
    ],
)
def test_the_variables_of_a_ci_system_tell_where_pages_are_shown(environment: dict[str, str], expected: str) -> None:
    found = checkout_of_ci(environment)
    assert page(found and found.checkout, "p", 1) == expected


def test_names_of_repositories_leave_out_what_only_addresses_have() -> None:
    remotes = ("git@github.com:me/news.git", "https://dev.azure.com/o/The%20Project/_git/r")
    assert [found and found.name for found in (checkout_of_remote(remote, SHA) for remote in remotes)] == [
        "me/news",
        "o/The Project/r",
    ]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.md", "https://h/a.md#3"),
        ("四/a#b?c%20{line}.md", "https://h/%E5%9B%9B/a%23b%3Fc%2520%7Bline%7D.md#3"),
        ("x\n\x1b[31m\"'<>`](.md", "https://h/x%0A%1B%5B31m%22%27%3C%3E%60%5D%28.md#3"),
        ("not-utf8-\ufffd.md", ""),
        ("", ""),
    ],
)
def test_paths_are_encoded_and_a_link_that_leads_nowhere_is_not_made(path: str, expected: str) -> None:
    assert Links("https://h/{path}#{line}").page(path, 3) == expected


def test_without_a_forge_there_is_no_link() -> None:
    assert Links().page("a.md", 1) == Links().rule("L001") == ""


@pytest.mark.parametrize(
    "template",
    [
        "https://github.com/me/news/blob/{commit}/{path}#L{line}",
        "http://localhost:8000/{path}",
        "HTTPS://cgit.example.org/news/tree/{path}?id={commit}#n{line}",
    ],
)
def test_a_template_of_urls_is_taken_as_it_is(template: str) -> None:
    assert read_template(template) == template


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("", "begin with"),
        ("ftp://h/{path}", "begin with"),
        ("javascript:alert({path})", "begin with"),
        ("https://{path}", "begin with"),
        ("https://h{path}/", "begin with"),
        ("https:///{path}", "begin with"),
        ("https://h/{line}", "no {path}"),
        ("https://h/{path}#{lines}", "{lines}"),
        ("https://h/{path}#{}", "{}"),
        ("https://h/{path}#{line", "brace"),
        ("https://h/{{path}}", "brace"),
        ("https://h/{path} ", r"U\+0020"),
        ('https://h/{path}"onclick="x', r"U\+0022"),
        ("https://h/四/{path}", r"U\+56DB"),
        ("https://h/{path}\n::error::", r"U\+000A"),
        ("https://me:s3cret@h/{path}", "password"),
    ],
)
def test_a_template_that_makes_no_urls_is_refused(template: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as refused:
        read_template(template)
    assert "s3cret" not in str(refused.value)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_the_page_of_a_rule_is_there(rule: type) -> None:
    info = rule_info(rule, Severity.INFO)
    address = f"{HOMEPAGE}/blob/main/"
    assert info.url.startswith(address)
    assert (ROOT / info.url.removeprefix(address)).is_file()
    assert urlsplit(info.url).scheme == "https"
    assert make_report([], [], prefix="", read=str.encode, rules=[info]).links.rule(info.code) == info.url
