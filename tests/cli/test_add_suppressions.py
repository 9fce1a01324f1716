"""`--add-suppressions`: comments that hide what was found, with a reason, and nothing else."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive_lint.markdown.directive_places import CommentPlace
from archive_lint.rule.examples import OTHER, OTHER_PATH, PATH, day_index, story

from .conftest import INDEX, Cite, Online, Run, Write
from .small_web import ALIVE, DEAD, Web

WHY = "it was so in print"
PAGE = "notes/a.md"


def comment(code: str, verb: str = "ignore") -> str:
    return f"<!-- archive-lint: {verb}[{code}] {WHY} -->"


PLACES: dict[str, tuple[str, str]] = {
    "a paragraph": ("# A\n\n[x](gone.md)\n", f"# A\n\n{comment('L009')}\n[x](gone.md)\n"),
    "a paragraph right below a heading": ("# A\n[x](gone.md)\n", f"# A\n{comment('L009')}\n[x](gone.md)\n"),
    "a heading": ("# [A](gone.md)\n\nx\n", f"{comment('L009')}\n# [A](gone.md)\n\nx\n"),
    "an indented heading": ("x\n\n  # [A](gone.md)\n", f"x\n\n{comment('L009')}\n  # [A](gone.md)\n"),
    "an underlined heading": ("[A](gone.md)\n===\n", f"{comment('L009')}\n[A](gone.md)\n===\n"),
    "two rules in one heading": (
        "# &quot;A&quot; [x](gone.md)\n",
        f"{comment('L009, T003')}\n# &quot;A&quot; [x](gone.md)\n",
    ),
    "twice in one paragraph": ("[x](gone.md)\n[y](lost.md)\n", f"{comment('L009')}\n[x](gone.md)\n[y](lost.md)\n"),
    "a list item": ("1. x\n2. [x](gone.md)  \n3. z\n", f"1. x\n2. [x](gone.md) {comment('L009')}  \n3. z\n"),
    "an item of a list within a list": (
        "- x\n  - [x](gone.md)\n- z\n",
        f"- x\n  - [x](gone.md) {comment('L009')}\n- z\n",
    ),
    "a second paragraph of a list item": (
        "- x\n\n  [x](gone.md)\n- z\n",
        f"- x\n\n  [x](gone.md) {comment('L009')}\n- z\n",
    ),
    "a quotation": ("> # B\n> [x](gone.md)\n> y\n", f"{comment('L009')}\n> # B\n> [x](gone.md)\n> y\n"),
    "a table": (
        "| a |\n|---|\n| [x](gone.md) |\n",
        f"{comment('L009')}\n| a |\n|---|\n| [x](gone.md) |\n",
    ),
    "a quotation in a list item": ("- > [x](gone.md)\n- y\n", f"- > [x](gone.md) {comment('L009')}\n- y\n"),
    "HTML": (
        '<div>\n<a href="gone.md">x</a>\n</div>\n',
        f'{comment("L009")}\n<div>\n<a href="gone.md">x</a>\n</div>\n',
    ),
    "CRLF": ("# A\r\n\r\n[x](gone.md)\r\n", f"# A\r\n\r\n{comment('L009')}\r\n[x](gone.md)\r\n"),
    "no final newline": ("1. [x](gone.md)", f"1. [x](gone.md) {comment('L009')}"),
    "a byte order mark": ("\ufeff[x](gone.md)\n", f"\ufeff{comment('L009')}\n[x](gone.md)\n"),
    "front matter above": (
        "---\ntitle: A\n---\n[x](gone.md)\n",
        f"---\ntitle: A\n---\n{comment('L009')}\n[x](gone.md)\n",
    ),
    "beside another comment": (
        "<!-- archive-lint: ignore[S001] old -->\n[x](gone.md)\n",
        f"<!-- archive-lint: ignore[S001] old -->\n{comment('L009')}\n[x](gone.md)\n",
    ),
}
"""What is found in what: the page, and what it is then."""


@pytest.mark.parametrize("name", PLACES)
def test_a_comment_covers_what_was_found_where_it_stands(run: Run, write: Write, tmp_path: Path, name: str) -> None:
    before, after = PLACES[name]
    write({PAGE: before, PATH: story(related=())})
    done = run("--select", "L009,T003", "--add-suppressions", WHY)
    assert (tmp_path / PAGE).read_bytes().decode() == after
    assert (done.code, done.err) == (0, "")
    assert " in 1 file." in done.out
    again = run("--select", "L009,T003,A", "--add-suppressions", WHY)
    assert "Nothing to suppress." in again.out
    assert (tmp_path / PAGE).read_bytes().decode() == after


@pytest.mark.usefixtures("archive")
def test_after_it_all_rules_find_nothing_and_a_second_time_changes_nothing(
    run: Run, write: Write, tmp_path: Path
) -> None:
    write({"news/2014/05/23/lone.md": story(title="&quot;A&quot;", related=[OTHER, OTHER], sources=["x"])})
    found = run("--output-format", "concise")
    assert found.code == 1
    assert found.out.count("\n") > 6
    done = run("--add-suppressions", WHY)
    assert (done.code, done.err) == (0, "")
    pages = {path: path.read_bytes() for path in tmp_path.rglob("*.md")}
    assert "No findings" in run().out
    run("--add-suppressions", WHY)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.md")} == pages
    assert run("--ignore-suppressions", "--output-format", "concise").out.count("\n") == found.out.count("\n")


def test_an_index_and_its_twin_get_the_same_comments(run: Run, write: Write, tmp_path: Path) -> None:
    index = day_index([("Gone", "news/2014/05/23/gone.md"), ("Harbour bridge reopens after repairs", PATH)])
    twin = INDEX.replace("index", "README")
    write({PATH: story(related=()), INDEX: index, twin: index})
    done = run("--select", "I,A", "--add-suppressions", WHY)
    assert (done.code, done.err) == (0, "")
    assert "in 2 files." in done.out
    assert comment("I002") in (tmp_path / INDEX).read_text()
    assert (tmp_path / INDEX).read_bytes() == (tmp_path / twin).read_bytes()
    assert run("--select", "I,A").code == 0


def test_a_twin_that_differs_gets_its_own(run: Run, write: Write, tmp_path: Path) -> None:
    index = day_index([("Harbour bridge reopens after repairs", PATH)])
    twin = INDEX.replace("index", "README")
    write({PATH: story(related=()), INDEX: index, twin: index + "\nMore.\n"})
    run("--select", "I003", "--add-suppressions", WHY)
    assert (tmp_path / INDEX).read_text() == index
    assert comment("I003", "file-ignore") in (tmp_path / twin).read_text()
    assert run("--select", "I003").code == 0


@pytest.mark.parametrize(
    ("above", "text", "after"),
    [
        ("---\ndate: 2014-05-24\n---\n", "\nText.\n", "\nText.\n\n{comment}\n"),
        ("---\ndate: 2014-05-24\n---\n", "\nText.", "\nText.\n\n{comment}"),
        ("---\ndate: 2014-05-24\n---\n", "", "\n{comment}\n"),
        ("---\r\ndate: 2014-05-24\r\n---\r\n", "Text.\r\n", "Text.\r\n\r\n{comment}\r\n"),
        ("---\ndate: 2014-05-24\n---\n", "```\nopen\n", "{comment}\n```\nopen\n"),
        ("---\ndate: 2014-05-24\n---\n", "1. x\n", "1. x\n\n{comment}\n"),
    ],
    ids=["text", "no final newline", "nothing", "CRLF", "an open fence", "a list"],
)
def test_what_stands_in_front_matter_is_suppressed_for_the_file_at_its_end_or_else_its_top(
    run: Run, write: Write, tmp_path: Path, above: str, text: str, after: str
) -> None:
    write({"_posts/2014-05-23-a.md": above + text})
    options = ("--select", "D002", "--config", "archive.story='_posts/{year}-{month:02}-{day:02}-{slug}.md'")
    front = ("--config", "front-matter.date=['date']")
    assert run(*options, *front).code == 1
    done = run(*options, *front, "--add-suppressions", WHY)
    assert (done.code, done.err) == (0, "")
    page = (tmp_path / "_posts/2014-05-23-a.md").read_bytes().decode()
    assert page == above + after.replace("{comment}", comment("D002", "file-ignore"))


def test_only_what_is_selected_and_asked_about_is_suppressed(run: Run, write: Write, tmp_path: Path) -> None:
    text = "# &quot;A&quot; [x](gone.md)\n"
    write({PAGE: text, "notes/b.md": text, PATH: story(related=())})
    run("--select", "L009", "--add-suppressions", WHY, PAGE)
    assert (tmp_path / PAGE).read_text() == f"{comment('L009')}\n{text}"
    assert (tmp_path / "notes/b.md").read_text() == text


def test_what_the_baseline_knows_gets_no_comment(run: Run, write: Write, tmp_path: Path) -> None:
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    run("baseline", "--select", "L009")
    write({PAGE: "[x](gone.md)\n\n[y](lost.md)\n"})
    run("--select", "L009", "--add-suppressions", WHY)
    assert (tmp_path / PAGE).read_text() == f"[x](gone.md)\n\n{comment('L009')}\n[y](lost.md)\n"


def test_diff_shows_the_comments_and_writes_none(run: Run, write: Write, tmp_path: Path) -> None:
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    done = run("--select", "L009", "--add-suppressions", WHY, "--diff")
    assert (done.code, done.err) == (1, "Would suppress 1 finding in 1 file.\n")
    assert f"+{comment('L009')}" in done.out
    assert (tmp_path / PAGE).read_text() == "[x](gone.md)\n"
    subprocess.run(["git", "apply"], cwd=tmp_path, input=done.out.encode(), check=True)
    assert run("--select", "L009").code == 0


def test_the_list_of_fixes_lists_what_was_suppressed(run: Run, write: Write) -> None:
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    done = run("--select", "L009", "--add-suppressions", WHY, "--show-fixes")
    assert f"{PAGE}:\n    1 × L009 broken-internal-link" in done.err


@pytest.mark.parametrize("code", ["A001", "A002"])
def test_a_comment_is_not_suppressed_by_a_comment(run: Run, write: Write, tmp_path: Path, code: str) -> None:
    text = "<!-- archive-lint: ignore[L009, X999] -->\n\nx\n"
    write({PAGE: text, PATH: story(related=())})
    done = run("--select", f"{code},L009", "--add-suppressions", WHY)
    assert code in done.out
    assert (tmp_path / PAGE).read_text() == text


STAY: dict[str, tuple[bytes, str]] = {
    "not UTF-8": (b"[x](gone.md) \xff\n", "is damaged"),
    "in a merge conflict": (
        b"<<<<<<< a\n[x](gone.md)\n=======\n[y](gone.md)\n>>>>>>> b\n",
        "is damaged: nobody can tell what a comment on it would cover",
    ),
    "one open comment": (b'<!--\n<a href="gone.md">\n', ""),
}


@pytest.mark.parametrize("name", STAY)
def test_a_page_that_cannot_be_read_for_sure_is_left_alone_and_named(
    run: Run, write: Write, tmp_path: Path, name: str
) -> None:
    text, why = STAY[name]
    write({PAGE: text, PATH: story(related=())})
    done = run("--add-suppressions", WHY, PAGE)
    assert (tmp_path / PAGE).read_bytes() == text
    assert why in done.err


@pytest.mark.skipif(os.name == "nt", reason="hard links are told apart on POSIX")
def test_a_page_with_another_name_is_left_alone_and_its_findings_stay(run: Run, write: Write, tmp_path: Path) -> None:
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    os.link(tmp_path / PAGE, tmp_path / "other-name")
    done = run("--select", "L009", "--add-suppressions", WHY)
    assert done.code == 1
    assert f"{PAGE}: not suppressed: is a hard link" in done.err
    assert "Nothing was suppressed." in done.out


def test_where_no_comment_helps_the_page_is_left_alone(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("archive_lint.fix.suppressions.CommentPlaces.covering", lambda *_: None)
    monkeypatch.setattr("archive_lint.fix.suppressions._Trial._comment", lambda *_: "<!-- nothing -->")
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    done = run("--select", "L009", "--add-suppressions", WHY)
    assert (tmp_path / PAGE).read_text() == "[x](gone.md)\n"
    assert f"{PAGE}: not suppressed: no comment on the page hides what was found" in done.err
    assert done.code == 1


@pytest.mark.parametrize("watched", ["what the page says", "what else is found"])
def test_a_comment_that_changes_what_the_page_says_or_what_is_found_gives_way_to_one_for_the_file(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, watched: str
) -> None:
    page = story(title="The &quot;bridge&quot; # reopens", related=())
    split = CommentPlace(page.index("# reopens"), is_line=True)
    monkeypatch.setattr("archive_lint.fix.suppressions.CommentPlaces.covering", lambda *_: split)
    if watched == "what else is found":
        monkeypatch.setattr("archive_lint.fix.suppressions._words", lambda _: None)
    write({PATH: page})
    select = "T003" if watched == "what the page says" else "T003,S009"
    assert run("--select", select, "--add-suppressions", WHY).code == 0
    assert (tmp_path / PATH).read_text() == f"{page}\n{comment('T003', 'file-ignore')}\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((" ",), "the reason is empty"),
        (("",), "the reason is empty"),
        (("a -- b",), "is not one line of text without '--'"),
        (("a --> b",), "is not one line of text without '--'"),
        (("a\nb",), "is not one line of text without '--'"),
        (("a\udcff",), "is not one line of text without '--'"),
        ((WHY, "--fix"), "suppresses what --fix would fix"),
        ((WHY, "--fix-only"), "suppresses what --fix-only would fix"),
        ((WHY, "--diff", "--unsafe-fixes"), "suppresses what --unsafe-fixes would fix"),
        ((WHY, "--ignore-suppressions"), "exclude each other"),
        ((WHY, "--timing"), "--add-suppressions has no effect beside it"),
        ((WHY, "--stdin-filename", PAGE, "-"), "name the page instead of giving it on standard input"),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_read(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"[x](gone.md)\n")))
    write({PAGE: "[x](gone.md)\n", PATH: story(related=())})
    done = run("--add-suppressions", *words)
    assert done.code == 2
    assert told in done.err
    assert (tmp_path / PAGE).read_text() == "[x](gone.md)\n"


def test_an_interrupted_run_writes_nothing(
    run: Run, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("archive_lint.engine.run.Engine._archive_stage", stop)
    write({PAGE: "# &quot;A&quot;\n", OTHER_PATH: story(related=())})
    assert run("--select", "T003", "--add-suppressions", WHY).code == 130
    assert (tmp_path / PAGE).read_text() == "# &quot;A&quot;\n"


def test_what_was_found_of_sources_is_hidden_without_asking_again(
    online: Online, cite: Cite, web: Web, tmp_path: Path
) -> None:
    cite(DEAD, ALIVE)
    done = online("--select", "U001", "--add-suppressions", WHY)
    assert (done.code, "Suppressed 1 finding in 1 file." in done.out) == (0, True)
    (line,) = (line for line in (tmp_path / PATH).read_text().split("\n") if DEAD in line)
    assert line.endswith(f" {comment('U001')}")
    asked = list(web.asked)
    assert online("--select", "U,A").code == 0
    assert web.asked == asked
