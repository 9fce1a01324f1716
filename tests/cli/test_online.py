"""Sources checked from the command line, on a small web of this machine's loopback interface."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archive_lint.cli.main import main
from archive_lint.files.state_folder import find_state_folder
from archive_lint.rule.examples import PATH, story
from tests.repository import Repository

from .conftest import Cite, Done, Online, Run, Write
from .small_web import ALIVE, BLOCKED, DEAD, FAST, MOVED, Web


def codes(done: Done) -> list[str]:
    return [line.split(": ", 1)[1].split()[0] for line in done.out.splitlines() if line.startswith(PATH)]


@pytest.mark.parametrize(
    ("url", "code", "exit_code"),
    [(ALIVE, None, 0), (DEAD, "U001", 1), (MOVED, "U003", 0), (BLOCKED, "U004", 0)],
)
def test_a_source_gets_the_finding_it_deserves(
    online: Online, cite: Cite, url: str, code: str | None, exit_code: int
) -> None:
    cite(url)
    done = online()
    assert (codes(done), done.code) == ([code] if code else [], exit_code)
    assert done.err == ""


def test_every_page_that_cites_a_dead_source_is_named(online: Online, write: Write) -> None:
    other = PATH.replace("23", "22")
    write({PATH: story(sources=[f"[a]({DEAD})"]), other: story(sources=[f"[a]({DEAD}#part)"])})
    done = online()
    assert [line.split(":")[0] for line in done.out.splitlines() if "U001" in line] == [other, PATH]


def test_what_is_known_is_not_asked_for_again(online: Online, cite: Cite, web: Web) -> None:
    cite(ALIVE, DEAD)
    first = online()
    asked = len(web.asked)
    again = online()
    assert len(web.asked) == asked
    assert codes(again) == codes(first)
    assert "0 sources checked, 2 known from earlier runs." in again.out


def test_offline_always_wins(online: Online, cite: Cite, web: Web) -> None:
    cite(DEAD)
    assert online("--offline").code == 0
    assert web.asked == []


def test_the_configuration_can_turn_checking_on(
    run: Run, write: Write, cite: Cite, web: Web, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    cite(DEAD)
    write({"archive-lint.toml": "[web]\nenabled = true\ninterval = 0.0\n"})
    assert main(["--select", "U"], network=web.network) == 1
    assert b"U001" in capsysbinary.readouterr().out


def test_without_permission_a_private_address_is_not_contacted(run: Run, cite: Cite, web: Web) -> None:
    cite(f"http://127.0.0.1:{web.port}/x")
    done = run("--online", "--select", "U", *FAST)
    assert (codes(done), done.code) == (["U006"], 1)
    assert web.asked == []


def test_a_network_can_be_allowed_on_the_command_line_on_any_port(run: Run, cite: Cite, web: Web) -> None:
    cite(f"http://127.0.0.1:{web.port}/x")
    assert run("--online", "--select", "U", "--allow-network", "127.0.0.0/8", *FAST).code == 0
    assert set(web.asked) == {f"127.0.0.1:{web.port}/x"}


def test_a_network_that_is_down_is_said_once_and_nothing_is_called_dead(online: Online, cite: Cite, web: Web) -> None:
    web.is_down = True
    cite(*(f"http://host-{number}.example/a" for number in range(12)))
    done = online()
    assert done.code == 3
    assert codes(done) == []
    assert len(done.err.splitlines()) == 1
    assert "network is down" in done.err


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("github", "title=network not-checked::The network is down"),
        ("markdown", "network is down"),
        ("json", '"network"'),
    ],
)
def test_a_network_that_is_down_is_said_in_reports(online: Online, cite: Cite, web: Web, name: str, said: str) -> None:
    web.is_down = True
    cite(*(f"http://host-{number}.example/a" for number in range(12)))
    done = online("--output-format", name)
    assert done.code == 3
    assert said in done.out


def test_unconfirmed_losses_do_not_fail_where_that_is_configured(online: Online, cite: Cite) -> None:
    cite(DEAD)
    done = online("--config", "web.fail-on-confirmed=true")
    assert (codes(done), done.code) == (["U001"], 0)


def test_excluded_urls_are_not_asked_for(online: Online, cite: Cite, web: Web) -> None:
    cite(DEAD, ALIVE)
    online("--config", 'web.exclude=["http://dead.example/**"]')
    assert not any(url.startswith("dead") for url in web.asked)


def test_a_file_in_the_place_of_the_history_is_left_alone_with_a_word(
    online: Online, cite: Cite, tmp_path: Path
) -> None:
    cite(ALIVE)
    file = Path(find_state_folder(str(tmp_path)).made(), "links.db")
    content = b"this is no database, and long enough to see that" * 40
    file.write_bytes(content)
    done = online()
    assert done.code == 0
    assert "is not a history of archive-lint" in done.err
    assert file.read_bytes() == content


def test_explain_tells_the_verdict_the_checks_and_who_cites_it(online: Online, run: Run, cite: Cite) -> None:
    cite(DEAD)
    online()
    done = run("explain", DEAD)
    assert done.out.splitlines()[:2] == [DEAD, "dead, observed: it answered 404, twice"]
    assert f"  {PATH}:7" in done.out.splitlines()
    data = json.loads(run("explain", DEAD, "--output-format", "json").out)
    assert (data["verdict"]["kind"], data["cited"]) == ("dead", [{"path": PATH, "line": 7}])


def test_explain_of_a_url_that_was_never_checked(run: Run, cite: Cite) -> None:
    cite(ALIVE)
    assert "never checked" in run("explain", ALIVE).out


def test_findings_carry_their_verdict(online: Online, cite: Cite) -> None:
    cite(DEAD)
    (finding,) = json.loads(online("--output-format", "json").out)["findings"]
    assert finding["verdict"]["kind"] == "dead"


@pytest.mark.parametrize("text", ["0", "abc", "-3", "5x", "inf", ""])
def test_a_time_that_is_not_valid_is_refused(run: Run, text: str) -> None:
    done = run("--online", f"--max-time={text}")
    assert done.code == 2
    assert "is not a time" in done.err


def test_a_network_that_is_not_valid_is_refused(run: Run) -> None:
    assert "is not a network" in run("--allow-network", "not a host").err


def test_the_history_lies_outside_of_the_archive(online: Online, cite: Cite, tmp_path: Path) -> None:
    cite(ALIVE)
    online()
    assert [path.name for path in tmp_path.iterdir()] == ["news"]
    assert Path(find_state_folder(str(tmp_path)).path, "links.db").is_file()


def test_of_a_change_only_the_sources_that_it_adds_fail_the_run(
    online: Online, cite: Cite, web: Web, write: Write, tmp_path: Path
) -> None:
    new = "http://dead.example/b"
    repository = Repository(tmp_path)
    write({PATH.replace("23", "22"): story(sources=["[a](http://elsewhere.example/)"])})
    cite(DEAD)
    repository.commit()
    cite(DEAD, ALIVE)
    old_only = online("--changed-since", "HEAD")
    assert (codes(old_only), old_only.code) == (["U001"], 0)
    cite(DEAD, ALIVE, new)
    assert online("--changed-since", "HEAD").code == 1
    assert not [url for url in web.asked if "elsewhere" in url]


def test_every_observation_can_be_written_down_as_it_is_made(online: Online, cite: Cite, tmp_path: Path) -> None:
    cite(DEAD)
    online("--observations", "seen.jsonl")
    seen = [json.loads(line) for line in (tmp_path / "seen.jsonl").read_text().splitlines()]
    assert [(each["url"], each["method"], each["status"]) for each in seen] == [
        (DEAD, "HEAD", 404),
        (DEAD, "GET", 404),
        (DEAD, "GET", 404),
    ]


def test_observations_that_cannot_be_written_are_a_warning(online: Online, cite: Cite) -> None:
    cite(ALIVE)
    done = online("--observations", "nowhere/seen.jsonl")
    assert done.code == 0
    assert "nowhere/seen.jsonl: observations cannot be written: No such file or directory" in done.err


def test_a_disk_that_fills_up_ends_the_log_and_not_the_check(online: Online, cite: Cite) -> None:
    cite(ALIVE, DEAD)
    done = online("--observations", "/dev/full")
    assert codes(done) == ["U001"]
    assert "No space left on device" in done.err


BODY = f"""\
# Bridge reopens

