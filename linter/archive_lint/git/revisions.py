"""Earlier commits as git knows them: merge base, differences, contents, renames."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property

from msgspec import Struct

from archive_lint.git.command import Git, GitAnswer, Running, git_around
from archive_lint.git.errors import GitError, first_line, missing_objects
from archive_lint.git.index import TrackedFile
from archive_lint.git.index_listing import Index, IndexListing
from archive_lint.git.work_tree import work_tree_changes

_RENAMES = ("-M", "-l400")
"""Files that were edited while they were moved are found by comparing all pairs: 400 each take git a second."""
_PRESENT = ("HEAD", "@")
"""Names of the present commit."""
_COMMITS = 1000
"""Number of commits searched for renames: some years, in an archive that grows daily."""
_VERSIONS = 5
"""Number of versions of a page that are read from either end of its history."""
_SECONDS = 20.0
"""Time limit for the search in seconds; a repository that takes longer counts as one without renames.

All earlier versions of pages have the same limit together; what is not read by then is unknown.
"""


class RevisionError(Exception):
    """Git cannot answer; the message says why and what to do."""


class Difference(Struct, frozen=True):
    """A file that differs from an earlier commit."""

    earlier: str
    """Its path at the earlier commit; empty for an added file."""
    path: str
    """Its path now; empty for a deleted one."""
    blob: str
    """Object name of the earlier content."""
    is_whole: bool = False
    """Whether a moved file has the same content as before."""

    @property
    def is_moved(self) -> bool:
        """Whether the file existed before, under another path."""
        return bool(self.earlier and self.path) and self.earlier != self.path

    @property
    def is_kept(self) -> bool:
        """Whether the file existed before and still exists, under any path."""
        return bool(self.earlier and self.path)


def open_git(folder: str) -> Git:
    """Return git for the work tree around `folder`. Raises `RevisionError` if there is no git to ask."""
    try:
        git = git_around(folder)
    except GitError as error:
        raise RevisionError(str(error)) from error
    if git is None:
        raise RevisionError(f"{folder} is not in a git work tree")
    return git


def parting(git: Git, revision: str) -> str:
    """Return the merge base of HEAD and `revision`; before the first commit, the empty tree.

    Raises `RevisionError`.
    """
    if revision.startswith("-") or not revision.isprintable():
        raise RevisionError(f"{revision!r} is not a commit or branch")
    base = _ask(git, "merge-base", "HEAD", f"{revision}^{{commit}}")
    if base.code == 0 and base.output:
        return base.output.split()[0].decode()
    if not _knows(git, "HEAD"):
        if _ask(git, "rev-parse", "--verify", "--quiet", "HEAD").code == 0:
            raise RevisionError("the commit that HEAD names is missing or damaged: `git fsck` says what else is")
        if revision in _PRESENT:
            return _ask(git, "hash-object", "-t", "tree", "--stdin").output.decode().strip()
        raise RevisionError(f"there is no commit yet to compare with {revision}; before the first, name HEAD")
    raise RevisionError(_why_not(git, revision, base))


def differences_since(git: Git, revision: str, index: Index | None = None) -> list[Difference]:
    """Return the differences from the merge base of HEAD and `revision`, as `differences` does."""
    if revision in _PRESENT:
        # HEAD is its own merge base: git is asked for its commit only if needed.
        with suppress(RevisionError):
            return differences(git, "HEAD^{commit}", index)
    return differences(git, parting(git, revision), index)


def differences(git: Git, commit: str, index: Index | None = None) -> list[Difference]:
    """Return the tracked files of git's folder whose content on disk differs from `commit`, without submodules.

    `index` is the listing of the folder, if there already is one. Paths are relative to the folder. Raises
    `RevisionError`.
    """
    try:
        listing = IndexListing(git) if index is None else index
        # git compares index and commit while the work tree is compared here.
        asked = _start_index_differences(git, commit)
        try:
            changed, missing = work_tree_changes(git, listing if isinstance(listing, Index) else listing.read())
        except BaseException:
            asked.abandon()
            raise
        answer = asked.finish()
    except GitError as error:
        raise RevisionError(str(error)) from error
    if answer.code != 0:
        raise RevisionError(missing_objects(answer.complaint) or f"git cannot tell what changed: {_words(answer)}")
    found = {each.path or each.earlier: each for each in _read_raw(answer.output)}
    _add_work_tree(found, changed, missing)
    return [_below(git.prefix, each) for each in found.values()]


def _start_index_differences(git: Git, commit: str, *more: str) -> Running:
    """Start asking for the entries of the index that differ from a commit. No file is read. Raises `GitError`."""
    options = ("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--ignore-submodules=all")
    return git.start("diff-index", "--cached", *options, *_RENAMES, *more, commit, *git.pathspec)


def contents(git: Git, blobs: Sequence[str]) -> Iterator[bytes]:
    """Yield the contents of blobs, in order.

    Raises `RevisionError` for a blob that a partial clone lacks.
    """
    answer = _ask(git, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    output, at = answer.output, 0
    for blob in blobs:
        end = output.find(b"\n", at)
        header = output[at:end].split(b" ") if end >= 0 else []
        if len(header) != 3 or header[1] != b"blob" or not header[2].isdigit():
            raise RevisionError(
                missing_objects(answer.complaint)
                or missing_objects("promisor")
                or f"git does not have {blob}: {_words(answer)}"
            )
        start = end + 1
        at = start + int(header[2]) + 1
        yield output[start : at - 1]


class GitHistory(Mapping[str, str]):
    """The history of an archive below a folder: as a mapping, its renames from old to new path, those since HEAD first.

    Git is asked on first use. If it does not answer, the history is empty.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._seconds_left = _SECONDS

    @cached_property
    def added(self) -> frozenset[str]:
        """Tracked files that HEAD does not have, without renamed ones."""
        # Most often there are none, as the index shows at once. Else one may be gone from disk, or be a renamed one.
        return frozenset(each.path for each in self._since_head if not each.earlier) if self._adds else frozenset()

    @cached_property
    def deleted(self) -> frozenset[str]:
        """Files of HEAD that no longer exist and that no commit deleted, without renamed ones."""
        return frozenset(each.earlier for each in self._since_head if not each.path)

    def versions(self, path: str) -> Iterator[bytes]:
        """Yield the contents of a page in the last commits, newest first; none if git does not answer."""
        if self._seconds_left <= 0:
            return
        began = time.monotonic()
        try:
            yield from versions(self._git, path, self._commits) if self._git is not None else ()
        except (GitError, RevisionError):
            return
        finally:
            self._seconds_left -= time.monotonic() - began

    @cached_property
    def _commits(self) -> bytes:
        """The names of the last commits, one per line."""
        return b"" if self._git is None else _last_commits(self._git)

    @cached_property
    def _git(self) -> Git | None:
        with suppress(GitError):
            return git_around(self._folder)
        return None

    @cached_property
    def _adds(self) -> bool:
        """Whether the index has files that HEAD does not have, without renamed ones."""
        git = self._git
        try:
            return git is not None and bool(_start_index_differences(git, "HEAD", "--diff-filter=A").finish().output)
        except GitError:
            return False

    @cached_property
    def _since_head(self) -> Sequence[Difference]:
        git = self._git
        try:
            return [] if git is None or not _knows(git, "HEAD") else differences(git, "HEAD")
        except (GitError, RevisionError):
            return []

    @cached_property
    def _found(self) -> dict[str, str]:
        """Renames, newest first: a later file at a path says where its page went."""
        return {earlier: path for earlier, (path, _) in self._moves.items()}

    @cached_property
    def moved_whole(self) -> frozenset[str]:
        """Earlier paths of files that were moved without a change."""
        return frozenset(earlier for earlier, (_, is_whole) in self._moves.items() if is_whole)

    @cached_property
    def _moves(self) -> dict[str, tuple[str, bool]]:
        """New paths by old ones, each with whether the file was moved without a change."""
        found = {each.earlier: (each.path, each.is_whole) for each in self._since_head if each.is_moved}
        git = self._git
        with suppress(GitError, RevisionError):
            for earlier, path, is_whole in () if git is None else _committed_renames(git):
                found.setdefault(earlier, (path, is_whole))
        return found

    def __getitem__(self, path: str) -> str:
        return self._found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def versions(git: Git, path: str, commits: bytes) -> Iterator[bytes]:
    """Yield the contents of a file at HEAD and before each of `commits` that changed it, newest first.

    Of many versions, some of the newest and some of the oldest. Raises `GitError`, `RevisionError`.
    """
    name = git.prefix + path
    if not name.isprintable():
        return
    yield from contents(git, [f"HEAD:{name}"])
    options = (
        "-r",
        "-z",
        "--raw",
        "--no-abbrev",
        "--diff-filter=M",
        "--no-commit-id",
        "--no-ext-diff",
        "--no-textconv",
    )
    answer = git.ask("diff-tree", "--stdin", *options, "--", f":(literal){name}", given=commits, seconds=_SECONDS)
    blobs = list(dict.fromkeys(each.blob for each in _read_raw(answer.output) if each.is_kept))
    for blob in blobs if len(blobs) <= 2 * _VERSIONS else blobs[:_VERSIONS] + blobs[-_VERSIONS:]:
        # One at a time: each may be large.
        yield from contents(git, [blob])


