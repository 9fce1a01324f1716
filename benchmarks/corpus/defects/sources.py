"""Defects of sources that show without asking the network.

The hosts of U006 and U010 are what those rules are about, and are never asked: addresses of private networks, and one
archive by its real name.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from benchmarks.corpus.defects.workbench import Defect, Recipe, Site, on_page
from benchmarks.corpus.plan import Story


def malformed_source(site: Site, story: Story) -> Defect:
    """A URL that a browser would not read as what was meant."""
    page, sources = site.sources(story)
    source = sources[0]
    scheme, _, rest = source.target.partition("://")
    source.target = site.choose(
        story,
        f"http://{scheme}://{rest}",
        f"hxxp://{rest}",
        f"{scheme}:{rest}",
        rest,
        # Decoded once, as a reader of Markdown does, these still hold an entity and a bracket too many.
        f"{source.target}?w=1200&amp;amp;h=630",
        f"{source.target}\\)",
    )
    page.put(source)
    return on_page(story, page, source.line + 1)


def refused_source(site: Site, story: Story) -> Defect:
    """A URL that nobody outside some network can or should follow."""
    page, sources = site.sources(story)
    source = sources[0]
    host = urlsplit(source.target).netloc
    source.target = site.choose(
        story,
        "http://10.0.0.8/intranet/press.html",
        "http://169.254.169.254/latest/meta-data/",
        "http://localhost/press.html",
        "http://[::1]/press.html",
        f"https://editor:secret@{host}/press.html",
        f"https://{host}:22/press.html",
    )
    page.put(source)
    return on_page(story, page, source.line + 1)


def duplicate_source(site: Site, story: Story) -> Defect:
    """A URL that is cited twice, once written differently."""
    page, sources = site.sources(story)
    first = sources[0]
    cover = sources.pop() if sources[-1].text == "Cover Image" else None
    at = sources[-1].line + 1
    parts = urlsplit(first.target)
    again = site.choose(
        story,
        first.target,
        first.target.replace(parts.netloc, parts.netloc.upper()),
        first.target.replace(parts.netloc, f"{parts.netloc}:{443 if parts.scheme == 'https' else 80}"),
    )
    number = sources[-1].number + 1
    page.lines.insert(at, f"{number}. [Another paper]({again})")
    if cover is not None:
        cover.line, cover.number = at + 1, number
        page.put(cover)
    return on_page(story, page, at + 1)


def tracking_parameter(site: Site, story: Story) -> Defect:
    """A URL with what only tells its owner where the reader came from."""
    page, sources = site.sources(story)
    source = sources[0]
    joint = "&" if "?" in source.target else "?"
    source.target += joint + site.choose(story, "utm_source=rss", "fbclid=IwAR0zz9", "utm_campaign=daily")
    page.put(source)
    return on_page(story, page, source.line + 1)


def unlabelled_source(site: Site, story: Story) -> Defect:
    """A source without a name."""
    page, sources = site.sources(story)
    sources[0].text = site.choose(story, "", " ")
    page.put(sources[0])
    return on_page(story, page, sources[0].line + 1)


def untrusted_archive(site: Site, story: Story) -> Defect:
    """A copy in an archive that is known to change its copies."""
    page, sources = site.sources(story)
    sources[0].target = (
        site.choose(story, "https://archive.today/", "https://archive.is/", "http://archive.ph/") + "Ab9xQ"
    )
    page.put(sources[0])
    return on_page(story, page, sources[0].line + 1)


RECIPES: Mapping[str, Recipe] = {
    "U005": malformed_source,
    "U006": refused_source,
    "U007": duplicate_source,
    "U008": tracking_parameter,
    "U009": unlabelled_source,
    "U010": untrusted_archive,
}
