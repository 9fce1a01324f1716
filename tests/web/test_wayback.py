"""Copies of lost sources: a fake archive, by URL, and one over real sockets."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import closing
from typing import Any

import pytest

from archive_lint.model.observation import Failure, Hop, Method, Observation, Phase
from archive_lint.model.verdict import VerdictKind
from archive_lint.web.history import History, Record, in_memory
from archive_lint.web.wayback import ArchiveLookup
from tests.web.fake_web import failed, seen
from tests.web.hostile_server import SeenRequest, Site, Web, answer, page, pages, redirect
from tests.web.virtual_clock import VirtualClock, run

BASE = "https://web.archive.org"
URL = "http://news.example/2014/bridge-reopens"
DAY = dt.date(2014, 5, 23)
ASKED = f"{BASE}/web/20140523120000id_/{URL}"
LOST = dt.datetime(2018, 1, 1, tzinfo=dt.UTC).timestamp()
REFUSED = failed(Failure.CONNECTION_REFUSED, Phase.CONNECT, ASKED)


def capture(digits: str = "20140524010203", of: str = URL, *, status: int = 200, **fields: Any) -> Observation:
    """The nearest capture, as the archive's redirect leads to it."""
    at = dt.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC)
    headers = fields.pop("headers", {"memento-datetime": f"{at:%a, %d %b %Y %H:%M:%S} GMT"})
    address = fields.pop("address", f"{BASE}/web/{digits}id_/{of}")
    fields.setdefault("title", "Bridge reopens")
    fields.setdefault("sample", "The bridge was reopened on Friday. " * 10)
    fields.setdefault("body_bytes", 1_000)
    return seen(
        ASKED, status, hops=(Hop(ASKED, 302, address), Hop(address, status)), headers=headers, requests=2, **fields
    )


def answered(status: int, **headers: str) -> Observation:
    """What the archive says for itself."""
    return seen(ASKED, status, headers={name.replace("_", "-"): value for name, value in headers.items()})


class _Forgetful(History):
    """Remembers nothing, and holds no connection."""

    def __init__(self) -> None:
        pass

    def records(self, url: str) -> list[Record]:
        return []

    def add(self, url: str, record: Record) -> None:
        pass


_FORGETFUL = _Forgetful()


class FakeArchive:
    """Returns its answers in turn, the last one for ever."""

    def __init__(self, *answers: Observation) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.times: list[float] = []
        self.most = self.now = 0

    async def fetch(self, url: str, method: Method) -> Observation:
        assert method == "GET"
        self.asked.append(url)
        self.times.append(asyncio.get_running_loop().time())
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.5)
        self.now -= 1
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def lookup(archive: FakeArchive, history: History | None = None, **options: Any) -> ArchiveLookup:
    return ArchiveLookup(archive, history or _FORGETFUL, **{"clock": VirtualClock(), **options})


def find(
    archive: FakeArchive, url: str = URL, day: dt.date | None = DAY, lost_since: float | None = LOST
) -> str | None:
    return run(lookup(archive).find(url, day, lost_since))


def test_the_capture_nearest_the_pages_date_is_offered_as_people_read_it() -> None:
    archive = FakeArchive(capture())
    assert find(archive) == f"{BASE}/web/20140524010203/{URL}"
    assert archive.asked == [ASKED]


@pytest.mark.parametrize(
    ("name", "capture_of", "offered"),
    [
        ("the same page, as the archive spells it", "https://www.news.example:443/2014/bridge-reopens", URL),
        (
            "where it led to at the time",
            "http://other.example/a/bridge-reopens",
            "http://other.example/a/bridge-reopens",
        ),
    ],
)
def test_what_is_offered_is_the_page_cited_or_where_it_led(name: str, capture_of: str, offered: str) -> None:
    assert find(FakeArchive(capture(of=capture_of))) == f"{BASE}/web/20140524010203/{offered}"


@pytest.mark.parametrize(
    ("cited", "asked", "offered"),
    [
        ("http://News.Example:80/a-story?id=1#part", "http://news.example/a-story?id=1", "#part"),
        ("https://news.example:8443/a-story", "https://news.example:8443/a-story", ""),
    ],
)
def test_a_url_is_asked_for_without_what_no_archive_keeps(cited: str, asked: str, offered: str) -> None:
    archive = FakeArchive(capture(of=asked))
    assert find(archive, cited) == f"{BASE}/web/20140524010203/{asked}{offered}"
    assert archive.asked == [f"{BASE}/web/20140523120000id_/{asked}"]


