"""What git knows of an archive's earlier commits: where two parted, what differs, what a file held, what was renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from msgspec import Struct

from archive_lint.git.command import GitAnswer, ask_git, repository_root

_RENAMES = ("-M", "-l400")
"""Files that were edited while they were moved are found by comparing each with each: 400 of both take git a second."""
_COMMITS = 200
"""Commits that are looked through for renames: on an archive that grows by the day, more than half a year."""
_SECONDS = 20.0
"""For looking through them; a repository that takes longer is read as one without renames."""


class RevisionError(Exception):
    """Git cannot tell; the message says why and what to do."""


class Difference(Struct, frozen=True):
    """A file that is not what it was."""

    earlier: str
    """Its path at the earlier commit; empty for an added file."""
    path: str
    """Its path now; empty for a deleted one."""
    blob: str
    """Git's name for what the earlier file held."""

    @property
    def is_moved(self) -> bool:
        """Whether it was there before, under another path."""
        return bool(self.earlier and self.path) and self.earlier != self.path

    @property
    def is_kept(self) -> bool:
        """Whether it was there before and is now, under whatever path."""
        return bool(self.earlier and self.path)


def parting(folder: str, revision: str) -> str:
    """The commit at which the present one and `revision` parted; the empty tree's name before the first commit.

    Raises `RevisionError`.
    """
    if repository_root(folder) is None:
        raise RevisionError(f"{folder} is in no git work tree")
    if revision.startswith("-") or not revision.isprintable():
        raise RevisionError(f"{revision!r} is no commit or branch")
    base = ask_git(folder, "merge-base", "HEAD", f"{revision}^{{commit}}")
    if base is None:
        raise RevisionError("git cannot be run: it must be installed, and on the PATH")
    if base.code == 0 and base.output:
        return base.output.split()[0].decode()
    if not _knows(folder, "HEAD"):
        if revision in ("HEAD", "@"):
            return _say(ask_git(folder, "hash-object", "-t", "tree", "--stdin"))
        raise RevisionError(f"there is no commit yet to compare with {revision}; before the first, name HEAD")
    raise RevisionError(_why_not(folder, revision, base))


def differences(folder: str, commit: str) -> list[Difference]:
    """The tracked files below a folder whose content on disk differs from a commit's. Submodules are left alone.

    Raises `RevisionError`.
    """
    options = ("--raw", "-z", "--no-abbrev", "--relative", "--no-ext-diff", "--no-color", "--ignore-submodules=all")
    answer = ask_git(folder, "diff", *options, *_RENAMES, commit, "--")
    if answer is None or answer.code != 0:
        raise RevisionError(f"git cannot tell what changed: {_words(answer)}")
    return list(_read_raw(answer.output))


def contents(folder: str, blobs: Sequence[str]) -> Iterator[bytes | None]:
    """What files held, by git's names for it, in their order; `None` where git does not have it."""
    answer = ask_git(folder, "cat-file", "--batch", given="".join(f"{blob}\n" for blob in blobs).encode())
    output, at = b"" if answer is None else answer.output, 0
    for _ in blobs:
        end = output.find(b"\n", at)
        header = output[at:end].split(b" ") if end >= 0 else []
        if len(header) == 3:
            start = end + 1
            at = start + int(header[2]) + 1
            yield output[start : at - 1] if header[1] == b"blob" else None
        else:
            at = end + 1 if end >= 0 else len(output)
            yield None


class Renames(Mapping[str, str]):
    """The renames that git knows of below a folder, old path to new: those on disk, then of the last commits.

    Git is asked when the first one is looked up.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder

    @cached_property
    def _found(self) -> dict[str, str]:
        if repository_root(self._folder) is None:
            return {}
        options = ("--name-status", "-z", "--diff-filter=R", "--relative", "--no-ext-diff", "--no-color", *_RENAMES)
        present = ask_git(self._folder, "diff", *options, "HEAD", "--", seconds=_SECONDS)
        past = ask_git(self._folder, "log", "--format=", f"-n{_COMMITS}", *options, "HEAD", "--", seconds=_SECONDS)
        found: dict[str, str] = {}
        for answer in (present, past):
            if answer is None or answer.code != 0:
                continue
            fields = answer.output.decode(errors="surrogateescape").split("\0")
            # The newest comes first: what took a path's place later says where its page went.
            for at in range(0, len(fields) - 2, 3):
                found.setdefault(fields[at + 1], fields[at + 2])
        return found

    def __getitem__(self, path: str) -> str:
        return self._found[path]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _read_raw(output: bytes) -> Iterator[Difference]:
    """Records of `git diff --raw -z`: modes, blobs and a letter, then one path, or two of a renamed file."""
    fields = iter(output.split(b"\0"))
    for record in fields:
        if not record:
            return
        _, _, blob, _, status = record.removeprefix(b":").split(b" ")
        earlier = path = next(fields).decode(errors="surrogateescape")
        if status.startswith((b"R", b"C")):
            path = next(fields).decode(errors="surrogateescape")
        if status == b"A":
            earlier = ""
        elif status == b"D":
            path = ""
        yield Difference(earlier, path, blob.decode())


def _knows(folder: str, revision: str) -> bool:
    answer = ask_git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    return answer is not None and answer.code == 0


def _why_not(folder: str, revision: str, answer: GitAnswer) -> str:
    shallow = ask_git(folder, "rev-parse", "--is-shallow-repository")
    if shallow is not None and shallow.output.strip() == b"true":
        return (
            f"this is a shallow clone, which does not reach back to where HEAD and {revision} parted; fetch the whole "
            "history: `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` in GitLab, `fetchDepth: 0` in Azure "
            "Pipelines, or `git fetch --unshallow`"
        )
    if not _knows(folder, revision):
        return f"there is no commit or branch {revision!r} here" + (
            "; a branch of the server is named with it, and must have been fetched: `origin/main`"
            if "/" not in revision
            else f"; fetch it first: `git fetch {revision.replace('/', ' ', 1)}`"
        )
    return _words(answer) or f"HEAD and {revision} have no commit in common"


def _say(answer: GitAnswer | None) -> str:
    if answer is None or answer.code != 0:
        raise RevisionError(f"git cannot be asked: {_words(answer)}")
    return answer.output.decode().strip()


def _words(answer: GitAnswer | None) -> str:
    return "it does not answer" if answer is None else answer.complaint.removeprefix("fatal: ")
