"""BLAKE2b digests of contents, without `hashlib`: loading OpenSSL takes a twentieth of the start-up time."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:
    # A Python other than CPython, or a CPython built without the module.
    from hashlib import blake2b

__all__ = ["blake2b"]
