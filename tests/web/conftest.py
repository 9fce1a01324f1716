from __future__ import annotations

import datetime as dt
import ssl
from collections.abc import Mapping

import pytest
import trustme

_LONG_AGO = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
_ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """The only issuer that `trusting` knows."""
    return trustme.CA()


@pytest.fixture(scope="session")
def trusting(authority: trustme.CA) -> ssl.SSLContext:
    """What a fetcher verifies certificates with."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


@pytest.fixture(scope="session")
def certificates(authority: trustme.CA) -> Mapping[str, ssl.SSLContext]:
    """What the sites of a web show: see `Site.certificate`."""
    now = dt.datetime.now(dt.UTC)
    good = authority.issue_cert("news.example", "*.news.example")
    found = {
        "good": _serving(good),
        "expired": _serving(authority.issue_cert("news.example", not_before=_LONG_AGO, not_after=_LONG_AGO + _ONE_DAY)),
        "not-yet-valid": _serving(
            authority.issue_cert("news.example", not_before=now + _ONE_DAY, not_after=now + 2 * _ONE_DAY)
        ),
        "self-signed": _self_signed(),
        "wrong-host": _serving(authority.issue_cert("other.example")),
        "unknown-issuer": _serving(trustme.CA().issue_cert("news.example")),
        "address": _serving(authority.issue_cert("93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946")),
        "name-indication-required": _serving(good),
        "client-certificate-wished": _serving(good),
        "client-certificate-required": _serving(good),
    }
    found["name-indication-required"].sni_callback = _refuse_without_name
    for name, mode in (("wished", ssl.CERT_OPTIONAL), ("required", ssl.CERT_REQUIRED)):
        context = found[f"client-certificate-{name}"]
        context.verify_mode = mode
        authority.configure_trust(context)
    return found


def _serving(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def _self_signed() -> ssl.SSLContext:
    issuer = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with issuer.private_key_pem.tempfile() as key, issuer.cert_pem.tempfile() as certificate:
        context.load_cert_chain(certificate, key)
    return context


def _refuse_without_name(_: ssl.SSLObject, name: str | None, __: ssl.SSLContext) -> int | None:
    return None if name == "news.example" else ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
