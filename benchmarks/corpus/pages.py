"""The text of each kind of page, as each generation of the site's generator wrote it, to the blank."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.corpus.plan import Plan, Story, mix

_CUT = 300
"""Characters of a summary that an index shows."""


def story_page(plan: Plan, number: int) -> str:
    """Return the page of a story."""
    story = plan.story(number)
    generation = plan.generation(story.day)
    date = plan.date(story.day)
    stem = story.path.removesuffix(".md")
    parts: list[str] = []
    if generation.formats:
        parts.append(f"\nFormats: [HTML](/{stem}.html)  [JSON](/{stem}.json)  [XML](/{stem}.xml)  \n\n")
    # The date heading's link never carries the site prefix: an oversight of the generator.
    parts.append(f"### [{date.year}-{date.month:02}-{date.day}](/{plan.index(story.day)})\n\n")
    if generation.topic:
        parts.append(f"##### {story.topic}\n")
    parts.append(f"# {story.title}\n\n{summary(plan, number)}\n\n")
    parts.append(f"\n{generation.source_heading}\n\n")
    parts.extend(_sources(plan, story))
    if generation.changes and (plan.has_earlier_copy(number) or mix(number, plan.seed + 7) % 6 == 0):
        parts.append("\n### Changes:\n\n")
        parts.extend(_changes(plan, story))
    parts.append(f"\n{generation.related_heading}\n\n")
    terms = set(story.terms)
    for position, other in enumerate(plan.related(number), start=1):
        there = plan.story(other)
        shared = ", ".join(term for term in there.terms if term in terms)
        parts.append(f"{position}. [{there.title}]({plan.link(there.path)}) _{generation.context_label}: {shared}_\n")
    return "".join(parts)


def earlier_copy(plan: Plan, number: int) -> str:
    """Return the first version of a story, kept under its old name when the story was rewritten."""
    path = plan.story(number).path
    before, _, after = story_page(plan, number).partition("### Changes:")
    text = before + after[after.index("### ") :]
    return text.replace(path.removesuffix("md"), plan.earlier_path(number).removesuffix("md"))


def summary(plan: Plan, number: int) -> str:
    """Return a story's summary, one line; empty for those that have none."""
    chance = mix(number, plan.seed + 8)
    if chance % 100 >= plan.edition.summaries:
        return ""
    summaries = plan.edition.words.summaries
    return summaries[(chance >> 8) % len(summaries)]


def source_urls(plan: Plan, number: int) -> list[tuple[str, str]]:
    """Names and URLs of a story's sources: each URL stands on this page alone."""
    outlets = plan.edition.words.outlets
    chance = mix(number, plan.seed + 9)
    # Of real stories with sources, 85 % have one, 12 % two and 3 % three or more.
    count = 1 + (chance % 100 >= 85) + (chance % 100 >= 97)
    date = plan.date(plan.day_of(number))
    sources: list[tuple[str, str]] = []
    for position in range(count):
        name, host = outlets[((chance >> 8) + position * 7) % len(outlets)]
        scheme = "https" if (chance >> 20) % 10 < 3 else "http"
        # Papers write on the day or the day before; half of all URLs tell the day.
        style = ((chance >> 24) + position) % 4
        if style == 0:
            url = f"{scheme}://{host}/{date.year}/{date.month:02}/{date.day:02}/world/{number}.html"
        elif style == 1:
            url = f"{scheme}://{host}/article/{date.year}{date.month:02}{date.day:02}-{number}.html"
        elif style == 2:
            url = f"{scheme}://{host}/news/world-{number}"
        else:
            url = f"{scheme}://{host}/story.asp?id={number}&page={position + 1}"
        sources.append((name, url))
    return sources


def day_page(plan: Plan, day: int) -> str:
    """Return the index of a day, which its twin repeats byte for byte."""
    date = plan.date(day)
    generation = plan.generation(day)
    parts: list[str] = []
    if generation.formats:
        place = f"{date.year}/{date.month:02}/{date.day}/index"
        # Relative to nothing useful: these never lead anywhere.
        parts.append(f"\nFormats: [HTML]({place}.html)  [JSON]({place}.json)  [XML]({place}.xml)  \n\n")
    parts.append(f"## [{date.year}-{date.month:02}-{date.day}]({plan.link(plan.index(day))})\n\n")
    parts.extend(_items(plan, day))
    if day:
        parts.append(f"## [{generation.previous_text}]({plan.link(plan.index(day - 1))})\n\n")
    return "".join(parts)


