"""BLAKE2b digests of contents, without `hashlib`: loading OpenSSL takes a twentieth of the start-up time."""

from __future__ import annotations

try:
    from _blake2 import blake2b
except ImportError:
    # A Python other than CPython, or a CPython built without the module.
    from hashlib import blake2b

__all__ = ["blake2b"]

DIGEST_SIZE = 16
"""Size of the digest of a file's content in bytes."""


def content_digest(content: bytes) -> bytes:
    """Return the digest of a file's content."""
    return blake2b(content, digest_size=DIGEST_SIZE).digest()