@pytest.mark.parametrize(
    ("name", "came"),
    [
        ("never archived", answered(404)),
        ("excluded from the archive", answered(403)),
        ("not a memento", capture(headers={})),
        ("a memento of another moment", capture(headers={"memento-datetime": "Sat, 24 May 2014 01:02:04 GMT"})),
        ("a moment nobody can read", capture(headers={"memento-datetime": "Sat, 99 May 99999999999 01:02:03 GMT"})),
        ("a capture as people see it", capture(address=f"{BASE}/web/20140524010203/{URL}")),
        ("a captured error", capture(status=404)),
        ("a captured server error", capture(status=503)),
        ("a captured choice of pages", capture(status=300)),
        ("an empty capture", capture(body_bytes=0)),
        ("a capture that broke off", capture(failure=Failure.PROTOCOL, phase=Phase.BODY)),
        ("an error page that says so in its title", capture(title="404 Not Found")),
        ("an error page that says so in a few words", capture(sample="This page does not exist.")),
        ("a domain for sale", capture(title="news.example is for sale")),
        ("a challenge for robots", capture(title="Just a moment...", sample="Checking your browser.")),
        (
            "a page that sends its readers to the front page",
            capture(refresh=f"{BASE}/web/20140524010203id_/http://a.b/"),
        ),
        ("a redirect to the front page", capture(of="http://news.example/")),
        ("a redirect to a login", capture(of="http://news.example/login?next=/2014/bridge-reopens")),
        ("captured after the death", capture("20180101000000")),
        ("captured nine years before the page", capture("20050523120000")),
        ("a redirect out of the archive", capture(address="http://live.example/2014/bridge-reopens")),
        ("another host that begins like the archive", capture(address=f"{BASE}.evil/web/20140524010203id_/{URL}")),
        ("a captured URL with a password", capture(of="http://a:b@news.example/2014/bridge-reopens")),
        ("a redirect that is refused", failed(Failure.REFUSED_BY_POLICY, Phase.REDIRECT, ASKED)),
        (
            "a redirect out of the archive, to where nobody answers",
            failed(Failure.TIMEOUT, Phase.CONNECT, ASKED, hops=(Hop(ASKED, 302, "http://live.example/a"),)),
        ),
        ("redirects in circles", failed(Failure.TOO_MANY_REDIRECTS, Phase.REDIRECT, ASKED)),
    ],
)
def test_what_is_not_a_copy_to_be_relied_on_is_not_offered_nor_asked_for_again(name: str, came: Observation) -> None:
    archive = FakeArchive(came)
    looking = lookup(archive)
    assert run(looking.find(URL, DAY, LOST)) is None
    assert len(archive.asked) == 1
    assert not looking.notes


@pytest.mark.parametrize(("digits", "is_near"), [("20190501000000", True), ("20191123120000", False)])
def test_a_capture_of_unknown_death_is_judged_by_its_distance_alone(digits: str, is_near: bool) -> None:
    assert (find(FakeArchive(capture(digits)), lost_since=None) is not None) is is_near


@pytest.mark.parametrize(
    "url",
    [
        f"https://web.archive.org/web/20140524010203/{URL}",
        "http://archive.org/details/something",
        "https://archive.example/wayback/20140524/http://news.example/a",
        "http://news.example/a b",
        "http://user:secret@news.example/a-story",
        "ftp://news.example/a-story",
        "",
        "http://intranet/a-story",
        "http://wiki.corp/a-story",
        "http://10.0.0.1/a-story",
        "http://[::1]/a-story",
    ],
)
def test_the_archive_is_not_asked_about_copies_secrets_and_what_is_not_public(url: str) -> None:
    archive = FakeArchive(capture())
    assert find(archive, url) is None
    assert not archive.asked


def test_a_host_whose_name_merely_ends_like_an_archives_is_asked_about() -> None:
    archive = FakeArchive(answered(404))
    find(archive, "http://my-archive.org/a-story")
    assert len(archive.asked) == 1


def test_an_archive_that_is_not_public_may_be_asked_about_anything() -> None:
    archive = FakeArchive(answered(404))
    run(lookup(archive, base="http://127.0.0.1:8080/").find("http://wiki.corp/a-story", DAY, LOST))
    assert archive.asked == ["http://127.0.0.1:8080/web/20140523120000id_/http://wiki.corp/a-story"]


def test_a_page_without_a_date_is_offered_nothing() -> None:
    archive = FakeArchive(capture())
    assert find(archive, day=None) is None
    assert not archive.asked


def test_the_same_copy_is_looked_up_once_and_never_two_at_a_time() -> None:
    archive = FakeArchive(capture())

    async def main() -> list[str | None]:
        looking = lookup(archive)
        urls = [URL, f"{URL}#top", URL, "http://news.example/2014/other", URL]
        return await asyncio.gather(*(looking.find(url, DAY, LOST) for url in urls))

    found = run(main())
    assert len(archive.asked) == 2
    assert archive.most == 1
    assert found[0] == found[2] == found[4] is not None


def test_requests_are_spaced_by_what_each_look_up_took() -> None:
    archive = FakeArchive(capture())

    async def main() -> None:
        looking = lookup(archive)
        for number in range(3):
            await looking.find(f"http://news.example/story-{number}", DAY, LOST)

    run(main())
    assert [after - before for before, after in zip(archive.times, archive.times[1:], strict=False)] == [0.75, 0.75]


