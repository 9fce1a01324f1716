"""The answer to a command line that was given before, about the same files: the report is written again, nothing else.

It is looked for before rules, settings and most modules are loaded. It holds if all that decided it is the same: the
program, its surroundings and the command line; the files of settings; git's commit; the listing; and the content of
each page that was read. A run that said anything beside its report is not kept.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from archive_lint.cache.file_identity import SETTLED, has_unknown
from archive_lint.cache.fingerprint import program_identity
from archive_lint.cache.git_view import GitView
from archive_lint.cache.kept_file import KEY_SIZE, NotKeptError, read_kept, write_kept
from archive_lint.cache.listing_digest import listing_digest
from archive_lint.cli.check_options import CheckOptions
from archive_lint.cli.early_listing import Bounds, EarlyListing
from archive_lint.cli.paths import STANDARD_INPUT
from archive_lint.files.discover import DiscoveryError
from archive_lint.files.locate import display_base
from archive_lint.files.read import UnreadablePageError, read_page
from archive_lint.files.state_folder import (
    EARLIER_NAME,
    StateFolder,
    StateFolderError,
    find_state_folder,
    has_earlier_folder,
)
from archive_lint.files.statuses import file_status, later_than
from archive_lint.fix.journal_place import JournalPlace
from archive_lint.git.errors import GitError
from archive_lint.model.digest import blake2b, content_digest
from archive_lint.model.finding import Finding, Severity
from archive_lint.model.listing import Listing
from archive_lint.report.links import Links
from archive_lint.report.registry import FORMATS
from archive_lint.report.report import Report, RuleInfo, Summary
from archive_lint.rule.installed import BUILT_IN_PACKAGE, is_sole_provider

if TYPE_CHECKING:
    from archive_lint.cli.inputs import CheckInputs

_SLOTS = 4
"""The most answers that are kept: of so many command lines that are given in turn."""
_BESIDE_THE_POINT = frozenset({"_", "OLDPWD", "PWD", "SHLVL"})
"""Variables of the environment that a shell changes with every command."""
_LOST = "\ufffd"
"""What a report shows for a byte of a path that is not UTF-8: such a path leads nowhere."""


class _Rule(Struct, frozen=True, array_like=True):
    code: str
    name: str
    summary: str
    severity: Severity
    url: str


class _Answer(Struct, frozen=True, array_like=True, kw_only=True):
    configuration: str
    """The configuration file that was found; empty if none was."""
    files: dict[str, bytes]
    """The files of settings, the baseline and redirect files, each with the status of what it leads to."""
    bounds: Bounds
    listing: bytes
    """The digest of the listing."""
    git: bytes
    signature: bytes
    """The signature of the files; empty if they are not seen by a walk and git's names alone."""
    identities: bytes
    """The identities of all files; empty for an answer about named pages."""
    pages: dict[str, bytes]
    """The pages that were read for an answer about named pages, with the digests of their contents."""
    summary: Summary
    notes: list[str]
    rules: list[_Rule]
    findings: list[Finding]


_UNREADABLE = (GitError, NotKeptError, StateFolderError, DiscoveryError, msgspec.MsgspecError, RecursionError, OSError)


