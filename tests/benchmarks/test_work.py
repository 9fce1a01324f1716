from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import tomllib
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import aims, corpora, document, peers, suites
from benchmarks.aims import Aim, Section, aims_table
from benchmarks.commands import (
    TimedCommand,
    Work,
    all_rules,
    link_rules,
    nothing_kept,
    one_changed,
    one_page,
    unchanged,
)
from benchmarks.commit_hook import entry, hook
from benchmarks.corpora import Corpus, in_git, real, synthetic
from benchmarks.corpus import Score
from benchmarks.corpus.families import FAMILIES
from benchmarks.history.repository import run_git
from benchmarks.interleave import Result
from benchmarks.large_pages import LARGE, large_page
from benchmarks.peers import RUMDL_AGAIN, RUMDL_ALL, RUMDL_LINKS, RUMDLS, Peer, find_peers, lychee, rumdl
from benchmarks.precision import main as precision
from benchmarks.precision import precision_table
from benchmarks.stress import STRESS, pages_linking_to_one_page, stressed
from benchmarks.table import results_table


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return synthetic(str(tmp_path_factory.mktemp("small")), 60)


@pytest.fixture
def peers_here(monkeypatch: pytest.MonkeyPatch) -> dict[str, Peer]:
    monkeypatch.setattr(peers.shutil, "which", lambda _: None)  # type: ignore[attr-defined]
    return {peer.name: peer for peer in find_peers()}


def test_a_corpus_knows_its_work(small: Corpus) -> None:
    pages = list(Path(small.root).rglob("*.md"))
    assert small.pages == len(pages) == 60
    assert small.links > 200
    assert small.size == sum(page.stat().st_size for page in pages)
    assert Path(small.root, small.a_story).exists()


@pytest.mark.parametrize(
    ("make", "pages"),
    [(all_rules, 60), (nothing_kept, 60), (link_rules, 60), (unchanged, 60), (one_changed, 60), (one_page, 1)],
)
def test_the_work_of_archive_lint_is_read_from_its_report(small: Corpus, make: object, pages: int) -> None:
    assert callable(make)
    timed = make(small)
    timed.before()
    done = subprocess.run(timed.command, cwd=small.root, capture_output=True, text=True, check=True)
    assert timed.work(done.stdout) == Work(pages, small.links if pages == 60 else None, 0)


def test_counted_findings_are_read_from_its_report(small: Corpus) -> None:
    work = all_rules(small).work
    assert work("x\n1,234 findings (1,000 errors, 234 infos) on 60 pages.\n") == Work(60, small.links, 1234)
    assert work("1 finding (1 error) on 1 page.\n") == Work(1, None, 1)
    assert work("nothing known") == Work()


def test_a_changed_page_is_longer_and_kept_results_can_be_forgotten(tmp_path: Path) -> None:
    corpus = synthetic(str(tmp_path), 60)
    page = Path(corpus.root, corpus.a_story)
    before = page.read_bytes()
    corpus.change_a_page()
    kept = Path(corpus.state)
    kept.mkdir()
    corpus.forget()
    assert page.read_bytes() == before + b"\n"
    assert not kept.exists()


def test_the_real_archive_is_left_out_where_it_is_not_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpora, "REAL_ARCHIVE", str(tmp_path / "none.tar.xz"))
    assert real(str(tmp_path)) is None


def test_the_real_archive_is_unpacked_where_it_is_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as archive:
        page = tarfile.TarInfo("news/2014/05/3/a.md")
        page.size = 10
        archive.addfile(page, io.BytesIO(b"# Title\n\n\n"))
    monkeypatch.setattr(corpora, "REAL_ARCHIVE", str(tmp_path / "a.tar.xz"))
    corpus = real(str(tmp_path / "there"))
    assert corpus is not None
    assert (corpus.pages, corpus.links, corpus.a_story) == (1, 0, "news/2014/05/3/a.md")
    settings = tomllib.loads(Path(corpus.root, "archive-lint.toml").read_text(encoding="utf-8"))
    assert settings == corpus.settings
    assert settings["sections"]["related"]["names"] == ["有关"]


def test_every_peer_runs_or_says_why_not(peers_here: dict[str, Peer]) -> None:
    others = {"lychee", "linkcheckmd", "remark-validate-links", "markdown-link-check"}
    assert set(peers_here) == others | set(RUMDLS)
    assert all((peer.make is None) == bool(peer.reason) for peer in peers_here.values())
    assert peers_here["remark-validate-links"].reason == "npm is not installed"