@pytest.mark.parametrize(
    ("name", "came", "wait"),
    [
        ("too many requests", answered(429, retry_after="30"), 30.0),
        ("too many requests, for how long it does not say", answered(429), 5.0),
        ("unavailable", answered(503, retry_after="7"), 7.0),
        ("connection refused", REFUSED, 5.0),
        ("silence", failed(Failure.TIMEOUT, Phase.HEADERS, ASKED), 5.0),
    ],
)
def test_a_failing_archive_is_asked_once_more_after_the_time_it_wants(
    name: str, came: Observation, wait: float
) -> None:
    archive = FakeArchive(came, capture())
    assert find(archive) == f"{BASE}/web/20140524010203/{URL}"
    assert archive.times[1] - archive.times[0] == 0.5 + wait


@pytest.mark.parametrize(
    ("name", "came", "asked"),
    [
        ("locked out", REFUSED, 3),
        ("too many requests", answered(429), 3),
        ("for an hour", answered(429, retry_after="3600"), 1),
        ("error after a redirect", seen(ASKED, 502, hops=(Hop(ASKED, 302, f"{BASE}/x"), Hop(f"{BASE}/x", 502))), 3),
    ],
)
def test_an_archive_that_stays_away_is_left_alone_and_one_note_says_so(
    name: str, came: Observation, asked: int
) -> None:
    archive = FakeArchive(came)
    looking = lookup(archive)

    async def main() -> list[str | None]:
        return [await looking.find(f"http://news.example/story-{number}", DAY, LOST) for number in range(10)]

    assert run(main()) == [None] * 10
    assert len(archive.asked) == asked
    assert len(looking.notes) == 1
    assert "web.archive.org could not be searched" in looking.notes[0]


def test_failures_between_answers_do_not_add_up() -> None:
    archive = FakeArchive(*[REFUSED, answered(404)] * 10)
    looking = lookup(archive)

    async def main() -> None:
        for number in range(10):
            await looking.find(f"http://news.example/story-{number}", DAY, LOST)

    run(main())
    assert len(archive.asked) == 20
    assert not looking.notes


def test_no_more_copies_are_looked_up_than_a_run_may() -> None:
    archive = FakeArchive(capture())
    looking = lookup(archive, most=2)

    async def main() -> list[str | None]:
        return [
            await looking.find(f"http://news.example/{number}/bridge-reopens", DAY, LOST) for number in (1, 2, 3, 1)
        ]

    found = run(main())
    assert len(archive.asked) == 2
    assert found[2] is None
    assert found[3] == found[0]
    assert len(looking.notes) == 1


@pytest.mark.parametrize(
    ("name", "came", "days", "asked"),
    [
        ("what was found, for good", capture(), 1_000, 1),
        ("what was not found, for a month", answered(404), 29, 1),
        ("what was not found, no longer", answered(404), 31, 2),
        ("of an archive that failed, nothing", REFUSED, 0, 4),
    ],
)
def test_a_later_run_remembers(name: str, came: Observation, days: int, asked: int) -> None:
    archive = FakeArchive(came)
    clock = VirtualClock()
    with closing(in_memory()) as history:
        first = run(lookup(archive, history, clock=clock).find(URL, DAY, LOST))
        history.commit()
        clock.days = days
        later = lookup(archive, history, clock=clock, most=1)
        assert run(later.find(f"{URL}#part", DAY, LOST)) == (first and f"{first}#part")
    assert len(archive.asked) == asked


def test_a_history_that_somebody_has_written_leads_to_no_other_place_than_the_archive() -> None:
    archive = FakeArchive(answered(404))
    with closing(in_memory()) as history:
        history.add(f"copy {ASKED}", Record(at=0.0, kind=VerdictKind.ALIVE, target="https://evil.example/"))
        history.commit()
        assert run(lookup(archive, history).find(URL, DAY, LOST)) is None


def test_what_is_remembered_is_nobodys_source() -> None:
    with closing(in_memory()) as history:
        run(lookup(FakeArchive(capture()), history).find(URL, DAY, LOST))
        history.commit()
        assert history.records(ASKED) == history.records(URL) == []


@pytest.mark.parametrize("day", [dt.date.min, dt.date.max])
def test_a_page_of_an_impossible_day_is_not_an_error(day: dt.date) -> None:
    assert find(FakeArchive(capture()), day=day) is None


def test_an_archive_over_real_sockets() -> None:
    def play(asked: SeenRequest) -> bytes:
        if asked.path == f"/web/20140523120000id_/{URL}":
            return redirect(f"http://web.example/web/20140524010203id_/{URL}", 302)
        if asked.path == f"/web/20140524010203id_/{URL}":
            return page("Bridge reopens", "It did.", Memento_Datetime="Sat, 24 May 2014 01:02:03 GMT")
        return answer(404)

    async def main() -> list[str | None]:
        async with Web({"web.example": Site(pages(play))}) as web, web.fetcher() as fetcher:
            looking = ArchiveLookup(fetcher, _FORGETFUL, base="http://web.example:80/")
            return [await looking.find(url, DAY, LOST) for url in (URL, "http://news.example/2014/never-archived")]

    assert asyncio.run(main()) == [f"http://web.example/web/20140524010203/{URL}", None]
