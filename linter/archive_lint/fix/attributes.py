"""The attributes that a replaced file hands on: owner, group, mode and extended attributes."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping

from msgspec import Struct


class Attributes(Struct, frozen=True):
    """A file's attributes."""

    mode: int
    owner: int
    group: int
    extended: Mapping[str, bytes]
    """Extended attributes, including access control lists, if the system has any."""


def attributes_of(descriptor: int, status: os.stat_result) -> Attributes:
    """Return the attributes of an open file."""
    return Attributes(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, _extended(descriptor))


def _extended(descriptor: int) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if not hasattr(os, "listxattr"):
        return found
    try:
        for name in os.listxattr(descriptor):
            found[name] = os.getxattr(descriptor, name)
    except OSError:
        # A file system without them, or one that hides them from some users.
        return found
    return found


def hand_on(attributes: Attributes, descriptor: int) -> None:
    """Set the attributes of an open file: the mode always, the others as far as the system lets this user.

    Raises `OSError`.
    """
    if hasattr(os, "fchown"):
        _give_away(attributes, descriptor)
    for name, value in attributes.extended.items():
        try:
            os.setxattr(descriptor, name, value)
        except OSError:
            # Reserved for another user, or not supported by this file system: the text matters more.
            continue
    # Last: a new owner or access control list changes the mode.
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, attributes.mode)


def _give_away(attributes: Attributes, descriptor: int) -> None:
    status = os.fstat(descriptor)
    if (status.st_uid, status.st_gid) == (attributes.owner, attributes.group):
        return
    for owner, group in ((attributes.owner, attributes.group), (-1, attributes.group)):
        try:
            os.fchown(descriptor, owner, group)
        except OSError:
            # Only the administrator can give files away; a group can be given by its members.
            continue
        return
