"""Safe means that the archive's own later history bears it out: at most 1 in 100 lines of any rule is contradicted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.history import __main__ as command
from benchmarks.history.judge import Later, contradiction, line_changes
from benchmarks.history.repository import History, run_git
from benchmarks.history.score import offenders, score_history, score_table, spread
from benchmarks.history.statements import Statement, statements
from benchmarks.history.synthetic import write_history
from tests.repository import Repository
from tests.soak import FACTOR

DAY = "news/2014/05/23"
INDEX = f"{DAY}/index.md"
STORY = f"{DAY}/bridge-closes.md"
OTHER = f"{DAY}/market-burns.md"

CONTRADICTED_TODAY: Mapping[str, str] = {}
"""Rules of which more is contradicted than may be, each with what it does wrong. It has to stay empty."""


def story(title: str = "Bridge closes", date: str = "2014-05-23", sources: str = "", related: str = "") -> str:
    return (
        f"### [{date}](/{INDEX})\n\n# {title}\n\n\n### Source:\n\n"
        f"{sources or '1. [Gazette](http://gazette.example/1.html)'}\n\n### Related:\n\n"
        f"{related or f'1. [Market burns](/{OTHER})'}\n"
    )


def index(*entries: tuple[str, str], previous: str = "22") -> str:
    listed = "".join(f"### [{title}](/{path})\nText.\n\n" for title, path in entries)
    return f"## [2014-05-23](/{INDEX})\n\n{listed}## [Previous Day...](/news/2014/05/{previous}/index.md)\n"


def related(*entries: tuple[int, str, str]) -> str:
    return "\n".join(f"{number}. [{title}](/{path})" for number, title, path in entries)


PREVIOUS = ("news/2014/05/20/index.md", "news/2014/05/22/index.md")
BRIDGE, MARKET = ("Bridge closes", STORY), ("Market burns", OTHER)


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        (STORY, "### [2014-05-23](/news/2014/05/23/index.md)", {("date",): "2014-05-23", ("date target",): INDEX}),
        (STORY, "## [2014/5/23](index.md)", {("date",): "2014/5/23", ("date target",): INDEX}),
        (STORY, "#  Bridge   closes ", {("title",): "Bridge closes"}),
        (INDEX, "## [Previous Day...](../22/index.md)", {("previous target",): "news/2014/05/22/index.md"}),
        (INDEX, f"### [A](/{STORY})", {("text", "", STORY): "A", ("target", "", "A"): STORY}),
        (
            STORY,
            "### Source:\n2. [A \\[b\\] c](http://a.example/1) [IMG](http://b.example/)",
            {
                ("text", "Source", "http://a.example/1"): "A [b] c",
                ("target", "Source", "A [b] c"): "http://a.example/1",
                ("number", "Source", "http://a.example/1"): "2",
            },
        ),
        (STORY, "[c](/d.md)\ntext", {}),
        *(
            (STORY, f"### Related:\n{line}", dict(zip(places, ("A", "b.md", "2"), strict=True)))
            for places in [[("text", "Related", "b.md"), ("target", "Related", "A"), ("number", "Related", "b.md")]]
            for line in ("2.[A](/b.md)", "     2. [A](/b.md)", " 2.   [A](/b.md)")
        ),
    ],
    ids=[
        *("date heading", "date of an index", "title", "previous day", "index entry", "source", "no entry"),
        *("without its space", "indented", "badly spaced"),
    ],
)
def test_a_page_states(path: str, text: str, said: dict[tuple[str, ...], str]) -> None:
    assert [each for _, each in statements(text, path)] == [Statement(place, value) for place, value in said.items()]


@pytest.mark.parametrize(
    ("path", "early", "fixed", "late", "why"),
    [
        pytest.param(STORY, story("Brigde"), story(), story(), None, id="the same title"),
        pytest.param(STORY, story(), story("Bridge"), story(), "title is 'Bridge closes'", id="kept title"),
        pytest.param(STORY, story("A"), story("B"), story("C"), "title is 'C'", id="another title"),
        pytest.param(
            STORY, story(), story(date="2014-05-22"), story(date="2014-05-24"), "date is '2014-05-24'", id="date"
        ),
        pytest.param(
            INDEX,
            index(BRIDGE, previous="21"),
            index(BRIDGE, previous="20"),
            index(BRIDGE, previous="22"),
            "previous target is 'news/2014/05/22/index.md'",
            id="previous day",
        ),
        pytest.param(
            INDEX, index(BRIDGE), index(BRIDGE, MARKET), index(BRIDGE), f"{OTHER} does not exist", id="left-over listed"
        ),
        pytest.param(
            INDEX, index(MARKET), index(MARKET, BRIDGE), index(MARKET), None, id="listed page that only stays unlisted"
        ),
        pytest.param(
            INDEX,
            index(("Bridge", STORY)),
            index(("Bridge clo", STORY)),
            index(BRIDGE),
            "text is 'Bridge closes'",
            id="text of an entry",
        ),
        pytest.param(
            INDEX,
            index(("Bridge closes", f"{DAY}/gone.md")),
            index(("Bridge closes", INDEX)),
            index(BRIDGE),
            f"target is '{STORY}'",
            id="target of an entry",
        ),
        pytest.param(
            INDEX,
            index(("Bridge closes", f"{DAY}/gone.md"), ("Day", INDEX)),
            index(BRIDGE, ("Day", INDEX)),
            index(("Day", INDEX)),
            "the link is gone",
            id="entry that was to be removed",
        ),
        pytest.param(
            INDEX,
            index(("Bridge", f"{DAY}/gone.md")),
            index(("Bridge", STORY)),
            index(BRIDGE),
            None,
            id="right target under a title that changed later",
        ),
        pytest.param(
            INDEX, index(("A", OTHER)), index(("B", OTHER)), index(), None, id="new text for a page that went later"
        ),
        pytest.param(INDEX, index(BRIDGE, MARKET), index(BRIDGE), index(BRIDGE), None, id="removed for good"),
        pytest.param(
            INDEX,
            index(MARKET, BRIDGE),
            index(MARKET),
            index(MARKET, BRIDGE),
            "text is 'Bridge closes' again",
            id="removed and again there",
        ),
        pytest.param(
            STORY,
            story(related=related((1, "Old", OTHER), (2, "Market burns", OTHER))),
            story(related=related((1, "Old", OTHER))),
            story(related=related((1, "Market burns", OTHER))),
            "text is 'Market burns' again",
            id="the wrong of two",
        ),
        pytest.param(
            STORY,
            story(sources="1. [Gazette](http://gazette.example/"),
            story(sources="1. [Gazette](http://gazette.example/)"),
            story(sources="1. [Gazette](http://gazette.example/1.html)"),
            "target is 'http://gazette.example/1.html'",
            id="cut off",
        ),
        pytest.param(
            STORY,
            story(related=f"1. [a](/{STORY})\n2.[b](/{OTHER})\n3. [c](/{INDEX})"),
            story(related=f"1. [a](/{STORY})\n2.[b](/{OTHER})\n2. [c](/{INDEX})"),
            story(related=f"1. [a](/{STORY})\n2. [b](/{OTHER})\n3. [c](/{INDEX})"),
            "number is '3'",
            id="buried entry",
        ),
        pytest.param(
            STORY,
            story(related=related((1, "a", STORY), (1, "a", STORY), (2, "c", INDEX))),
            story(related=related((1, "a", STORY), (2, "a", STORY), (3, "c", INDEX))),
            story(related=related((1, "a", STORY), (2, "c", INDEX))),
            None,
            id="numbers of a list with a duplicate",
        ),
        pytest.param(
            STORY,
            story(related=f"1. [a](/{STORY})\n     2. [b](/{OTHER})"),
            story(related=f"1. [a](/{STORY})\n2. [b](/{OTHER})"),
            story(related=f"1. [a](/{STORY})\n2. [new](/{INDEX})"),
            None,
            id="entry that was only moved, and led elsewhere later",
        ),
        pytest.param(STORY, story(), story("Other"), None, None, id="page that is gone"),
    ],
)
def test_the_later_state_contradicts(path: str, early: str, fixed: str, late: str | None, why: str | None) -> None:
    later = {INDEX: index(BRIDGE), STORY: story(), path: late} | dict.fromkeys(PREVIOUS, "")
    assert found(path, early, fixed, Later(later.get, lambda _: [], lambda _: False)) == why


@pytest.mark.parametrize(
    ("between", "is_reported", "why"),
    [
        ([], False, "title is 'Early'"),
        ([], True, None),
        ([story("Fixed")], False, None),
        ([story("Early"), story("Else")], False, "title is 'Early'"),
    ],
    ids=["content with what it was", "never came to it", "said the same once", "never said it"],
)
def test_what_the_archive_did_meanwhile_counts(between: list[str], is_reported: bool, why: str | None) -> None:
    later = Later({STORY: story("Early")}.get, lambda _: between, lambda _: is_reported)
    assert found(STORY, story("Early"), story("Fixed"), later) == why


OLD, NEW = ("Bridge", f"{DAY}/old.md"), ("Bridge reopens", f"{DAY}/new.md")
LED = ("Bridge", NEW[1])


@pytest.mark.parametrize(
    ("early", "between", "why"),
    [
        ([OLD], [[NEW]], None),
        ([OLD, BRIDGE], [[NEW, BRIDGE]], None),
        ([OLD, BRIDGE], [[OLD], [NEW]], None),
        ([OLD], [[BRIDGE]], f"{NEW[1]} does not exist"),
        ([OLD], [[OLD, NEW]], f"{NEW[1]} does not exist"),
        ([OLD, NEW], [[NEW]], f"{NEW[1]} does not exist"),
    ],
    ids=["led there", "beside another", "led there later", "led elsewhere", "listed besides", "was there before"],
)
def test_a_link_that_the_archive_itself_led_there_under_the_new_title_is_not_contradicted(
    early: list[tuple[str, str]], between: list[list[tuple[str, str]]], why: str | None
) -> None:
    fixed = [LED if each is OLD else each for each in early]
    later = Later({INDEX: index()}.get, lambda _: [index(*each) for each in between], lambda _: False)
    assert found(INDEX, index(*early), index(*fixed), later) == why


def found(path: str, early: str, fixed: str, later: Later) -> str | None:
    reasons = (contradiction(change, early, fixed, later) for change in line_changes(path, early, fixed))
    return next((reason for reason in reasons if reason), None)


@pytest.mark.parametrize(
    ("path", "early", "fixed", "lines"),
    [
        (INDEX, index(("Old", STORY)), index(BRIDGE), [(True, "### [Bridge closes]")]),
        (INDEX, index(BRIDGE, MARKET), index(MARKET), [(False, "### [Bridge closes]"), (False, "Text.")]),
        (INDEX, index(BRIDGE), index(BRIDGE, previous="21"), [(True, "## [Previous Day...]")]),
        (
            INDEX,
            index(BRIDGE),
            index(MARKET, BRIDGE, previous="21"),
            [(True, "### [Market burns]"), (True, "Text."), (True, "## [Previous Day...]")],
        ),
        (STORY, story(related=related((2, *MARKET))), story(), [(True, "1. [Market burns]")]),
        (STORY, story(), story() + "\n\n", []),
    ],
    ids=["new text", "removed", "another day", "added beside a new value", "another number", "blank lines"],
)
def test_a_line_in_another_s_place_counts_once(
    path: str, early: str, fixed: str, lines: list[tuple[bool, str]]
) -> None:
    found = [(line.is_written, line.line.partition("(")[0]) for line in line_changes(path, early, fixed)]
    assert found == lines


@pytest.fixture
def retitled(tmp_path: Path) -> Repository:
    """An archive that lists a story too few and then deletes it, and in which a heading's date is corrected."""
    repository = Repository(tmp_path / "archive")
    kept = {INDEX: index(BRIDGE), f"{DAY}/README.md": index(BRIDGE), STORY: story()}
    repository.commit({**kept, OTHER: story("Market burns", related=related((2, *BRIDGE)))})
    (repository.root / OTHER).unlink()
    repository.commit(kept)
    return repository


