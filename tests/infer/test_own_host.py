"""Which host `init` calls the archive's own."""

from __future__ import annotations

import pytest

from archive_lint.infer.own_host import declared_addresses, vote_on_host
from tests.infer.blogs import DATED, POSTS, STORIES, Files, blog, inferred, linking, site

HERE = "https://news.example"
LINKED = blog(POSTS, HERE + DATED)
PLAIN = blog(POSTS, DATED)
OLD = linking(f"https://old.example/{number}" for number in range(5))

HOSTS: dict[str, tuple[Files, str | None]] = {
    "links to it lead to stories": (LINKED, HERE),
    "of http": (blog(POSTS, "http://news.example" + DATED), HERE),
    "of no scheme": (blog(POSTS, "//news.example" + DATED), HERE),
    "too few links": (
        {**PLAIN, "a.md": linking(HERE + DATED.format(*each) for each in STORIES[:2])},
        None,
    ),
    "nobody names one": (PLAIN, None),
    "most links to it lead nowhere": (
        {**LINKED, "a.md": linking(f"{HERE}/wiki/{number}" for number in range(20))},
        None,
    ),
    "YAML": ({**PLAIN, "_config.yml": f"title: x\nurl: {HERE}/ # here\n"}, HERE),
    "quoted YAML": ({**PLAIN, "mkdocs.yml": f"site_url: '{HERE}/'\n"}, HERE),
    "TOML": ({**PLAIN, "hugo.toml": f'baseURL = "{HERE}/"\n'}, HERE),
    "TOML, of another spelling": ({**PLAIN, "config.toml": f'base_url = "{HERE}"\n'}, HERE),
    "JavaScript": ({**PLAIN, "site.config.js": f"module.exports = {{\n  url: '{HERE}',\n}}\n"}, HERE),
    "Python": ({**PLAIN, "conf.py": f"SITEURL = '{HERE}'\n"}, HERE),
    "JSON": ({**PLAIN, "site.json": f'{{\n  "siteUrl": "{HERE}"\n}}\n'}, HERE),
    "CNAME": ({**PLAIN, "CNAME": "News.Example\n"}, HERE),
    "CNAME of nonsense": ({**PLAIN, "CNAME": "two words\n"}, None),
    "the package's address": ({**PLAIN, "package.json": f'{{\n"url": "{HERE}"\n}}\n'}, None),
    "a configuration far below": ({**PLAIN, "a/b/c/_config.yml": f"url: {HERE}\n"}, None),
    "a configuration that links agree with": ({**LINKED, "_config.yml": f"url: {HERE}\n"}, HERE),
    "a configuration that links contradict": (
        {**LINKED, "_config.yml": "url: https://old.example\n", "a.md": OLD},
        HERE,
    ),
    "a configuration of bytes": ({**PLAIN, "_config.yml": f"\udcff\udcfe\nurl: {HERE}\n"}, HERE),
}
"""What links and configurations say, with the host that follows."""


@pytest.mark.parametrize(("files", "host"), HOSTS.values(), ids=HOSTS)
def test_links_and_configurations_tell_the_own_host(files: Files, host: str | None) -> None:
    assert site(files).get("url") == host


def test_the_evidence_says_which_file_and_how_many_links() -> None:
    assert "# 8 of 8 links to it lead to pages.\n" in inferred(LINKED).text
    both = inferred({**LINKED, "CNAME": "news.example"}).text
    assert "# CNAME names it; 8 of 8 links to it that were looked at lead to pages.\n" in both


def test_a_configuration_that_cannot_be_read_is_passed_over() -> None:
    def read(path: str) -> bytes:
        if path == "_config.yml":
            raise PermissionError(path)
        return b"news.example"

    assert list(declared_addresses(["_config.yml", "CNAME"], read)) == [(HERE, "CNAME")]


def test_the_nearest_configurations_are_asked_and_not_all_of_thousands() -> None:
    asked: list[str] = []

    def read(path: str) -> bytes:
        asked.append(path)
        return b""

    files = [f"data/{number}.json" for number in range(5_000)]
    assert list(declared_addresses([*files, "config.toml"], read)) == []
    assert asked[0] == "config.toml"
    assert len(asked) < 100


def test_a_host_of_one_link_that_leads_to_a_page_among_others_is_not_the_own() -> None:
    links = ["https://other.example/2021/01/08/a/", *(f"https://other.example/{number}" for number in range(9))]
    assert vote_on_host(links, lambda path: path.endswith("/a/"), []) is None
