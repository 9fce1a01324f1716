"""Sweeps over the sources of generated archives, on a web of which every page is planned."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from archive_lint.cli.commands import init
from archive_lint.cli.main import main
from archive_lint.files.state_folder import StateFolder
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history_file import open_state
from benchmarks.corpus.citing import Citation, cite
from benchmarks.corpus.families import FAMILIES
from benchmarks.loopback_web import ServedWeb, served
from benchmarks.planned_web import Fate, PlannedWeb
from tests.soak import FACTOR
from tests.web.virtual_clock import HurriedClock

# In the long play one host says nothing at all: each wait for it takes as long as the timeout.
WEB = PlannedWeb(5_000, silent=True) if FACTOR else PlannedWeb(60)
FATES = {page.url: page.fate for page in WEB.pages}
FAST = [f"--config=web.{setting}" for setting in ("interval=0", "retries=0", "timeout=5")]


class Swept(NamedTuple):
    """What a sweep came to."""

    findings: list[dict[str, Any]]
    requests: int
    names: list[str]
    """That were asked for."""


class Archive:
    """A generated archive that cites every page of the web, and the folder of its history."""

    def __init__(self, root: Path, family: str, pages: int, **kind: str) -> None:
        self.root = root / "archive"
        self.root.mkdir()
        self._state = StateFolder(str(root / "state"), "--state-dir")
        FAMILIES[family].write(str(self.root), pages=pages, seed=1, **kind)
        self.citations: Sequence[Citation] = cite(str(self.root), list(FATES))
        assert init.run([str(self.root)]) == 0
        self.settings = tomllib.loads((self.root / "archive-lint.toml").read_text())

    def sweep(self, served_web: ServedWeb, capsys: pytest.CaptureFixture[str]) -> Swept:
        """Check all sources; asserts that the run went well."""
        network = WEB.network(served_web.port, HurriedClock())
        capsys.readouterr()
        chosen = ("--online", "--select=U00", "--ignore=U007", "--output-format=json-lines", *FAST)
        code = main(["check", str(self.root), f"--state-dir={self._state.path}", *chosen], network=network.network)
        shown = capsys.readouterr()
        assert (code, shown.err) == (1, "")
        return Swept([json.loads(line) for line in shown.out.splitlines()], served_web.used().requests, network.asked)

    def remembered(self) -> dict[str, list[VerdictKind]]:
        """Verdicts of all runs by the URLs of the web."""
        history = open_state(self._state)
        try:
            return {url: [record.kind for record in history.records(url)] for url in FATES}
        finally:
            history.close()


@pytest.fixture(scope="module")
def served_web() -> Iterator[ServedWeb]:
    with served(WEB.hosts) as web:
        yield web


Place = tuple[str, int, int, str, str]


def planned(citations: Sequence[Citation], *, once: bool) -> list[Place]:
    """Where findings must be, with rules and URLs: those that are told `once` per host, or all others."""
    return sorted(
        (cited.path, cited.line, cited.column, fate.code, cited.url)
        for cited in citations
        if (fate := FATES[cited.url]).code and fate.is_told_once is once
    )


def place(finding: dict[str, Any]) -> Place:
    start = finding["start"]
    return finding["path"], start["line"], start["column"], finding["code"], finding["subject"]


@pytest.mark.soak
@pytest.mark.parametrize(
    ("family", "pages", "kind", "where"),
    [
        ("first", 7_500 if FACTOR else 110, {"generation": "A"}, None),
        ("posts", 2_700 if FACTOR else 60, {}, "body"),
        ("bundles", 2_700 if FACTOR else 60, {}, "body"),
    ],
)
def test_a_sweep_finds_what_was_planned_and_asks_once(
    family: str,
    pages: int,
    kind: dict[str, str],
    where: str | None,
    served_web: ServedWeb,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    archive = Archive(tmp_path, family, pages, **kind)
    assert archive.settings["sections"]["source"].get("where") == where
    assert len(archive.citations) > len(FATES) == len(WEB.pages)
    first = archive.sweep(served_web, capsys)
    told = [finding for finding in first.findings if not FATES[finding["subject"]].is_told_once]
    assert sorted(map(place, told)) == planned(archive.citations, once=False)
    kinds = {finding["subject"]: finding["verdict"]["kind"] for finding in first.findings}
    assert kinds == {url: FATES[url].verdict for url in kinds}
    # Which of its pages speaks for a host is not planned; how many are spoken of is.
    once = [finding for finding in first.findings if FATES[finding["subject"]].is_told_once]
    assert set(map(place, once)) <= set(planned(archive.citations, once=True))
    spoken_for = {finding["subject"]: 1 + finding["verdict"].get("speaks_for", 0) for finding in once}
    assert sum(spoken_for.values()) == sum(fate.is_told_once for fate in FATES.values())
    assert archive.remembered() == {url: [fate.verdict] for url, fate in FATES.items()}
    assert first.requests > 0
    assert archive.sweep(served_web, capsys) == Swept(first.findings, 0, [])
    assert archive.remembered() == {url: [fate.verdict] for url, fate in FATES.items()}


def test_every_fate_is_met_and_has_its_share() -> None:
    for web, fates in ((PlannedWeb(60), set(Fate) - {Fate.SILENT}), (PlannedWeb(5_000, silent=True), set(Fate))):
        shares = Counter(page.fate for page in web.pages)
        assert set(shares) == fates
        assert 0.3 < shares[Fate.THERE] / len(web.pages) < 0.5
        assert len({page.url for page in web.pages}) == len(web.pages)
        for page in web.pages:
            assert page.url.startswith(f"http://{page.host}/{page.fate}/")


def test_what_is_cited_stands_where_it_is_said_to(tmp_path: Path) -> None:
    FAMILIES["posts"].write(str(tmp_path), pages=60, seed=1)
    urls = [f"http://paper.example/{number}" for number in range(100)]
    citations = cite(str(tmp_path), urls)
    assert [cited.url for cited in citations[:100]] == urls
    assert citations[100].url == urls[99]
    for cited in citations:
        line = (tmp_path / cited.path).read_text().split("\n")[cited.line - 1]
        assert line[cited.column - 1 :].startswith(f"{cited.url})")


def test_more_than_an_archive_cites_is_an_error(tmp_path: Path) -> None:
    FAMILIES["posts"].write(str(tmp_path), pages=60, seed=1)
    with pytest.raises(ValueError, match="cites 116 pages, not 2,000"):
        cite(str(tmp_path), [f"http://paper.example/{number}" for number in range(2_000)])