def test_the_command_names_the_rule_that_history_contradicts(
    retitled: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    def state() -> tuple[object, ...]:
        return retitled.git("for-each-ref"), retitled.git("status", "--porcelain"), sorted(retitled.root.rglob("*"))

    before = state()
    code = command.main([str(retitled.root), "--early", "HEAD~1"])
    out = capsys.readouterr().out
    assert (
        retitled.git("for-each-ref"),
        retitled.git("status", "--porcelain"),
        sorted(retitled.root.rglob("*")),
    ) == before
    assert "| S006 | 1 | 0 | 0.0000 |" in out
    assert code == (1 if f"- I001 {INDEX}" in out else 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["."], "git rev-parse in .: "),
        (["--synthetic", "3"], "at least 40 commits, not 3"),
        (["absent"], "absent"),
    ],
)
def test_misuse_is_told_and_not_traced(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert command.main([*arguments, "--early", "HEAD"]) == 2
    assert message in capsys.readouterr().err


def test_a_synthetic_history_has_its_size_and_the_same_seed_its_commits(tmp_path: Path) -> None:
    tips = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_history(str(tmp_path / name), commits=60, seed=seed)
        assert run_git(str(tmp_path / name), "rev-list", "--count", "main") == b"60\n"
        assert run_git(str(tmp_path / name), "rev-list", "--merges", "main")
        tips.append(History(str(tmp_path / name)).commit("main"))
    assert tips[0] == tips[1] != tips[2]


@pytest.mark.soak
def test_no_rule_is_contradicted_by_a_synthetic_history(tmp_path: Path) -> None:
    folder = str(tmp_path / "history")
    write_history(folder, commits=2000 if FACTOR else 120, seed=1)
    history = History(folder)
    scores = score_history(history, spread(history, "main", 6), "main")
    assert sum(one.lines for one in scores.values()) > 20
    wrong = {one.code: one for one in offenders(scores)}
    unexpected = {code: one for code, one in wrong.items() if code not in CONTRADICTED_TODAY}
    assert not unexpected, "\n" + score_table(unexpected, 5)
    if FACTOR:
        assert CONTRADICTED_TODAY.keys() == wrong.keys(), "a rule that no longer is contradicted has to leave the table"
