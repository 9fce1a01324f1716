"""The answer that an earlier run gave: given again where everything is the same, and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import msgspec
import pytest

from archive_lint.cache.file_identity import SETTLED
from archive_lint.cache.kept_file import read_kept, write_kept
from archive_lint.cli import answer as answers
from archive_lint.cli import checking, report_output
from archive_lint.cli.check_options import parse_check
from archive_lint.cli.main import main
from archive_lint.files import listing_ahead
from archive_lint.files.state_folder import find_state_folder
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.report.registry import FORMATS
from archive_lint.rule.examples import OTHER, OTHER_PATH, OTHER_TITLE, PATH, TITLE, day_index, story
from tests.cached_runs import cache_limits
from tests.repository import ENVIRONMENT, Repository

INDEX = f"{PATH.rpartition('/')[0]}/index.md"
FAR = "news/2014/06/01/far.md"
FILES = {
    PATH: story(related=[OTHER]) + "\n[gone](/news/2014/05/23/gone.md)\n",
    OTHER_PATH: story(date="2014-05-21", title=OTHER_TITLE),
    INDEX: day_index([(TITLE, PATH)]),
    FAR: story(date="2014-06-01"),
    "archive-lint.toml": 'extend = "base.toml"\n',
    "base.toml": "",
    "picture.jpg": "x",
}

Said = tuple[int, bytes]
Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def settled() -> Iterator[None]:
    """Files are told by their statuses, however fresh they are."""
    with cache_limits(settled=0):
        yield


@pytest.fixture(scope="module")
def committed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository to copy."""
    repository = Repository(tmp_path_factory.mktemp("committed"))
    repository.commit(FILES)
    return repository.root