class AnswerKeeper:
    """The answer of one command line: found if an earlier run gave it, and kept for a later one."""

    def __init__(self, words: Sequence[str], options: CheckOptions, early: EarlyListing) -> None:
        """Take the words of the command line, what they mean, and the listing that has begun."""
        self._words = words
        self._options = options
        self._early = early
        self._root = early.start.root
        self._begun = time.time_ns()
        self._key = b""
        """The key of the answer; empty if none may be given or kept."""
        self._git: GitView | None = None
        self._answer: _Answer | None = None
        """The answer that was found, of which `holds` tells whether it may be given."""

    @property
    def base(self) -> str:
        """The folder from which the paths of the report lead."""
        return display_base(self._root, os.getcwd())

    def find(self) -> Report | None:
        """Return the report of an earlier run, which is this one's too if then `holds` says so."""
        if not _is_plain(self._options) or not is_sole_provider():
            return None
        try:
            state = self._state()
            self._key = self._make_key()
            self._git = GitView(self._root)
            (chunk,) = read_kept(state, self._name, self._key)
            self._answer = msgspec.msgpack.decode(chunk, type=_Answer)
            return self._report(self._answer, state)
        except (*_UNREADABLE, ValueError):
            return None

    def holds(self) -> bool:
        """Wait for the listing and git; return whether this run would give the report that was found."""
        answer = self._answer
        try:
            if answer is None or self._git is None or self._git.state != answer.git:
                return False
            is_of_all = bool(answer.identities)
            if not answer.signature or self._early.signature(is_of_content=is_of_all) != answer.signature:
                self._look_closer(answer)
        except (*_UNREADABLE, ValueError):
            return False
        return True

    def end(self) -> None:
        """End what is not needed."""
        if self._git is not None:
            self._git.abandon()

    def keep(self, report: Report, inputs: CheckInputs, read: Mapping[str, bytes] | None, now: bytes) -> None:
        """Keep the report of a run that said nothing else.

        `read` are the pages that it read with the digests of their contents, if they were few; `now` are the
        identities of all files, if it was about all of them.
        """
        project, named = inputs.project, inputs.named
        if not self._key or self._git is None or project.root != self._root or not report.complete or report.problems:
            return
        is_of_all = named.is_everything
        if (has_unknown(now) or not now) if is_of_all else (read is None or project.layout.is_site):
            return
        if any(_LOST in finding.path for finding in report.findings):
            return
        rules = report.rules.values()
        try:
            discovered = self._early.discover(self._root, project.bounds)
            answer = _Answer(
                configuration=self._early.start.configuration,
                files=self._settled(_files_of(inputs, self._options)),
                bounds=project.bounds,
                listing=listing_digest(discovered.listing),
                signature=self._early.signature(is_of_content=is_of_all) if discovered.is_seen else b"",
                git=self._git.state,
                identities=now if is_of_all else b"",
                pages={} if is_of_all or read is None else dict(read),
                summary=report.summary,
                notes=list(report.notes),
                rules=[_Rule(rule.code, rule.name, rule.summary, rule.severity, rule.url) for rule in rules],
                findings=list(report.findings),
            )
            self._write(answer)
        except _UNREADABLE:
            return

    def _report(self, answer: _Answer, state: StateFolder) -> Report:
        """Return the report of an answer. Raises `NotKeptError` if already its settings and pages do not hold."""
        root = self._root
        is_same = (
            answer.configuration == self._early.start.configuration
            and all(_followed(path) == status for path, status in answer.files.items())
            and all(_digest_of(root, path) == digest for path, digest in answer.pages.items())
            and not JournalPlace(root, lambda: state).is_pending
            and (not has_earlier_folder(root) or answer.bounds.state_inside == EARLIER_NAME)
        )
        if not is_same:
            raise NotKeptError("something has changed")
        inside = os.path.relpath(root, self.base).replace(os.sep, "/").removeprefix(".").strip("/")
        before = f"{inside}/" if inside else ""
        if not _lie_below(before, answer.findings):
            raise NotKeptError("it is damaged")
        return Report(
            findings=answer.findings,
            problems=[],
            rules={rule.code: _rule_info(rule) for rule in answer.rules},
            summary=answer.summary,
            read=lambda path: _read_below(root, path.removeprefix(before)),
            notes=answer.notes,
            links=Links("", {rule.code: rule.url for rule in answer.rules}),
        )

    def _look_closer(self, answer: _Answer) -> None:
        """Compare the listing and each file. Raises `NotKeptError` and `DiscoveryError` if one is not the same."""
        discovered = self._early.discover(self._root, answer.bounds)
        listing = discovered.listing
        if discovered.notice or discovered.problems or listing_digest(listing) != answer.listing:
            raise NotKeptError("the listing has changed")
        if answer.identities and answer.identities != self._now(listing):
            raise NotKeptError("a file has changed")
        signature = self._early.signature(is_of_content=bool(answer.identities)) if discovered.is_seen else b""
        if signature != answer.signature:
            # The next run need not look as closely.
            self._write(msgspec.structs.replace(answer, signature=signature))

    def _now(self, listing: Listing) -> bytes:
        """Return the statuses of all files: equal to an identity, which had settled, they mean the same content."""
        statuses = self._early.statuses()
        known = [statuses.of(path) for path in listing.paths] if statuses is not None else [b""] * len(listing.paths)
        if b"" in known:
            pairs = zip(known, listing.paths, strict=True)
            known = [status or file_status(f"{self._root}/{path}") for status, path in pairs]
        return b"".join(known)

    def _write(self, answer: _Answer) -> None:
        write_kept(self._state(), self._name, self._key, [msgspec.msgpack.encode(answer)])

    def _state(self) -> StateFolder:
        return find_state_folder(self._root, self._options.settings.state_dir)

    @property
    def _name(self) -> str:
        return f"answer-{self._key[0] % _SLOTS}.cache"

    def _make_key(self) -> bytes:
        """Return the key: the program, the command line, and what surrounds both. Raises `NotKeptError`."""
        variables = sorted(each for each in os.environ.items() if each[0] not in _BESIDE_THE_POINT)
        parts = [self._root, os.getcwd(), _terminal(), *self._words, *(f"{name}={value}" for name, value in variables)]
        # No part contains a NUL.
        texts = b"\0".join(map(os.fsencode, parts))
        return blake2b(program_identity([BUILT_IN_PACKAGE]) + texts, digest_size=KEY_SIZE).digest()

    def _settled(self, paths: Iterable[str]) -> dict[str, bytes]:
        """Return the statuses of files. Raises `NotKeptError` if this run may have read one before its last change."""
        found = {path: _followed(path) for path in paths}
        if later_than(self._begun - SETTLED, b"".join(found.values())):
            raise NotKeptError("a setting has just changed")
        return found