def test_peers_are_asked_to_stay_off_the_network(small: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    assert small.pages == 60
    monkeypatch.setattr(peers.os.path, "exists", lambda _: True)  # type: ignore[attr-defined]
    peer = lychee()
    assert peer.make is not None
    timed = peer.make(small)
    assert "--offline" in timed.command
    said = "🔍 81403 Total (in 1s 199ms) 🔗 19509 Unique ✅ 73288 OK 🚫 12 Errors 👻 8115 Excluded"
    assert timed.work(said) == Work(60, 81403, 12)


@pytest.mark.parametrize("name", [*STRESS, "pages"])
def test_a_stress_archive_has_only_the_findings_that_it_is_about(tmp_path: Path, name: str) -> None:
    write = STRESS.get(name, pages_linking_to_one_page)
    corpus = stressed(str(tmp_path), name, 100, write)
    done = subprocess.run(all_rules(corpus).command, cwd=corpus.root, capture_output=True, text=True, check=True)
    work = all_rules(corpus).work(done.stdout)
    expected = {"one page with N repeated related links": 90, "one page with N broken related links": 100}
    assert (work.links, work.findings) == (corpus.links, expected.get(name, 0)), done.stdout
    assert corpus.links >= 100


def test_a_table_compares_with_one_of_its_lines() -> None:
    results = [
        Result(name="lychee", walls=[1.0, 2.0], cpus=[1.0, 1.0], memory=46_000_000, work=Work(10, 20, 0)),
        Result(name="other", walls=[0.5, 1.0], cpus=[0.1, 0.1], memory=None, work=Work()),
    ]
    lines = results_table(results, "lychee").splitlines()
    assert lines[0] == "|  | wall s | least–most | × lychee | CPU s | memory MB | pages | links | findings |"
    assert lines[2] == "| lychee | 1.50 | 1.00–2.00 | 1.00 | 1.00 | 46 | 10 | 20 | 0 |"
    assert lines[3] == "| other | 0.750 | 0.500–1.00 | 0.50 | 0.100 | – | – | – | – |"
    assert "| ratio |" in results_table(results, None)


def test_measured_sections_are_replaced_and_the_rest_stays() -> None:
    text = "# Benchmarks\n\nWords.\n\n## One\n\nold\n\n## Notes\n\nkept\n"
    new = document.updated(text, {"One": "new\n", "Two": "added"})
    assert new == "# Benchmarks\n\nWords.\n\n## One\n\nnew\n\n## Notes\n\nkept\n\n## Two\n\nadded\n"
    assert document.updated(new, {"One": "new\n", "Two": "added"}) == new
    first = document.updated("# Benchmarks\n\n## Notes\n\nkept\n\n## Two\n\nold\n", {"One": "added", "Two": "new"})
    assert first == "# Benchmarks\n\n## Notes\n\nkept\n\n## One\n\nadded\n\n## Two\n\nnew\n"


def test_figures_below_one_are_explained() -> None:
    missed = tuple(("L001", f"p{at}.md", at) for at in range(7))
    text = precision_table({"L001": Score("L001", 10, 4, missed, (("L001", "q.md", None),))})
    assert "| L001 | 10 | 4 | 3 | 0.7500 | 0.3000 |" in text
    assert "- L001 missed: `p4.md` line 4\n- L001 missed: 2 more" in text
    assert "- L001 false: `q.md`" in text


def test_precision_runs_from_the_command_line() -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        assert precision(["--pages", "700", "--defects", "1"]) == 0
    assert "| L001 |" in printed.getvalue()


def test_the_benchmark_writes_its_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n", encoding="utf-8")
    monkeypatch.setattr(document, "DOCUMENT", str(page))
    pages = {"one": ("One", lambda options: Section(text=f"{options.pages} pages", figures={"cold": 1.6}))}
    monkeypatch.setattr(command, "SUITES", pages)
    monkeypatch.setattr(command, "compile_all", lambda: None)
    with redirect_stdout(io.StringIO()):
        assert command.main(["--quick", "--write"]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Benchmarks\n\n## What is aimed at\n\nMeasured ")
    assert "\n\n## One\n\nMeasured " in written
    assert written.endswith("1,000 pages\n") or "1000 pages" in written
    assert "| 1.60 × lychee | ≤ 1.50 × lychee | missed by 7% |" in written


@pytest.mark.skipif(not os.path.exists(os.path.join(os.path.dirname(sys.executable), "lychee")), reason="no lychee")
def test_lychee_does_the_work_that_it_says(small: Corpus) -> None:
    peer = lychee()
    assert peer.make is not None
    timed = peer.make(small)
    done = subprocess.run(timed.command, cwd=small.root, capture_output=True, text=True, check=False)
    assert done.returncode in timed.codes
    assert (timed.work(done.stdout + done.stderr).links or 0) >= small.links


@pytest.mark.parametrize(
    ("aim", "value", "judged"),
    [
        (Aim("a", "", 1.5, "×"), 1.5, "| 1.50 × | ≤ 1.50 × | yes |"),
        (Aim("a", "", 1.5, "×"), 1.8, "| 1.80 × | ≤ 1.50 × | missed by 20% |"),
        (Aim("a", "", 2_000, "a second", is_least=True), 2_100.4, "| 2,100 a second | ≥ 2,000 a second | yes |"),
        (
            Aim("a", "", 2_000, "a second", is_least=True),
            1_600,
            "| 1,600 a second | ≥ 2,000 a second | missed by 25% |",
        ),
        (Aim("a", "", 0, "pages"), 0, "| 0 pages | ≤ 0 pages | yes |"),
        (Aim("a", "", 0, "pages"), 2, "| 2 pages | ≤ 0 pages | no |"),
        (Aim("a", "", 150, "MB"), None, "| – | ≤ 150 MB | not measured |"),
    ],
)
def test_a_figure_is_held_against_what_is_aimed_at(aim: Aim, value: float | None, judged: str) -> None:
    assert aims_table({} if value is None else {"a": value}, [aim]).splitlines()[-1].endswith(judged)


def test_what_is_aimed_at_is_told_only_when_all_was_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {name: (name.title(), lambda _: Section(text="measured")) for name in ("one", "two")}
    monkeypatch.setattr(command, "SUITES", both)
    monkeypatch.setattr(command, "compile_all", lambda: None)
    printed = {}
    for arguments in ((), ("--only", "one")):
        with redirect_stdout(io.StringIO()) as output:
            assert command.main([*arguments]) == 0
        printed[arguments] = aims.HEADING in output.getvalue()
    assert printed == {(): True, ("--only", "one"): False}


def test_ours_is_compared_with_peers_turn_by_turn(small: Corpus) -> None:
    def result(name: str, *walls: float) -> Result:
        return Result(name=name, walls=walls, cpus=walls, memory=120_000_000, work=Work())

    ours = [result(make(small).name, *walls) for make, *walls in ((nothing_kept, 3, 9), (all_rules, 4, 8))]
    warm = result(unchanged(small).name, 1, 1)
    peer = [result("lychee", 2, 4), result(RUMDL_ALL, 4, 10), result(RUMDL_AGAIN, 4, 4)]
    figures = suites._against_peers([*peer, *ours, warm], small)
    expected = {"cold": 1.875, "cold-writing": 2, "warm": 0.375, "rumdl-all": 0.9, "rumdl-warm": 0.25, "memory": 120}
    assert figures == pytest.approx(expected)


@pytest.mark.parametrize(
    ("said", "work"),
    [
        ("Issues: Found 243,995 issues in 15086 files (4711ms)", Work(15086, None, 243_995)),
        ("Issues: Found 1 issue in 1/60 files (4ms)", Work(60, None, 1)),
        ("Success: No issues found in 60 files (2ms)", Work(60, None, 0)),
        ("nothing known", Work()),
    ],
)
def test_the_work_of_rumdl_is_read_from_its_last_lines(
    small: Corpus, monkeypatch: pytest.MonkeyPatch, said: str, work: Work
) -> None:
    monkeypatch.setattr(peers.os.path, "exists", lambda _: True)  # type: ignore[attr-defined]
    assert {peer.make(small).work(said) for peer in rumdl() if peer.make is not None} == {work}


@pytest.mark.skipif(not os.path.exists(os.path.join(os.path.dirname(sys.executable), "rumdl")), reason="no rumdl")
def test_rumdl_looks_links_up_from_the_root_of_the_archive(tmp_path: Path) -> None:
    archive = synthetic(str(tmp_path), 60)
    timed = {peer.name: peer.make(archive) for peer in rumdl() if peer.make is not None}[RUMDL_LINKS]
    before = measured(timed)
    timed.before()
    Path(archive.root, archive.a_story).unlink()
    after = measured(timed)
    assert (before.pages, after.pages) == (60, 59)
    assert (after.findings or 0) > (before.findings or 0)


def measured(timed: TimedCommand) -> Work:
    done = subprocess.run(timed.command, cwd=timed.folder, capture_output=True, text=True, check=False)
    assert done.returncode in timed.codes, done.stderr
    return timed.work(done.stdout + done.stderr)


@pytest.mark.parametrize("family", FAMILIES)
def test_an_archive_of_every_family_is_clean_with_the_configuration_that_is_written(
    tmp_path: Path, family: str
) -> None:
    archive = synthetic(str(tmp_path), 60, family)
    assert measured(all_rules(archive)) == Work(60, archive.links, 0)


def test_the_hook_is_the_published_one_and_sees_the_page_that_is_staged(tmp_path: Path) -> None:
    archive = in_git(synthetic(str(tmp_path), 60))
    timed = hook(archive)
    assert entry() == timed.command[1:4] == ["--offline", "--changed-since", "HEAD"]
    timed.before()
    changed = run_git(archive.root, "diff", "--cached", "--name-only").decode()
    assert changed.splitlines() == [archive.a_story]
    assert 0 < (measured(timed).pages or 0) < 60


@pytest.mark.parametrize("name", LARGE)
def test_a_large_page_is_as_large_as_it_says(tmp_path: Path, name: str) -> None:
    size = large_page(str(tmp_path), name, 50_000).size
    assert 50_000 - max(50, len(LARGE[name].part)) <= size <= 50_000
