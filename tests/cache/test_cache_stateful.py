"""Whatever happens to an archive and to what is kept of it, a run that uses it reports what a fresh one does."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from archive_lint.rule.examples import OTHER_PATH, PATH, day_index, story
from tests.cached_runs import FACTS, OUTCOME, PAGES, cache_limits, lint, state
from tests.soak import rounds

DAY, OTHER_DAY = PATH.rpartition("/")[0], OTHER_PATH.rpartition("/")[0]
PATHS = [
    PATH,
    OTHER_PATH,
    f"{DAY}/another-story.md",
    f"{DAY}/index.md",
    f"{DAY}/README.md",
    f"{OTHER_DAY}/index.md",
    "about.md",
]
TEXTS = [
    story(),
    story(related=None),
    story(sources=None),
    story() + "\n<!-- archive-lint: disable[D001, L001] why -->\n",
    day_index([("Harbour bridge reopens after repairs", PATH)]),
    day_index([("Harbour bridge reopens after repairs", OTHER_PATH)], date="2014-05-21"),
    "",
    "# Two titles\n\n# and &quot;debris&quot; [gone](/news/2014/05/23/gone.md)\n",
    b"\xff\xfe not UTF-8 \0\n",
]
CONFIGURATIONS = [
    None,
    "",
    '[lint]\nignore = ["L"]\n',
    '[lint]\nper-file-ignores = { "*" = ["S"] }\n',
    '[lint.severity]\nS001 = "info"\n',
    '[archive]\nsite-prefix = "/zh"\n',
    '[archive]\nexclude = ["about.md"]\n',
    '[archive]\ntwins = ["about.md"]\n',
    '[sections.source]\nnames = ["Origin"]\n',
]
pages, texts = st.sampled_from(PATHS), st.sampled_from(TEXTS)
kept_files = st.sampled_from([OUTCOME, PAGES, FACTS])


class CachedArchive(RuleBasedStateMachine):
    """An archive that is edited between runs."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="archive-lint-test-"))
        (self.root / "news").mkdir()
        self.before: dict[str, tuple[bytes, int]] = {}
        self.older: dict[str, bytes] = {}
        self.limits = ExitStack()
        self.state = state(self.root)

    @initialize(written=st.dictionaries(pages, texts, min_size=2), is_quick=st.booleans())
    def begin(self, written: dict[str, str | bytes], is_quick: bool) -> None:
        for path, text in written.items():
            self.write(path, text)
        if is_quick:
            # Otherwise all files are too fresh to be told by their identity, and every run reads them.
            self.limits.enter_context(cache_limits(settled=12_000_000))

    def teardown(self) -> None:
        self.limits.close()
        shutil.rmtree(self.root)

    def write(self, path: str, text: str | bytes) -> None:
        file = self.root / path
        if file.is_file():
            self.before[path] = file.read_bytes(), file.stat().st_mtime_ns
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode() if isinstance(text, str) else text)

    @rule(path=pages, text=texts)
    def edit(self, path: str, text: str | bytes) -> None:
        self.write(path, text)

    @rule(path=pages, mark=st.sampled_from([b"#", b"]", b"(", b"0", b"\n"]), place=st.floats(0, 1))
    def edit_keeping_size_and_time(self, path: str, mark: bytes, place: float) -> None:
        file = self.root / path
        if file.is_file() and (text := file.read_bytes()):
            times = file.stat().st_atime_ns, file.stat().st_mtime_ns
            at = int(place * (len(text) - 1))
            self.write(path, text[:at] + mark + text[at + 1 :])
            os.utime(file, ns=times)

    @rule(path=pages)
    def restore_with_its_time(self, path: str) -> None:
        if path in self.before:
            text, modified = self.before[path]
            self.write(path, text)
            os.utime(self.root / path, ns=(modified, modified))

    @rule(path=pages, at=st.sampled_from([0, 1_400_000_000, 9_000_000_000]))
    def touch(self, path: str, at: int) -> None:
        if (self.root / path).is_file():
            os.utime(self.root / path, (at, at))

    @rule(path=pages)
    def delete(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    @rule(path=pages, to=pages)
    def rename(self, path: str, to: str) -> None:
        if (self.root / path).is_file():
            (self.root / to).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).replace(self.root / to)

    @rule(text=st.sampled_from(CONFIGURATIONS))
    def configure(self, text: str | None) -> None:
        file = self.root / "archive-lint.toml"
        file.unlink(missing_ok=True)
        if text is not None:
            file.write_text(text)

    @rule(name=kept_files, place=st.floats(0, 1), change=st.sampled_from(["flip", "cut", "insert", "remove", "folder"]))
    def damage(self, name: str, place: float, change: str) -> None:
        file = self.state / name
        if not file.is_file():
            return
        kept = file.read_bytes()
        if not kept:
            # It was cut to nothing before.
            return
        at = int(place * (len(kept) - 1))
        file.unlink()
        if change == "folder":
            file.mkdir()
        elif change != "remove":
            changed = {"flip": bytes([kept[at] ^ 1]) + kept[at + 1 :], "cut": b"", "insert": b"x" + kept[at:]}[change]
            file.write_bytes(kept[:at] + changed)

    @rule(name=kept_files)
    def remove_folder(self, name: str) -> None:
        if (self.state / name).is_dir():
            (self.state / name).rmdir()

    @rule()
    def set_aside(self) -> None:
        self.older = {
            name: (self.state / name).read_bytes() for name in (OUTCOME, PAGES, FACTS) if (self.state / name).is_file()
        }

    @precondition(lambda self: self.older)
    @rule(name=kept_files)
    def bring_back_an_older_cache(self, name: str) -> None:
        file = self.state / name
        if name in self.older and file.is_file():
            file.write_bytes(self.older[name])

    @rule()
    def run_again(self) -> None:
        lint(self.root)

    @invariant()
    def warm_and_cold_runs_agree(self) -> None:
        assert lint(self.root) == lint(self.root, "--no-cache")


TestCachedArchive = CachedArchive.TestCase
TestCachedArchive.settings = settings(
    max_examples=rounds(3),
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
