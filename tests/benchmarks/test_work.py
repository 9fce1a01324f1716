from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
from contextlib import redirect_stdout
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import corpora, document, peers
from benchmarks.commands import Work, all_rules, link_rules, one_changed, one_page, unchanged
from benchmarks.corpora import Corpus, real, synthetic
from benchmarks.corpus import Score
from benchmarks.interleave import Result
from benchmarks.peers import Peer, find_peers, lychee
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
    ("make", "pages"), [(all_rules, 60), (link_rules, 60), (unchanged, 60), (one_changed, 60), (one_page, 1)]
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
    assert "有关" in Path(corpus.configuration or "").read_text(encoding="utf-8")


def test_every_peer_runs_or_says_why_not(peers_here: dict[str, Peer]) -> None:
    assert set(peers_here) == {"lychee", "linkcheckmd", "remark-validate-links", "markdown-link-check"}
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
    monkeypatch.setattr(command, "SUITES", {"one": ("One", lambda options: f"{options.pages} pages")})
    with redirect_stdout(io.StringIO()):
        assert command.main(["--quick", "--write"]) == 0
    written = page.read_text(encoding="utf-8")
    assert written.startswith("# Benchmarks\n\n## One\n\nMeasured ")
    assert written.endswith("1,000 pages\n") or "1000 pages" in written


@pytest.mark.skipif(not os.path.exists(os.path.join(os.path.dirname(sys.executable), "lychee")), reason="no lychee")
def test_lychee_does_the_work_that_it_says(small: Corpus) -> None:
    peer = lychee()
    assert peer.make is not None
    timed = peer.make(small)
    done = subprocess.run(timed.command, cwd=small.root, capture_output=True, text=True, check=False)
    assert done.returncode in timed.codes
    assert (timed.work(done.stdout + done.stderr).links or 0) >= small.links
