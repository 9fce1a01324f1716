"""The `[web]` table: how sources are checked."""

# Annotations are evaluated here, not kept as text: reading them then takes each run two milliseconds less.
from typing import Annotated

from msgspec import Meta

from archive_lint.config import globs, values
from archive_lint.config.check import Check, CheckAll
from archive_lint.config.table import Table

Status = Annotated[int, Meta(ge=100, le=999)]
DayCount = Annotated[float, Meta(ge=0, le=3_650)]


class RecheckDays(Table, frozen=True):
    """Days that a verdict holds before its URL is requested again."""

    alive: Annotated[DayCount, Meta(description="For pages that exist, including moved ones.")] = 30.0
    dead: Annotated[DayCount, Meta(description="For dead and soft-404 pages, and gone and parked domains.")] = 3.0
    other: Annotated[DayCount, Meta(description="For URLs that could not be judged.")] = 1.0


class Confirmation(Table, frozen=True):
    """Number of times, and of days, that a page must be found lost before the verdict counts as confirmed."""

    observations: Annotated[
        int, Meta(ge=2, le=100, description="Runs that must find the page lost, without finding it alive in between.")
    ] = 3
    days: Annotated[DayCount, Meta(description="The fewest days between two of these runs.")] = 3.0


class WebSettings(Table, frozen=True):
    """The check of sources."""

    enabled: Annotated[bool, Meta(description="Check sources without `--online`.")] = False
    timeout: Annotated[
        float,
        Meta(gt=0, le=600, description="Seconds for one request with its redirects, without waits between attempts."),
    ] = 20.0
    retries: Annotated[
        int,
        Meta(ge=0, le=10, description="Further attempts after a failure that may pass: 5xx, 429, timeouts, resets."),
    ] = 2
    concurrency: Annotated[int, Meta(ge=1, le=1_024, description="Parallel requests to all hosts together.")] = 128
    per_host: Annotated[int, Meta(ge=1, le=64, description="Parallel requests to one host.")] = 4
    interval: Annotated[float, Meta(ge=0, le=3_600, description="Seconds between requests to one host.")] = 0.05
    requests_per_host: Annotated[
        int,
        Meta(
            ge=0, description="The most requests to one host in one run; the rest waits for the next run. 0: no limit."
        ),
    ] = 0
    max_redirects: Annotated[int, Meta(ge=0, le=50, description="The most redirects to follow.")] = 10
    max_bytes: Annotated[
        int, Meta(ge=1_024, le=16_777_216, description="The most bytes of a page to read, after decompression.")
    ] = 65_536
    user_agent: Annotated[
        str,
        Check(values.user_agent),
        Meta(
            max_length=256,
            description="User-Agent header; printable ASCII. Default: archive-lint/VERSION and the project's address.",
            extra_json_schema={"pattern": r"^[ -~]*$"},
        ),
    ] = ""
    exclude: Annotated[
        tuple[Annotated[str, Meta(min_length=1), Check(globs.url_glob)], ...],
        CheckAll(globs.all_globs),
        Meta(description="Globs of URLs that are not checked: `https://host/path/**`."),
    ] = ()
    accept: Annotated[tuple[Status, ...], Meta(description="Further statuses that count as alive.")] = ()
    recheck_days: Annotated[
        RecheckDays, Meta(description="Days that a verdict holds before its URL is requested again.")
    ] = RecheckDays()
    confirm: Annotated[Confirmation, Meta(description="When a lost page counts as confirmed.")] = Confirmation()
    fail_on_confirmed: Annotated[
        bool, Meta(description="Let only confirmed verdicts fail a run, not those of one run alone.")
    ] = False
    wayback: Annotated[
        str,
        Check(values.web_address),
        Meta(min_length=1, description="The web archive in which copies of dead sources are looked up."),
    ] = "https://web.archive.org"