See [it]({ALIVE}), <{DEAD}> and [this][1].

<p><a href="{MOVED}">There</a></p>

| a | b |
|---|---|
| c | [d]({BLOCKED}) ![e](http://alive.example/e.png) |

[1]: {DEAD}
"""
IN_BODY = ("--config", "sections.source.where='body'")


def test_sources_in_the_text_are_checked_and_explained_like_those_of_a_section(
    online: Online, run: Run, write: Write, web: Web
) -> None:
    write({"archive-lint.toml": "[sections.source]\nwhere = 'body'\n", PATH: BODY})
    found = [" ".join(line.split()[:2]) for line in online().out.splitlines() if line.startswith(PATH)]
    assert found == [f"{PATH}:{place}" for place in ("3:36: U001", "3:63: U001", "5:13: U003", "9:11: U004")]
    assert len({url for url in web.asked if not url.startswith("moved.example/archive")}) == 5
    asked = len(web.asked)
    assert "0 sources checked, 5 known from earlier runs." in online().out
    assert len(web.asked) == asked
    assert json.loads(run("explain", DEAD, "--output-format", "json").out)["cited"] == [{"path": PATH, "line": 3}] * 2


def test_a_source_in_the_text_can_be_accepted_and_suppressed(online: Online, run: Run, write: Write) -> None:
    other = PATH.replace("23", "22")
    bad = "[a](hxxp://gazette.example/a)"
    hidden = f"Rain.\n\n<!-- archive-lint: ignore[U005] a demonstration -->\nSee {bad}.\n\nAnd {bad}.\n"
    write({PATH: f"# A\n\nSee {bad}.\n"})
    chosen = ("--select", "U", *IN_BODY)
    assert codes(run(*chosen, *FAST)) == ["U005"]
    assert run("baseline", *chosen).code == 0
    write({other: hidden})
    left = run(*chosen, *FAST)
    assert ([line.split(" ")[0] for line in left.out.splitlines()][:1], codes(left)) == ([f"{other}:6:9:"], [])


def test_of_a_change_to_a_text_only_the_links_that_it_adds_fail_the_run(
    online: Online, write: Write, tmp_path: Path
) -> None:
    repository = Repository(tmp_path)
    write({PATH: f"# A\n\nSee [it]({DEAD}).\n"})
    repository.commit()
    write({PATH: f"# A\n\nSee [it]({DEAD}), and [this]({ALIVE}).\n"})
    assert online(*IN_BODY, "--changed-since", "HEAD").code == 0
    write({PATH: f"# A\n\nSee [it]({DEAD}), and [this](http://dead.example/b).\n"})
    assert online(*IN_BODY, "--changed-since", "HEAD").code == 1


def test_what_most_pages_link_to_is_asked_for_and_reported_once(
    online: Online, run: Run, write: Write, web: Web
) -> None:
    footer = f"Rain.\n\n[Home]({DEAD}) [Feed](hxxp://gazette.example/feed)\n"
    write({f"news/2014/05/{day}/rain.md": f"# Rain\n\n{footer}" for day in range(1, 26)})
    lines = [line for line in online(*IN_BODY).out.splitlines() if line.startswith("news/")]
    assert [(line.split(":")[0], line.split()[1], line[-33:]) for line in lines] == [
        ("news/2014/05/1/rain.md", code, "(on 25 pages, of which this is one)"[-33:]) for code in ("U001", "U005")
    ]
    assert len([url for url in web.asked if url == "dead.example/a"]) == 3
    assert run("--fix", "--select", "U005", *IN_BODY, *FAST).code == 0
    assert run("--select", "U005", *IN_BODY, *FAST).out.startswith("No findings")


def test_entries_of_a_section_are_reported_on_each_page(online: Online, write: Write) -> None:
    write({f"news/2014/05/{day}/rain.md": story(sources=[f"[a]({DEAD})"]) for day in range(1, 26)})
    assert len([line for line in online("--select", "U001").out.splitlines() if "U001" in line]) == 25


def test_links_of_any_page_are_counted(run: Run, write: Write) -> None:
    write({PATH: f"# A\n\n[a]({DEAD})\n", "about.md": f"[a]({DEAD}) [b]({ALIVE})\n"})
    for _ in range(2):
        # The second time from what the first one kept.
        assert "2 source URLs were not checked" in run("--select", "U", *IN_BODY, *FAST).out
