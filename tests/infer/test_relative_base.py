"""What relative links start from, as those that lead to no file tell."""

from __future__ import annotations

import pytest

from tests.infer.blogs import DATED, POSTS, Files, blog, inferred, page, site

FIRST = "2021/01/08/bridge-reopens"
SECOND = "2021/02/18/storm-closes-port"


def _with(link: str, url: str = DATED) -> Files:
    return {**blog(POSTS, url), "_posts/2020-01-01-a.md": page(f"[x]({link})", "title: A\ndate: 2020-01-01")}


BASES: dict[str, tuple[Files, str | None]] = {
    "no relative link": (blog(POSTS, DATED), None),
    "the file": (_with("2021-01-08-bridge-reopens.md"), None),
    "the URL as a folder": (_with(f"../../../../{FIRST}/"), "url/"),
    "the URL as a folder, written without a slash": (_with(f"../../../../{FIRST}", "/{0:%Y/%m/%d}/{1}"), "url/"),
    "the URL of a file": (_with(f"../../../{FIRST}.html", "/{0:%Y/%m/%d}/{1}.html"), "url"),
    "a link that leads nowhere": (_with("../../../../2021/01/09/bridge-reopens/"), None),
    "a link into the page": (_with("#top"), None),
    "an address": (_with("mailto:a@news.example"), None),
    "code of a template": (_with("{{ page.previous }}"), None),
}


@pytest.mark.parametrize(("files", "base"), BASES.values(), ids=BASES)
def test_the_base_is_that_from_which_links_lead_to_pages(files: Files, base: str | None) -> None:
    assert site(files).get("relative") == base


def test_most_of_them_decide_and_are_counted() -> None:
    links = "\n".join(f"[x](../../../../{link}/)" for link in (FIRST, SECOND, "gone"))
    files = {**blog(POSTS, DATED), "_posts/2020-01-01-a.md": page(links, "title: A\ndate: 2020-01-01")}
    assert "# 2 of 3 relative links that lead to no file do so from the page's URL.\n" in inferred(files).text