def _last_commits(git: Git, *pathspec: str) -> bytes:
    answer = git.ask("rev-list", f"-n{_COMMITS}", "HEAD", *pathspec, seconds=_SECONDS)
    return answer.output if answer.code == 0 else b""


def _committed_renames(git: Git) -> Iterator[tuple[str, str, bool]]:
    """Yield the renames of the last commits, newest first: old path, new path, whether the content is the same."""
    commits = _last_commits(git, *git.pathspec)
    options = ("-r", "-z", "--name-status", "--diff-filter=R", "--no-commit-id", "--no-ext-diff", "--no-textconv")
    answer = git.ask("diff-tree", "--stdin", *options, *_RENAMES, *git.pathspec, given=commits, seconds=_SECONDS)
    if answer.code == 0:
        fields = answer.output.decode(errors="surrogateescape").split("\0")
        for at in range(0, len(fields) - 2, 3):
            earlier, path = (field.removeprefix(git.prefix) for field in fields[at + 1 : at + 3])
            yield earlier, path, fields[at] == "R100"


def _add_work_tree(
    found: dict[str, Difference], changed: Sequence[TrackedFile], missing: Sequence[TrackedFile]
) -> None:
    """Replace what the index holds by what is on disk."""
    for entry in changed:
        path = _text(entry.path)
        if path not in found:
            found[path] = Difference("" if entry.is_intent else path, path, entry.blob)
        elif found[path].is_whole:
            found[path] = Difference(found[path].earlier, path, found[path].blob)
    edited = {_text(entry.path) for entry in changed}
    gone: dict[str, str] = {}
    for entry in missing:
        path = _text(entry.path)
        known = found.pop(path, None)
        if known is None and not entry.is_intent:
            known = Difference(path, "", entry.blob)
        if known is not None and known.earlier:
            found[known.earlier] = Difference(known.earlier, "", known.blob)
            gone[known.blob] = known.earlier
    for path, each in list(found.items()):
        # Added to the index, while the deletion of its old path was not.
        if not each.earlier and each.blob in gone and (earlier := gone.pop(each.blob)) in found:
            del found[earlier]
            found[path] = Difference(earlier, path, each.blob, path not in edited)


