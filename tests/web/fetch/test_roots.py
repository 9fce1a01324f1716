"""Whom a fetcher trusts, tested by handshakes with servers that authorities of different names vouch for."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from archive_lint.web.fetch.roots import RootsError, default_roots, named_roots

NAME = "news.example"


def _accepts(client: ssl.SSLContext, authority: trustme.CA) -> bool:
    """Whether a handshake in memory succeeds with a server of this authority."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(NAME).configure_cert(server)
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    sides = (
        client.wrap_bio(to_client, to_server, server_hostname=NAME),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    waiting = set(sides)
    for _ in range(8):
        for side in sides:
            try:
                side.do_handshake()
                waiting.discard(side)
            except ssl.SSLWantReadError:
                continue
            except ssl.SSLCertVerificationError:
                return False
    return not waiting


@pytest.fixture
def ours(tmp_path: Path, authority: trustme.CA) -> Path:
    path = tmp_path / "ours.pem"
    authority.cert_pem.write_to_path(path)
    return path


def test_a_named_file_is_trusted_and_nobody_else(ours: Path, authority: trustme.CA) -> None:
    context = named_roots({"SSL_CERT_FILE": str(ours)})
    assert context is not None
    assert _accepts(context, authority)
    assert not _accepts(context, trustme.CA())
    assert context.cert_store_stats()["x509_ca"] == 1


@pytest.mark.skipif(shutil.which("openssl") is None, reason="names of hashed certificates are made by openssl")
def test_a_named_folder_is_trusted(tmp_path: Path, ours: Path, authority: trustme.CA) -> None:
    done = subprocess.run(
        ["openssl", "x509", "-hash", "-noout", "-in", ours], capture_output=True, text=True, check=True
    )
    folder = tmp_path / "certs"
    folder.mkdir()
    ours.rename(folder / f"{done.stdout.strip()}.0")
    context = named_roots({"SSL_CERT_DIR": str(folder)})
    assert context is not None
    assert _accepts(context, authority)


@pytest.mark.parametrize("environment", [{}, {"SSL_CERT_FILE": ""}, {"SSL_CERT_DIR": "", "SSL_CERT_FILE": ""}])
def test_where_none_are_named_there_is_no_answer(environment: dict[str, str]) -> None:
    assert named_roots(environment) is None


def _write(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        (lambda at: {"SSL_CERT_FILE": str(at / "none.pem")}, "none.pem', which cannot be read: No such file"),
        (lambda at: {"SSL_CERT_FILE": str(at)}, "SSL_CERT_FILE names"),
        (lambda at: {"SSL_CERT_FILE": _write(at / "no.pem", "no certificate")}, "holds no certificates in PEM format"),
        (lambda at: {"SSL_CERT_FILE": _write(at / "empty.pem", "")}, "holds no certificates in PEM format"),
        (lambda at: {"SSL_CERT_DIR": str(at / "none")}, "none', which is not a folder"),
        (lambda at: {"SSL_CERT_DIR": f"{at}:{at / 'none'}"}, "none', which is not a folder"),
    ],
)
def test_what_cannot_be_used_is_named_rather_than_trusting_nobody(
    tmp_path: Path, environment: Callable[[Path], dict[str, str]], said: str
) -> None:
    with pytest.raises(RootsError) as refused:
        named_roots(environment(tmp_path))
    assert said in str(refused.value)


def test_by_default_the_systems_issuers_are_trusted(
    ours: Path, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        ssl.SSLContext, "load_default_certs", lambda context, purpose: context.load_verify_locations(ours)
    )
    assert _accepts(default_roots(), authority)
    assert not _accepts(default_roots(), trustme.CA())


def test_where_the_system_names_nobody_those_of_httpx_are_trusted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(ssl.SSLContext, "load_default_certs", lambda context, purpose: None)
    empty = ssl.get_default_verify_paths()._replace(capath=str(tmp_path))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: empty)
    context = default_roots()
    assert context.cert_store_stats()["x509_ca"] > 100
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
