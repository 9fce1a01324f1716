"""A page that is fixed keeps its owner, group, mode and extended attributes where the system allows."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from archive_lint.fix.apply import apply_changes
from archive_lint.fix.attributes import Attributes, hand_on
from archive_lint.fix.plan import Change

OLD, NEW = b"old\n", b"new\n"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "a.md"
    page.write_bytes(OLD)
    page.chmod(0o640)
    return page


def fix(page: Path) -> os.stat_result:
    assert apply_changes(str(page.parent), {page.name: Change(OLD, NEW)}).written == [page.name]
    assert page.read_bytes() == NEW
    return page.stat()


def has_extended(page: Path) -> bool:
    try:
        os.setxattr(page, "user.archive-lint", b"kept")
    except (AttributeError, OSError):
        return False
    return True


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the administrator gives files away")
@pytest.mark.parametrize("mode", [0o640, 0o664, 0o755, 0o2664])
def test_owner_group_and_mode_are_kept(page: Path, mode: int) -> None:
    os.chown(page, 12_345, 54_321)
    page.chmod(mode)
    status = fix(page)
    assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (12_345, 54_321, mode)


def test_extended_attributes_are_kept(page: Path) -> None:
    if not has_extended(page):
        pytest.skip("the file system has no extended attributes")
    os.setxattr(page, "user.empty", b"")
    fix(page)
    assert os.getxattr(page, "user.archive-lint") == b"kept"
    assert os.getxattr(page, "user.empty") == b""


@pytest.mark.parametrize("code", [errno.EPERM, errno.ENOTSUP, errno.ENOSPC], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", ["fchown", "setxattr", "listxattr", "getxattr"])
def test_what_the_system_does_not_allow_is_left(
    page: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    if not hasattr(os, call):
        pytest.skip("the system has no such call")
    if call != "fchown" and not has_extended(page):
        pytest.skip("the file system has no extended attributes")
    if call == "fchown" and os.geteuid() == 0:
        os.chown(page, 12_345, 54_321)

    def refused(*_: Any, **__: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, call, refused)
    assert stat.S_IMODE(fix(page).st_mode) == 0o640


def test_a_group_is_kept_where_the_owner_cannot_be(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[tuple[int, int]] = []

    def as_a_member(descriptor: int, owner: int, group: int) -> None:
        given.append((owner, group))
        if owner != -1:
            raise PermissionError(errno.EPERM, "not yours to give")

    monkeypatch.setattr(os, "fchown", as_a_member)
    descriptor = os.open(page, os.O_RDWR)
    try:
        hand_on(Attributes(0o640, 12_345, 54_321, {}), descriptor)
    finally:
        os.close(descriptor)
    assert given == [(12_345, 54_321), (-1, 54_321)]