def _below(prefix: str, each: Difference) -> Difference:
    return Difference(each.earlier.removeprefix(prefix), each.path.removeprefix(prefix), each.blob, each.is_whole)


def _read_raw(output: bytes) -> Iterator[Difference]:
    """Yield the records of `--raw -z`: modes, blobs and a letter, then one path, or two for a renamed file.

    For an added file the blob is its present content.
    """
    fields = iter(output.split(b"\0"))
    for record in fields:
        if not record:
            return
        _, _, blob, now, status = record.removeprefix(b":").split(b" ")
        earlier = path = _text(next(fields))
        if status == b"U":
            # In conflict: the file on disk says more.
            continue
        if status.startswith((b"R", b"C")):
            path = _text(next(fields))
        if status == b"A":
            earlier, blob = "", now
        elif status == b"D":
            path = ""
        yield Difference(earlier, path, blob.decode(), status == b"R100")


def _text(path: bytes) -> str:
    return path.decode(errors="surrogateescape")


def _knows(git: Git, revision: str) -> bool:
    return _ask(git, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").code == 0


def _why_not(git: Git, revision: str, answer: GitAnswer) -> str:
    if _ask(git, "rev-parse", "--is-shallow-repository").output.strip() == b"true":
        return (
            f"this is a shallow clone, which does not reach back to the merge base of HEAD and {revision}; fetch the "
            "whole history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` in GitLab, `fetchDepth: 0` in Azure "
            "Pipelines, or `git fetch --unshallow`"
        )
    if not _knows(git, revision):
        return f"there is no commit or branch {revision!r} here" + (
            "; a branch of the server is named with it, and must have been fetched: `origin/main`"
            if "/" not in revision
            else f"; fetch it first: `git fetch {revision.replace('/', ' ', 1)}`"
        )
    return _words(answer) if answer.complaint else f"HEAD and {revision} have no commit in common"


def _ask(git: Git, *arguments: str, given: bytes = b"") -> GitAnswer:
    try:
        return git.ask(*arguments, given=given)
    except GitError as error:
        raise RevisionError(str(error)) from error


def _words(answer: GitAnswer) -> str:
    return first_line(answer.complaint)
