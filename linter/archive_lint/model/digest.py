"""BLAKE2b, by which contents are told apart, without `hashlib`: loading OpenSSL takes a twentieth of a start."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:
    # Another Python than CPython, or one that is built in another way.
    from hashlib import blake2b

__all__ = ["blake2b"]