def _is_plain(options: CheckOptions) -> bool:
    """Return whether a check with these options only looks, offline, and says all it has to say in one report."""
    pages, fixes, output, execution = options.pages, options.fixes, options.output, options.execution
    form = FORMATS[output.output_format or "full"]
    return not (
        pages.changed_since is not None
        or pages.stdin_filename is not None
        or STANDARD_INPUT in pages.paths
        or fixes.writes
        or fixes.diff
        or fixes.fix_only
        or fixes.add_suppressions is not None
        or output.files
        or output.verbose
        or output.source_url
        or form.shows_rot
        or form.has_links
        or options.sources.online
        or execution.no_cache
        or execution.timing
        or execution.executor
    )


def _terminal() -> str:
    """Return what decides how a report looks beside the command line and the environment."""
    shown = [stream is not None and stream.isatty() for stream in (sys.stdout, sys.stderr)]
    size = os.get_terminal_size(sys.stdout.fileno()) if shown[0] else ()
    return f"{shown} {size}"


def _files_of(inputs: CheckInputs, options: CheckOptions) -> set[str]:
    # Here and not above: a run has loaded it, and an answer has no use for it.
    from archive_lint.cli.baseline_file import baseline_path

    project = inputs.project
    layers = project.configuration.layers
    names = {os.path.abspath(layer.name) for layer in layers if os.path.lexists(layer.name)}
    # Git may ignore redirect files, as what a generator writes: no listing has them then.
    redirects = [os.path.join(project.root, path) for path in project.layout.site.redirects]
    return names | {os.path.abspath(baseline_path(project.root, options.findings.baseline)), *redirects}


def _followed(path: str) -> bytes:
    """Return the status of a file, or of the file that a link leads to, however often it is led on."""
    return file_status(os.path.realpath(path))


def _lie_below(before: str, findings: Iterable[Finding]) -> bool:
    """Return whether all findings are about files below the root: the answer may be a stranger's."""
    paths = {finding.path for finding in findings}
    rests = [path[len(before) :] for path in paths if path.startswith(before)]
    return len(rests) == len(paths) and not any(path.startswith("/") or "/../" in f"/{path}/" for path in rests)


def _read_below(root: str, path: str) -> bytes | None:
    """Return the bytes of a page below the root, to which no link leads."""
    return _read(root, path) if _is_below(root, path.rpartition("/")[0]) else None


@cache
def _is_below(root: str, folder: str) -> bool:
    if not folder:
        return True
    try:
        is_folder = stat.S_ISDIR(os.lstat(f"{root}/{folder}").st_mode)
    except (OSError, ValueError):
        return False
    return is_folder and _is_below(root, folder.rpartition("/")[0])


def _digest_of(root: str, path: str) -> bytes:
    content = _read(root, path)
    return b"" if content is None else content_digest(content)


def _read(root: str, path: str) -> bytes | None:
    try:
        return read_page(root, path)
    except UnreadablePageError:
        return None


def _rule_info(rule: _Rule) -> RuleInfo:
    return RuleInfo(
        code=rule.code,
        name=rule.name,
        summary=rule.summary,
        severity=rule.severity,
        help=partial(_help_of, rule.code),
        url=rule.url,
    )


def _help_of(code: str) -> str:
    # Here and not above: few formats need the documentation of rules.
    from archive_lint.rule.documentation import rule_markdown
    from archive_lint.rule.registry import load_registry

    found = load_registry().find(code)
    return "" if found is None else rule_markdown(found)
