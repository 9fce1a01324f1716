"""Sources checked through a proxy of the loopback interface, which answers for the whole web."""

from __future__ import annotations

import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import trustme

from archive_lint.cli.main import main
from archive_lint.model.address import IPAddress
from archive_lint.model.observation import Failure, Phase
from archive_lint.rule.examples import PATH, story
from archive_lint.web.background import Network
from archive_lint.web.fetch.errors import FetchError
from tests.web.virtual_clock import HurriedClock

from .conftest import Done, Run, Write

FAST = ("--config", "web.interval=0", "--config", "web.retries=0", "--output-format", "concise", "--select", "U")
VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR")
STATUSES = {"dead": 404, "blocked": 403}
NAMES = ["dead", "alive", "moved", "blocked", *(f"alive{number}" for number in range(60))]
"""Of servers, for their certificate: a wildcard for all of a top-level domain is not accepted."""


class Proxy:
    """A proxy and what it was asked. It speaks for every server itself."""

    def __init__(self, tls: ssl.SSLContext) -> None:
        self.tls = tls
        self.asked: list[str] = []
        self.credentials = ""
        self.refuses = 0
        """A status for all requests, of the proxy itself."""
        self.most_requests = 10_000
        """After so many it is dead."""

    def start(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self}))
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """From now on connections are refused."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy
    server_name = ""

    def do_CONNECT(self) -> None:
        if self._may_pass():
            self.server_name = self.path.removesuffix(":443")
            self.send_response(200)
            self.end_headers()
            try:
                self.connection = self.proxy.tls.wrap_socket(self.connection, server_side=True)
            except OSError:
                self.close_connection = True
                return
            self.rfile = self.connection.makefile("rb")
            self.wfile = self.connection.makefile("wb", 0)

    def do_GET(self) -> None:
        if self.server_name and self.proxy.most_requests < 0:
            self.close_connection = True
            return
        if not self.server_name and not self._may_pass():
            return
        url = f"https://{self.server_name}{self.path}" if self.server_name else self.path
        self.proxy.asked.append(url)
        if "moved.example/2014" in url:
            self._answer(301, Location=url.replace("/2014", "/archive/2014"))
        else:
            self._answer(STATUSES.get(url.split("/")[2].split(".")[0].rstrip("0123456789"), 200))

    do_HEAD = do_GET

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def _may_pass(self) -> bool:
        if len(self.proxy.asked) >= self.proxy.most_requests:
            threading.Thread(target=self.proxy.stop).start()
            self.proxy.most_requests = -1
            self.close_connection = True
            return False
        status = self.proxy.refuses
        if self.proxy.credentials and self.headers["Proxy-Authorization"] != self.proxy.credentials:
            status = 407
        if status:
            self.proxy.asked.append(f"{status} {self.path}")
            self._answer(status, X_Squid_Error="ERR_WHATEVER 0")
        return not status

    def _answer(self, status: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content_Length": "0"}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


class NoNames:
    """The resolver of a machine behind a proxy: it knows the names of the company alone."""

    async def resolve(self, host: str) -> Sequence[IPAddress]:
        raise FetchError(Failure.NXDOMAIN, Phase.DNS, "the name does not exist")


async def _no_way(address: IPAddress, port: int) -> socket.socket:
    raise OSError(113, "No route to host")


@pytest.fixture
def proxy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[Proxy]:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(*(f"{name}.example" for name in NAMES)).configure_cert(tls)
    authority.cert_pem.write_to_path(tmp_path / "roots.pem")
    served = Proxy(tls)
    served.start()
    yield served
    if served.most_requests > 0:
        served.stop()


Check = Callable[..., Done]


@pytest.fixture
def check(proxy: Proxy, write: Write, capsysbinary: pytest.CaptureFixture[bytes]) -> Check:
    """Cites URLs and checks them, on a machine that reaches nothing but this proxy."""

    def run_check(urls: Sequence[str], *arguments: str, reaches_nothing: bool = False) -> Done:
        write({PATH: story(sources=[f"[Source {n}]({url})" for n, url in enumerate(urls)])})
        network = Network(resolver=NoNames(), connector=_no_way if reaches_nothing else None, clock=HurriedClock())
        code = main([*FAST, "--online", *arguments], network=network)
        captured = capsysbinary.readouterr()
        return Done(code, captured.out.decode(), captured.err.decode())

    return run_check


def codes(done: Done) -> list[str]:
    return [line.split(": ", 1)[1].split()[0] for line in done.out.splitlines() if line.startswith(PATH)]


HTTP = [
    "http://dead.example/a",
    "http://alive.example/a",
    "http://moved.example/2014/reopens",
    "http://blocked.example/a",
]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_sweep_through_a_proxy_finds_what_it_finds_without_one(
    check: Check, proxy: Proxy, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "roots.pem")
    done = check([url.replace("http", scheme, 1) for url in HTTP], "--proxy", proxy.url)
    assert (codes(done), done.code, done.err) == (["U001", "U003", "U004"], 1, "")
    assert {url.split(":")[0] for url in proxy.asked} == {scheme}


def test_without_the_roots_of_its_issuer_a_server_is_insecure_through_a_proxy_too(check: Check, proxy: Proxy) -> None:
    done = check(["https://alive.example/a"], "--proxy", proxy.url)
    assert codes(done) == ["U004"]
    assert "whose identity cannot be verified" in done.out


def test_private_addresses_are_not_asked_of_the_proxy(check: Check, proxy: Proxy) -> None:
    done = check(["http://127.0.0.1/", "http://169.254.169.254/", "http://wiki.internal/"], "--proxy", proxy.url)
    assert (codes(done), done.code) == (["U006"] * 3, 1)
    assert proxy.asked == []


def test_credentials_reach_the_proxy_and_are_printed_nowhere(check: Check, proxy: Proxy, tmp_path: Path) -> None:
    proxy.credentials = f"Basic {b64encode(b'me:s3cret').decode()}"
    url = proxy.url.replace("://", "://me:s3cret@")
    outputs = ("-v", "-o", "json:out.json", "-o", "sarif:out.sarif", "-o", "html:out.html", "--observations", "seen")
    done = check(HTTP, "--proxy", url, *outputs)
    assert (codes(done), done.code) == (["U001", "U003", "U004"], 1)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 5
    for text in (done.out.encode(), done.err.encode(), *written):
        assert not any(secret in text for secret in (b"s3cret", proxy.credentials.encode()))


@pytest.mark.parametrize("words", [("--proxi", "URL"), ("--proxi=URL",), ("--proxy", "URL", "--nonsense", "URL")])
def test_a_misspelt_option_does_not_give_the_password_away(run: Run, words: Sequence[str]) -> None:
    done = run(*(word.replace("URL", "http://me:s3/cr@et@proxy.example:3128") for word in words))
    assert done.code == 2
    assert not any(secret in done.err for secret in ("me:", "s3", "cr@et"))


@pytest.mark.parametrize("url", ["socks5://me:s3cret@proxy.example", "me:s3cret@proxy.example", "http://me:s3cret@"])
def test_what_is_not_a_proxy_is_a_usage_error_that_quotes_nothing(run: Run, url: str) -> None:
    done = run("--online", "--proxy", url)
    assert done.code == 2
    assert "argument --proxy: " in done.err
    assert "e.g. 'http://proxy.example:3128'" in done.err
    assert "s3cret" not in done.err


@pytest.mark.parametrize(("number", "sources"), [(1, "1 source"), (12, "12 sources")])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_wants_a_password_is_a_network_that_is_down(
    check: Check, proxy: Proxy, scheme: str, number: int, sources: str
) -> None:
    proxy.credentials = "Basic something else"
    done = check([f"{scheme}://dead{n}.example/" for n in range(number)], "--proxy", proxy.url)
    assert (codes(done), done.code) == ([], 3)
    assert done.err == (
        f"archive-lint: error: The network is down: the proxy {proxy.url} wants a user name and password (status 407). "
        f"Nothing is claimed of {sources}.\n"
    )


def test_a_wrong_password_is_told_from_a_missing_one(check: Check, proxy: Proxy) -> None:
    proxy.credentials = "Basic something else"
    done = check(HTTP, "--proxy", proxy.url.replace("://", "://me:s3cret@"))
    assert done.code == 3
    assert f"the proxy {proxy.url} does not accept the user name and password" in done.err


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_host_that_the_proxy_refuses_is_blocked_and_not_dead(check: Check, proxy: Proxy, scheme: str) -> None:
    proxy.refuses = 403
    done = check([f"{scheme}://dead.example/a"], "--proxy", proxy.url)
    assert (codes(done), done.code) == (["U004"], 0)
    assert "cannot be viewed: the proxy refuses this host (status 403)" in done.out


@pytest.mark.parametrize("number", [1, 30])
def test_a_proxy_that_is_down_is_a_network_that_is_down(check: Check, proxy: Proxy, number: int) -> None:
    proxy.stop()
    proxy.most_requests = -1
    done = check([f"http://dead{n}.example/" for n in range(number)], "--proxy", proxy.url)
    assert (codes(done), done.code) == ([], 3)
    assert f"The network is down: the proxy {proxy.url} cannot be reached: connection refused." in done.err


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_dies_in_the_middle_leaves_nothing_dead(
    check: Check, proxy: Proxy, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "roots.pem")
    proxy.most_requests = 20
    urls = [f"{scheme}://alive{n}.example/a" for n in range(60)]
    done = check(urls, "--proxy", proxy.url, "--config", "web.concurrency=4")
    assert done.code == 3
    assert set(codes(done)) <= {"U004"}
    assert f"The network is down: the proxy {proxy.url} cannot be reached" in done.err
    again = Proxy(proxy.tls)
    again.start()
    done = check(urls, "--proxy", again.url)
    again.stop()
    assert 0 < len(set(again.asked)) <= 60
    assert done.code == 0


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"])
@pytest.mark.parametrize("number", [1, 12])
def test_a_proxy_of_the_environment_is_not_used_but_named_where_nothing_is_reached(
    check: Check, proxy: Proxy, monkeypatch: pytest.MonkeyPatch, variable: str, number: int
) -> None:
    monkeypatch.setenv(variable, proxy.url.replace("://", "://me:s3cret@"))
    done = check([f"http://dead{n}.example/" for n in range(number)])
    assert (codes(done), done.code, proxy.asked) == ([], 3, [])
    assert done.err.splitlines()[1:] == [
        f"The environment names a proxy ({variable}), which is not used: name it with --proxy URL."
    ]
    assert "s3cret" not in done.err


def test_no_proxy_is_recommended_where_the_environment_names_none(check: Check) -> None:
    done = check([f"http://dead{n}.example/" for n in range(12)])
    assert done.code == 3
    assert "proxy" not in done.err


def test_no_proxy_is_recommended_to_who_has_named_one(
    check: Check, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://other.example:1")
    proxy.refuses = 407
    assert "environment" not in check(HTTP, "--proxy", proxy.url).err


def test_a_proxy_has_no_effect_offline_and_that_is_said(check: Check, proxy: Proxy) -> None:
    done = check(HTTP, "--offline", "--proxy", proxy.url)
    assert (done.code, proxy.asked) == (0, [])
    assert "--proxy has no effect: sources are not checked without --online" in done.err


def test_certificates_that_cannot_be_used_end_the_run_before_it_claims_anything(
    check: Check, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "nowhere.pem")
    done = check(HTTP, "--proxy", proxy.url)
    assert (done.code, proxy.asked) == (2, [])
    assert "SSL_CERT_FILE names 'nowhere.pem', which cannot be read: No such file or directory" in done.err
