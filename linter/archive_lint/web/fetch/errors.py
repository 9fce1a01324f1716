"""The one exception of a fetch, and its making from the platform's many errors."""

from __future__ import annotations

import errno
import ssl

from archive_lint.model.observation import Cause, Failure, Phase
from archive_lint.model.url import plain

_OURS = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

_CERTIFICATE_CAUSES = {
    9: Cause.NOT_YET_VALID,
    10: Cause.EXPIRED,
    18: Cause.SELF_SIGNED,
    19: Cause.SELF_SIGNED,
    20: Cause.UNKNOWN_ISSUER,
    21: Cause.UNKNOWN_ISSUER,
    62: Cause.WRONG_HOST,
    64: Cause.WRONG_HOST,
}
"""OpenSSL's `X509_V_ERR_*` numbers (x509_vfy.h)."""

_TLS_CAUSES = {
    "UNSUPPORTED_PROTOCOL": Cause.LEGACY_PROTOCOL,
    "TLSV1_ALERT_PROTOCOL_VERSION": Cause.LEGACY_PROTOCOL,
    "NO_PROTOCOLS_AVAILABLE": Cause.LEGACY_PROTOCOL,
    "WRONG_SSL_VERSION": Cause.LEGACY_PROTOCOL,
    "WRONG_VERSION_NUMBER": Cause.NO_TLS,
    "HTTP_REQUEST": Cause.NO_TLS,
}

_CLIENT_CERTIFICATE = frozenset({"TLSV13_ALERT_CERTIFICATE_REQUIRED", "TLSV1_ALERT_CERTIFICATE_REQUIRED"})


class FetchError(Exception):
    """A fetch ended without a complete answer, for a reason of the URL, the network or the server."""

    def __init__(self, failure: Failure, phase: Phase, detail: str, cause: Cause | None = None) -> None:
        super().__init__(detail)
        self.failure = failure
        self.phase = phase
        self.detail = detail
        self.cause = cause


def from_os_error(error: OSError, phase: Phase) -> FetchError:
    """Return the error for a socket's error. TLS errors are handled by `from_tls_error`."""
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return FetchError(Failure.CONNECTION_RESET, phase, "the server closed the connection")
    if isinstance(error, ssl.SSLError):
        return from_tls_error(error)
    if error.errno in _OURS:
        return FetchError(Failure.LOCAL, phase, f"this machine is out of resources: {_reason(error)}")
    if isinstance(error, ConnectionRefusedError):
        return FetchError(Failure.CONNECTION_REFUSED, phase, "connection refused")
    if isinstance(error, ConnectionError):
        return FetchError(Failure.CONNECTION_RESET, phase, "connection reset by the server")
    if isinstance(error, TimeoutError):
        return FetchError(Failure.TIMEOUT, phase, "the system gave the connection up")
    return FetchError(Failure.NO_ROUTE, phase, f"no route to the server: {_reason(error)}")


def from_tls_error(error: ssl.SSLError) -> FetchError:
    """Return the error for a failed handshake, or for an alert after it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        message = plain(error.verify_message or "certificate not accepted")
        return FetchError(Failure.TLS, Phase.TLS, message, _CERTIFICATE_CAUSES.get(error.verify_code))
    # Only errors that OpenSSL itself has made have the attribute.
    reason = getattr(error, "reason", None) or "TLS error"
    if reason in _CLIENT_CERTIFICATE:
        # With TLS 1.3 the refusal comes after the client's handshake is done (RFC 8446, 4.4.2.4).
        return FetchError(Failure.CLIENT_CERTIFICATE_WANTED, Phase.TLS, "the server wants a client certificate")
    return FetchError(Failure.TLS, Phase.TLS, plain(reason.lower().replace("_", " ")), _TLS_CAUSES.get(reason))


def _reason(error: OSError) -> str:
    return plain(error.strerror or type(error).__name__)