def front_page(plan: Plan) -> str:
    """Return the site's index: the stories of the last three days."""
    chinese = not plan.edition.separator
    names = ("今天", "昨天", "昨天前一天") if chinese else ("News", "Yesterday", "Day Before Yesterday")
    last = plan.days - 1
    parts: list[str] = ["\n\n"] if chinese else []
    for back, name in enumerate(names):
        # The front page's own headings lack the site prefix as date headings do.
        parts.append(f"## [{name}](/{plan.index(last - back)})\n\n")
        parts.extend(_items(plan, last - back))
        if back == 0 and plan.has_opinion:
            parts.append(f"## Opinion\n### [{_OPINION_TITLE}](/{_OPINION_FOLDER}/index.md)\n{_OPINION_BLURB}\n\n")
        parts.append("---\n\n")
    previous = plan.generation(last).previous_text
    parts.append(f"## [{previous}](/{plan.index(max(0, last - 3))})\n\n---\n\n")
    return "".join(parts)


_OPINION_TITLE = "The Ferry and the Facts"
_OPINION_FOLDER = "opinion/2017/04/4/the-ferry-and-the-facts"
_OPINION_BLURB = "Most of what we read about the ferry on the day itself was wrong."


def opinion_pages() -> Iterator[tuple[str, str]]:
    """Paths and texts of pages that are neither stories nor indexes of a day; no line ends them."""
    index = f"## Opinion\n##### Introduction\n### [{_OPINION_TITLE}](/{_OPINION_FOLDER}/index.md)\n{_OPINION_BLURB}\n\n"
    essay = (
        f"\n# {_OPINION_TITLE}\n#### by A. Nobody\n\n"
        "There is a problem with the news of the ferry. Nobody asked the harbour master.\n\n"
        "Read [more about us](https://www.thesite.example/faq/) before you write to us."
    )
    for name in ("index.md", "README.md"):
        yield f"opinion/{name}", index
        yield f"{_OPINION_FOLDER}/{name}", essay


def _sources(plan: Plan, story: Story) -> Iterator[str]:
    generation = plan.generation(story.day)
    chance = mix(story.number, plan.seed + 10)
    sources = source_urls(plan, story.number)
    for position, (name, url) in enumerate(sources, start=1):
        image = ""
        if generation.inline_image and chance % 3 == 0 and position == 1:
            image = f" [IMG](https://img{chance % 7}.pictures.example/{story.number}.jpg)"
        yield f"{position}. [{name}]({url}){image}\n"
    if generation.cover_image and chance % 2 == 0:
        # The cover repeats the last source's number.
        yield f"{len(sources)}. [Cover Image](https://media{chance % 5}.pictures.example/large/{story.number}.jpg)\n"


def _changes(plan: Plan, story: Story) -> Iterator[str]:
    link = plan.link(story.path)
    versions = 1 + mix(story.number, plan.seed + 11) % 3
    for position in range(1, versions + 1):
        label = "First version" if position == 1 else "Update"
        # Where the first version lay, there may be nothing any more.
        target = plan.link(plan.earlier_path(story.number)) if position == 1 else link
        yield f"{position}. [{story.title}]({target}) _2018-02-{5 + position:02} 13:49:19 ({label})_\n"
    # The current version repeats the last number.
    yield f"{versions}. [{story.title}]({link}) _(Current version)_\n"


def _items(plan: Plan, day: int) -> Iterator[str]:
    generation = plan.generation(day)
    for number in plan.stories_of(day):
        story = plan.story(number)
        topic = f"##### {story.topic}\n" if generation.topic else ""
        text = summary(plan, number)
        if len(text) > _CUT:
            text = text[:_CUT] + "..."
        below = text or f"_{generation.context_label}: {', '.join(story.terms)}_"
        yield f"{topic}### [{story.index_title}]({plan.link(story.path)})\n{below}\n\n"