@pytest.fixture
def repository(committed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    repository = Repository.copied(committed, tmp_path / "checkout")
    monkeypatch.chdir(repository.root)
    return repository


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """An entry for each run that checked something."""
    made: list[int] = []
    check = checking.check

    def counted(*given: object, **named: object) -> int:
        made.append(1)
        return check(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "check", counted)
    return made


@pytest.fixture
def run(repository: Repository, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs the command line in the archive: the exit code, and all that is said."""

    def run(*words: str) -> Said:
        capfdbinary.readouterr()
        code = main(["--offline", "--jobs=1", *words])
        said = capfdbinary.readouterr()
        return code, said.out + said.err

    return run


WHOLE: tuple[str, ...] = ()
NAMED = (PATH,)


@pytest.mark.parametrize("words", [WHOLE, NAMED, (".",), ("news/2014/05",)], ids=str)
def test_the_same_command_line_is_answered_without_a_check(run: Run, checks: list[int], words: tuple[str, ...]) -> None:
    first = run(*words)
    assert first[0] == 1
    assert [run(*words), run(*words)] == [first] * 2
    assert len(checks) == 1
    assert run("--no-cache", *words) == first


@pytest.mark.parametrize(
    "name", [name for name, form in FORMATS.items() if not form.shows_rot and not form.has_links], ids=str
)
def test_each_format_is_written_as_it_was(run: Run, checks: list[int], name: str) -> None:
    first, second = run(f"--output-format={name}"), run(f"--output-format={name}")
    assert len(checks) == 1
    assert first == second


def _edit(path: str, text: str = "\nMore.\n") -> Callable[[Repository], object]:
    return lambda repository: repository.write({path: FILES.get(path, "") + text})


def _remove(path: str) -> Callable[[Repository], object]:
    return lambda repository: (repository.root / path).unlink()


def _journal(repository: Repository) -> None:
    Path(JournalPlace(str(repository.root)).path).write_text("")


def _link(repository: Repository) -> None:
    (repository.root / "alias.md").symlink_to(PATH)


def _same_time(repository: Repository) -> None:
    page = repository.root / PATH
    before = page.stat()
    page.write_text(FILES[PATH].replace("gone.md", "none.md"))
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES: dict[str, Callable[[Repository], object]] = {
    "a page": _edit(PATH),
    "what a page says, at the same time": _same_time,
    "a page more": _edit("news/2014/05/23/new.md"),
    "a page less": _remove(OTHER_PATH),
    "a picture more": _edit("other.jpg"),
    "a picture less": _remove("picture.jpg"),
    "a link on disk": _link,
    "the configuration": _edit("archive-lint.toml", "[lint]\nignore = ['L']\n"),
    "what it extends": _edit("base.toml", "[lint]\nignore = ['L']\n"),
    "another configuration": lambda repository: os.rename("archive-lint.toml", ".archive-lint.toml"),
    "no configuration": _remove("archive-lint.toml"),
    "a baseline": lambda _: main(["baseline"]),
    "what git ignores": _edit(".gitignore", "news/2014/06/\n"),
    "what git tracks": lambda repository: repository.git("rm", "--quiet", "--cached", OTHER_PATH),
    "the commit": lambda repository: repository.commit(),
    "a fix that was cut off": _journal,
    "a folder of an earlier version": lambda repository: (repository.root / ".archive-lint").mkdir(),
}


BY_EACH_WAY = ("a page", "what a page says, at the same time", "a page less", "the configuration", "the commit")
"""Changes that are tried whatever is named."""


@pytest.mark.parametrize(
    ("words", "is_ahead", "change"),
    [
        pytest.param(words, is_ahead, change, id=f"{name}, {words}, {'ahead' if is_ahead else 'here'}")
        for name, change in CHANGES.items()
        for words, is_ahead in ((WHOLE, False), (WHOLE, True), (NAMED, True), ((".",), True))
        if len(words) == 0 or name in BY_EACH_WAY
    ],
)
def test_after_a_change_the_archive_is_checked(
    repository: Repository,
    run: Run,
    checks: list[int],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    is_ahead: bool,
    change: Callable[[Repository], object],
) -> None:
    monkeypatch.setattr(listing_ahead, "can_copy", lambda: is_ahead and sys.platform == "linux")
    assert run(*words) == run(*words)
    assert len(checks) == 1
    change(repository)
    checks.clear()
    assert run(*words) == run("--no-cache", *words)
    assert len(checks) == 2


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("NO_COLOR", "1", 1), ("COLUMNS", "40", 1), ("LANG", "tlh", 1), ("SHLVL", "7", 0), ("_", "/bin/x", 0)],
)
def test_the_environment_counts_but_for_what_a_shell_changes_by_itself(
    run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: int
) -> None:
    run()
    monkeypatch.setenv(name, value)
    checks.clear()
    run()
    assert len(checks) == expected


def test_another_program_checks_again(run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    run()
    monkeypatch.setattr(answers, "program_identity", lambda _: b"another")
    run()
    assert len(checks) == 2


@pytest.mark.parametrize("names", [["archive-lint.toml"], ["base.toml"], ["archive-lint-baseline.json"]], ids=str)
def test_what_a_link_to_a_setting_leads_to_counts(
    repository: Repository, run: Run, checks: list[int], names: list[str]
) -> None:
    elsewhere = repository.root.parent / "elsewhere"
    for name in names:
        (repository.root / name).unlink(missing_ok=True)
        (repository.root / name).symlink_to(repository.root.parent / "between")
    (repository.root.parent / "between").symlink_to(elsewhere)
    elsewhere.write_text('{"version": 1, "findings": []}' if names[0].endswith("json") else "")
    first = run()
    checks.clear()
    elsewhere.write_text("{" if names[0].endswith("json") else "[lint]\nignore = ['L']\n")
    assert run() != first
    assert len(checks) == 1


@pytest.mark.parametrize(
    "words", [["--output-format=concise"], ["--output-format=json", "-v"]], ids=["answer", "cache"]
)
def test_redirects_that_git_ignores_count(repository: Repository, run: Run, words: list[str]) -> None:
    site = '[site]\nredirects = ["_redirects"]\n[[site.map]]\nfile = "{path}.md"\nurl = "/{path}/"\n'
    page = FILES[PATH].replace("/news/2014/05/23/gone.md", "/old/")
    repository.commit({".gitignore": "_redirects\n", "archive-lint.toml": site, PATH: page})
    repository.write({"_redirects": f"/old/ /{PATH.removesuffix('.md')}/\n"})
    run(*words)
    assert b"'/old/'" not in run(*words)[1]
    repository.write({"_redirects": "/other/ /\n"})
    assert b"'/old/'" in run(*words)[1]


def test_git_that_no_longer_answers_is_told_of_as_ever(
    repository: Repository, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_ahead, "can_copy", lambda: sys.platform == "linux")
    run()
    (repository.root / ".git/index").write_bytes(b"DIRC damaged")
    code, said = run()
    assert code == 2
    assert b"git cannot read the index" in said


def test_with_rules_of_others_each_run_checks(run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "is_sole_provider", lambda: False)
    run()
    run()
    assert len(checks) == 2


@pytest.mark.parametrize(
    ("path", "expected"), [pytest.param(OTHER_PATH, 1, id="a story that it cites"), pytest.param(FAR, 0, id="another")]
)
def test_an_answer_about_a_page_holds_until_a_page_that_it_rests_on_changes(
    repository: Repository, run: Run, checks: list[int], path: str, expected: int
) -> None:
    run(PATH)
    _edit(path)(repository)
    checks.clear()
    assert run(PATH) == run(PATH)
    assert len(checks) == expected
    assert run(PATH) == run("--no-cache", PATH)


def test_a_run_that_says_more_than_its_report_is_not_kept(repository: Repository, run: Run, checks: list[int]) -> None:
    (repository.root / ".archive-lint").mkdir()
    assert b"earlier version" in run()[1]
    assert b"earlier version" in run()[1]
    assert len(checks) == 2


def test_a_page_that_was_just_written_is_not_trusted(repository: Repository, run: Run, checks: list[int]) -> None:
    with cache_limits(settled=SETTLED):
        repository.write({PATH: FILES[PATH]})
        run()
        run()
    assert len(checks) == 2


@pytest.mark.parametrize(
    "words",
    [
        ["--fix"], ["--diff"], ["--fix-only"], ["--add-suppressions", "why"], ["--changed-since", "HEAD"], ["--online"],
        ["--no-cache"], ["--verbose"], ["-o", "json:x.json"], ["--stdin-filename", PATH, "-"], ["--timing"],
        ["--output-format=markdown"], ["--output-format=html"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_answer_is_only_for_plain_reports(words: list[str]) -> None:
    assert answers._is_plain(parse_check([]))
    assert not answers._is_plain(parse_check(words))


def kept(repository: Repository) -> list[Path]:
    return sorted(Path(find_state_folder(str(repository.root)).path).glob("answer-*.cache"))


def test_an_answer_is_found_by_the_signature_once_nothing_is_ignored(
    repository: Repository, run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_ahead, "can_copy", lambda: sys.platform == "linux")
    closer: list[int] = []
    look = answers.AnswerKeeper._look_closer

    def counted(keeper: answers.AnswerKeeper, answer: answers._Answer) -> None:
        closer.append(1)
        look(keeper, answer)

    monkeypatch.setattr(answers.AnswerKeeper, "_look_closer", counted)
    repository.write({".git/info/exclude": "ignored.jpg\n", "ignored.jpg": "x"})
    said = run()
    assert [run(), run()] == [said] * 2
    assert len(closer) == 2
    (repository.root / "ignored.jpg").unlink()
    assert [run(), run(), run()] == [said] * 3
    assert len(closer) == 3
    assert len(checks) == 1


@pytest.mark.parametrize(
    ("most", "longest", "times"), [(-1, 9, 1), (99, -1, 2), (99, 9, 1)], ids=["afterwards", "given up ahead", "ahead"]
)
@pytest.mark.parametrize("name", ["concise", "full", "github", "json", "sarif"])
def test_a_report_is_the_same_whether_it_is_printed_before_it_is_known_to_hold_or_after(
    run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch, most: int, longest: float, times: int, name: str
) -> None:
    words = ("--output-format", name)
    said = run(*words)
    write = mock.Mock(wraps=report_output._write)
    for changed, value in (("_MOST_AHEAD", most), ("_LONGEST_AHEAD", longest), ("_write", write)):
        monkeypatch.setattr(report_output, changed, value)
    assert run(*words) == said
    assert (write.call_count, len(checks)) == (times, 1)


def test_a_report_that_cannot_be_printed_ahead_is_printed_when_it_is_known_to_hold(
    run: Run, checks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = run()
    tries = [IndexError("the page has become shorter"), mock.DEFAULT]
    write = mock.Mock(wraps=report_output._write, side_effect=tries)
    monkeypatch.setattr(report_output, "_write", write)
    assert run() == said
    assert (write.call_count, len(checks)) == (2, 1)


def test_few_answers_are_kept(repository: Repository, run: Run) -> None:
    for number in range(12):
        run(f"--max-findings={number + 1}")
    assert 1 < len(kept(repository)) <= 4


@pytest.mark.parametrize(
    "damage", [lambda _: b"", lambda kept: kept[:-9], lambda kept: kept[:-1] + b"~"], ids=["1", "2", "3"]
)
def test_a_damaged_answer_is_not_given(
    repository: Repository, run: Run, checks: list[int], damage: Callable[[bytes], bytes]
) -> None:
    first = run()
    (file,) = kept(repository)
    file.write_bytes(damage(file.read_bytes()))
    assert run() == first
    assert len(checks) == 2


@pytest.mark.parametrize(
    ("path", "is_given"), [("../secret.md", False), ("/etc/passwd", False), ("news/../../x.md", False), (FAR, True)]
)
def test_a_forged_answer_is_about_pages_of_the_archive_or_not_given(
    repository: Repository, run: Run, checks: list[int], path: str, is_given: bool
) -> None:
    run()
    state = find_state_folder(str(repository.root))
    (file,) = kept(repository)
    key = file.read_bytes()[len(b"archive-lint cache 2\n") :][:32]
    (chunk,) = read_kept(state, file.name, key)
    answer = msgspec.msgpack.decode(chunk, type=answers._Answer)
    forged = [msgspec.structs.replace(finding, path=path, message="\x1b[31mred") for finding in answer.findings]
    forged_answer = msgspec.structs.replace(answer, findings=forged)
    write_kept(state, file.name, key, [msgspec.msgpack.encode(forged_answer)])
    said = run()[1]
    assert b"\x1b" not in said
    assert len(checks) == (1 if is_given else 2)
