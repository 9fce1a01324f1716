"""The `[site]` table as a whole: when there is one, what it asks, and what of the host's files it lists."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive_lint.cli.trial import try_out
from tests.infer.blogs import DATED, POSTS, STORIES, Files, blog, inferred, linking, maps, site, written

PLAIN = blog(POSTS, DATED)
FIRST_FAMILY = "news/{0.year}/{0:%m}/{0.day}/{1}.md"
QUESTION = "# No file explains these beginnings of links: "

WITHOUT_SITE: dict[str, Files] = {
    "links name files from the root": blog(FIRST_FAMILY, f"/{FIRST_FAMILY}"),
    "links name files below a prefix": blog(FIRST_FAMILY, f"/zh/{FIRST_FAMILY}"),
    "links are relative to the file": blog("posts/{0}-{1}.md", "{0}-{1}.md"),
    "no link": blog(POSTS, "https://paper.example/{1}"),
    "no story": {"a.md": linking(["/b/", "/c/"]), "b.md": "# B\n"},
}


@pytest.mark.parametrize("files", WITHOUT_SITE.values(), ids=WITHOUT_SITE)
def test_an_archive_whose_links_name_no_urls_has_no_site(files: Files) -> None:
    assert "site" not in written(files)


def test_urls_of_front_matter_count_where_no_link_tells_more(tmp_path: Path) -> None:
    head = "title: {2}\npath: {0:%Y/%m/%d}/{1}\ndate: {0}"
    files = blog("content/{1}.md", DATED, head=head)
    assert maps(files) == [("content/{path}.{ending}", "/{path}/")]
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    (tmp_path / "content/late.md").write_text("---\ntitle: Late\npath: late\n---\n[x](/2021/01/08/gone/)\n")
    assert try_out(str(tmp_path), inferred(files).text).counts == {"L009": 1}


@pytest.mark.parametrize(
    ("links", "question"),
    [
        ([f"/tag/{number}/" for number in range(5)], "/tag/ (5)."),
        (["/feed.xml"] * 3, "/feed.xml (3)."),
        (["/a/x/"] * 3 + ["/b/x/"] * 4, "/b/ (4), /a/ (3)."),
        (["/once/", "/twice/", "/twice/"], ""),
        (["/\x1b[31m/x/".replace("\x1b", "%1B")] * 3, "/%1B[31m/ (3)."),
        ([f"/{number}/x/" for number in range(50) for _ in range(3)], "/0/ (3), /1/ (3), /2/ (3), /3/ (3), /4/ (3), "),
    ],
    ids=["a folder", "a file", "the commonest first", "too few", "control characters", "many"],
)
def test_what_no_file_explains_is_asked_and_never_hidden(links: list[str], question: str) -> None:
    files = {**PLAIN, "a.md": linking(links)}
    asked = [line for line in inferred(files).text.splitlines() if line.startswith(QUESTION)]
    assert [line.removeprefix(QUESTION).startswith(question) for line in asked] == ([True] if question else [])
    assert "generated" not in site(files)


def test_redirect_files_of_hosts_are_listed_where_they_lie_near_the_top() -> None:
    more = dict.fromkeys(("_redirects", "static/_redirects", "vercel.json", "a/b/_redirects", "redirects.txt"), "")
    assert site({**PLAIN, **more})["redirects"] == ["_redirects", "static/_redirects", "vercel.json"]
    assert "redirects" not in site(PLAIN)


def test_the_evidence_counts_one_link_and_many() -> None:
    one = {f"_posts/{day}-{name}.md": f"---\ntitle: {name}\n---\nText.\n" for day, name in STORIES}
    text = inferred({**one, "a.md": linking([DATED.format(*STORIES[0])])}).text
    assert "# So in 1 link: with a story's date and slug.\n" in text
    assert "# So in 8 links: with a story's date and slug.\n" in inferred(PLAIN).text
