"""Takes from earlier runs what still holds: all that was found where nothing changed, else what single pages gave.

Two files of the archive's `.archive-lint` keep it. Neither is ever needed: what is missing, damaged, another version's or
another user's is found out anew, and says so to whoever asks for details. What git tracks there is not taken either: it
would be a stranger's word on what there is to find.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from archive_lint import engine
from archive_lint.archive import Archive
from archive_lint.fact_store import Facts
from archive_lint.file_identity import DIGEST_SIZE, SIZE, UNKNOWN, identities, is_same
from archive_lint.fingerprint import program_fingerprint
from archive_lint.git import repository_root, start_git
from archive_lint.kept_file import KEY_SIZE, NotKeptError, read_kept, write_kept
from archive_lint.model.finding import Finding
from archive_lint.model.page import PageFacts
from archive_lint.reading import UnreadablePageError, read_page
from archive_lint.stage import BatchResult, decode_batch, encode_batch
from archive_lint.targets import Listing
from archive_lint.workplace import NAME

OUTCOME_FILE = "outcome.cache"
"""What was found on all pages together."""
PAGES_FILE = "pages.cache"
"""What the page stage gave for each page."""

_CHUNK = 256
"""Pages written together: a file of a million pages is made in little memory."""
_FEW_OTHERS = 256
"""Files that are no pages are read to know them again by their content, unless there are more: they may be large."""


class _KeptOutcome(Struct, array_like=True):
    identities: bytes
    """Of all files, in the order of their paths."""
    digests: bytes
    """Likewise; zeros where it is not known."""
    pages: int
    suppressed: int
    sources: int
    findings: msgspec.Raw


class _KeptPages(Struct, array_like=True):
    identities: bytes
    """In the order of the facts."""
    twins: frozenset[str]
    results: msgspec.Raw


_UP_TO_DIGEST = PageFacts.__struct_fields__[: PageFacts.__struct_fields__.index("digest") + 1]
_DIGEST_DECODER: msgspec.msgpack.Decoder[Any] = msgspec.msgpack.Decoder(
    msgspec.defstruct(
        "FactsUpToDigest",
        [(name, bytes if name == "digest" else msgspec.Raw) for name in _UP_TO_DIGEST],
        array_like=True,
    )
)
"""Reads the digest of encoded facts and skips the rest."""
_OUTCOME_DECODER = msgspec.msgpack.Decoder(_KeptOutcome)
_PAGES_DECODER = msgspec.msgpack.Decoder(_KeptPages)
_NO_DIGEST = bytes(DIGEST_SIZE)


class Cache:
    """What is kept of one archive, for one run. Make it before the run reads any page."""

    def __init__(self, job: engine.Run, tell: Callable[[str], object]) -> None:
        """`tell` takes a sentence on what was taken or why not, for people who want details."""
        self._job = job
        self._tell = tell
        self._git = _GitView(job.root)
        self._paths: Sequence[str] = sorted(job.listing.files.union(job.listing.pages))
        self._identities = dict(zip(self._paths, identities(job.root, self._paths), strict=True))

    def outcome(self) -> engine.Outcome | None:
        """What an earlier run of the whole archive found, where it would be found again."""
        try:
            kept, same = self._read_outcome()
        except (NotKeptError, msgspec.MsgspecError) as error:
            self._tell(f"cache: nothing is taken whole: {error}")
            return None
        found = decode_batch(kept.findings).findings
        outcome = engine.Outcome(
            findings=found,
            problems=[],
            pages=kept.pages,
            suppressed=kept.suppressed,
            sources=kept.sources,
            complete=True,
            results=BatchResult(),
        )
        self._tell("cache: nothing has changed")
        if not same:
            # Next time these files need not be read.
            self._write_outcome(outcome, kept.digests)
        return outcome

    def pages(self) -> BatchResult | None:
        """What the page stage once gave for pages that are as they were."""
        known = BatchResult()
        try:
            self._git.check()
            for chunk in read_kept(self._job.root, PAGES_FILE, self._pages_key):
                self._take_pages(_PAGES_DECODER.decode(chunk), known)
        except (NotKeptError, msgspec.MsgspecError) as error:
            self._tell(f"cache: no page is taken: {error}")
            return None
        self._tell(f"cache: {len(known.facts):,} of {len(self._job.listing.pages):,} pages are as they were")
        return known

    def keep(self, outcome: engine.Outcome) -> None:
        """Keep what an offline run of the whole archive gave."""
        if not outcome.complete:
            return
        try:
            self._git.check()
            write_kept(self._job.root, PAGES_FILE, self._pages_key, self._encode_pages(outcome.results))
        except NotKeptError as error:
            self._tell(f"cache: nothing is kept: {error}")
            return
        if not outcome.problems:
            self._write_outcome(outcome, b"".join(self._digests(outcome.results)))

    # All that was found

    def _read_outcome(self) -> tuple[_KeptOutcome, bool]:
        """What is kept, and whether every file was told to be the same without reading it."""
        self._git.check()
        chunks = read_kept(self._job.root, OUTCOME_FILE, self._outcome_key)
        if len(chunks) != 1:
            raise NotKeptError("it is damaged")
        kept = _OUTCOME_DECODER.decode(chunks[0])
        now = b"".join(self._identities.values())
        if kept.identities == now and not _has_unknown(now):
            return kept, True
        for number, (path, identity) in enumerate(self._identities.items()):
            earlier = kept.identities[number * SIZE : (number + 1) * SIZE]
            digest = kept.digests[number * DIGEST_SIZE : (number + 1) * DIGEST_SIZE]
            if not is_same(self._job.root, path, identity, earlier, b"" if digest == _NO_DIGEST else digest):
                raise NotKeptError(f"{path} has changed, or may have")
        return kept, False

    def _write_outcome(self, outcome: engine.Outcome, digests: bytes) -> None:
        kept = _KeptOutcome(
            identities=b"".join(self._identities.values()),
            digests=digests,
            pages=outcome.pages,
            suppressed=outcome.suppressed,
            sources=outcome.sources,
            findings=msgspec.Raw(encode_batch(BatchResult(findings=outcome.findings))),
        )
        try:
            write_kept(self._job.root, OUTCOME_FILE, self._outcome_key, [msgspec.msgpack.encode(kept)])
        except NotKeptError as error:
            self._tell(f"cache: what was found is not kept: {error}")

    def _digests(self, results: BatchResult) -> Iterator[bytes]:
        pages = self._pages
        others = len(self._paths) - len(pages)
        for path in self._paths:
            if path in pages:
                yield _digest(results.facts.get(path))
            else:
                yield self._digest_of_other(path) if others <= _FEW_OTHERS else _NO_DIGEST

    def _digest_of_other(self, path: str) -> bytes:
        """Of a file that no rule reads, and git may have read to tell what was renamed: the content that it had then."""
        root, identity = self._job.root, self._identities[path]
        with suppress(UnreadablePageError):
            content = read_page(root, path)
            if identity != UNKNOWN and identities(root, [path]) == [identity]:
                return blake2b(content, digest_size=DIGEST_SIZE).digest()
        return _NO_DIGEST

    # Single pages

    def _take_pages(self, kept: _KeptPages, known: BatchResult) -> None:
        results = decode_batch(kept.results)
        pages = self._pages
        same = set[str]()
        for number, (path, facts) in enumerate(results.facts.items()):
            earlier = kept.identities[number * SIZE : (number + 1) * SIZE]
            identity = self._identities.get(path)
            if identity is None or path not in pages or (path in kept.twins) != self._archive.is_twin(path):
                continue
            if identity == earlier != UNKNOWN or is_same(self._job.root, path, identity, earlier, _digest(facts)):
                same.add(path)
        if len(same) < len(results.facts):
            results = results.only(same.__contains__)
        known.facts.update(results.facts)
        known.findings += results.findings
        known.suppressing += results.suppressing
        known.sources.update(results.sources)

    def _encode_pages(self, results: BatchResult) -> Iterator[bytes]:
        findings: dict[str, list[Finding]] = {}
        for finding in results.findings:
            findings.setdefault(finding.path, []).append(finding)
        suppressing = set(results.suppressing)
        paths = [path for path in results.facts if path in self._identities]
        for at in range(0, len(paths), _CHUNK):
            chunk = paths[at : at + _CHUNK]
            part = BatchResult(
                facts={path: results.facts[path] for path in chunk},
                findings=[finding for path in chunk for finding in findings.get(path, ())],
                suppressing=[path for path in chunk if path in suppressing],
                sources={path: urls for path in chunk if (urls := results.sources.get(path))},
            )
            yield msgspec.msgpack.encode(
                _KeptPages(
                    identities=b"".join(map(self._identities.__getitem__, chunk)),
                    twins=frozenset(filter(self._archive.is_twin, chunk)),
                    results=msgspec.Raw(encode_batch(part)),
                )
            )

    # What it all holds for

    @cached_property
    def _archive(self) -> Archive:
        """By its paths alone."""
        return Archive(self._job.plan.layout, self._job.listing, lambda _: None, lambda _: None)

    @cached_property
    def _pages(self) -> frozenset[str]:
        return frozenset(self._job.listing.pages)

    @cached_property
    def _pages_key(self) -> bytes:
        plan = self._job.plan
        codes = {rule.code for rule in self._job.registry.rules if rule.scope == "page"} & set(plan.codes)
        options = {code: given for code, given in plan.options.items() if code in codes}
        return _key([program_fingerprint(self._job.registry), plan.layout, codes, options])

    @cached_property
    def _outcome_key(self) -> bytes:
        job = self._job
        return _key(
            [
                self._pages_key,
                set(job.plan.codes),
                job.plan.options,
                # In their order: the last glob that matches counts.
                list(job.path_ignores.items()),
                job.severities,
                job.honour_suppressions,
                _listing_digest(job.listing),
                self._git.state,
            ]
        )


class _GitView:
    """What git says of an archive, asked while other things are looked at."""

    def __init__(self, root: str) -> None:
        self._is_there = repository_root(root) is not None
        self._head: subprocess.Popen[bytes] | None = None
        self._tracked: subprocess.Popen[bytes] | None = None
        if self._is_there:
            self._head = start_git(root, "rev-parse", "--is-shallow-repository", "HEAD")
            self._tracked = start_git(root, "ls-files", "-z", "--cached", "--", f":(icase){NAME}")

    @property
    def state(self) -> bytes:
        """Stands for the commits that git can look through for renames."""
        return self._answers[0]

    def check(self) -> None:
        """Raises `NotKeptError` where the cache is not ours alone: git tracks something in its folder, or cannot tell."""
        if not self._is_private:
            raise NotKeptError(f"git tracks something in {NAME}, or cannot tell")

    @property
    def _is_private(self) -> bool:
        if not self._is_there:
            return True
        if self._tracked is None:
            return False
        tracked = set(self._answers[1].split(b"\0"))
        return self._tracked.returncode == 0 and tracked <= {b"", f"{NAME}/.gitignore".encode()}

    @cached_property
    def _answers(self) -> tuple[bytes, bytes]:
        head, tracked = (b"" if git is None else git.communicate()[0] for git in (self._head, self._tracked))
        return head, tracked


def _digest(facts: Facts | None) -> bytes:
    """Of the content that says so; zeros where nothing is said."""
    if facts is None:
        return _NO_DIGEST
    if isinstance(facts, PageFacts):
        return facts.digest
    digest: bytes = _DIGEST_DECODER.decode(facts).digest
    return digest


def _has_unknown(identities: bytes) -> bool:
    return any(identities[at : at + SIZE] == UNKNOWN for at in range(0, len(identities), SIZE))


def _key(parts: Sequence[object]) -> bytes:
    encoded = msgspec.msgpack.encode(parts, order="sorted")
    return blake2b(encoded, digest_size=KEY_SIZE).digest()


def _listing_digest(listing: Listing) -> bytes:
    seen = blake2b(digest_size=16)
    aliases = (path for alias in sorted(listing.aliases.items()) for path in alias)
    parts: tuple[Iterable[str], ...] = (
        listing.pages,
        sorted(listing.files),
        sorted(listing.untracked),
        sorted(listing.links_out),
        aliases,
    )
    for paths in parts:
        # No path holds a NUL, and none is empty.
        seen.update("\0".join(paths).encode(errors="surrogateescape") + b"\0\0")
    return seen.digest()
