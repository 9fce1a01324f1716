"""The trusted issuers of certificates."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping

import httpx

_FILE = "SSL_CERT_FILE"
_FOLDER = "SSL_CERT_DIR"


class RootsError(ValueError):
    """Certificates named by the environment cannot be used; the message says which and why."""


def named_roots(environment: Mapping[str, str]) -> ssl.SSLContext | None:
    """Return a context that trusts only the issuers in `SSL_CERT_FILE` and `SSL_CERT_DIR`; `None` if neither is set.

    Raises `RootsError` for a path that cannot be read: OpenSSL itself would say nothing, trust no issuer, and every
    source would look insecure.
    """
    file, folders = environment.get(_FILE) or None, environment.get(_FOLDER) or None
    if file is None and folders is None:
        return None
    for folder in (folders or "").split(os.pathsep):
        if folder and not os.path.isdir(folder):
            raise RootsError(f"{_FOLDER} names {folder!r}, which is not a folder")
    try:
        return _verifying(ssl.create_default_context(cafile=file, capath=folders))
    except ssl.SSLError:
        raise RootsError(f"{_FILE} names {file!r}, which holds no certificates in PEM format") from None
    except OSError as error:
        raise RootsError(f"{_FILE} names {file!r}, which cannot be read: {error.strerror}") from None


def default_roots() -> ssl.SSLContext:
    """Return a context that trusts the system's issuers, or httpx's if the system has none."""
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"] and not _has_folder_of_roots():
        # As in Python for macOS from python.org, and in containers without `ca-certificates`.
        context = httpx.create_ssl_context(trust_env=False)
    return _verifying(context)


def _has_folder_of_roots() -> bool:
    """Return whether OpenSSL will find issuers in its folder, which it reads only when it verifies."""
    folder = ssl.get_default_verify_paths().capath
    return folder is not None and bool(os.listdir(folder))


def _verifying(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_alpn_protocols(["http/1.1"])
    return context
