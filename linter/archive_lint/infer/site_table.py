"""Infers the site built from an archive: host, map of URLs, base of relative links, redirects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from archive_lint.infer.document import GuessedTable
from archive_lint.infer.guess import Guess, PlainSetting, Remark, TableLine
from archive_lint.infer.own_host import OwnHost, declared_addresses, vote_on_host
from archive_lint.infer.page_tails import with_tails
from archive_lint.infer.relative_base import vote_on_relative_base
from archive_lint.infer.relative_urls import vote_on_relative_urls
from archive_lint.infer.sample import Read
from archive_lint.infer.site_pages import SitePage, site_page, with_no_category
from archive_lint.infer.url_votes import Elected, How, is_page_url, precedence, vote_on_urls
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts
from archive_lint.model.site import Site, UrlRule
from archive_lint.site.addresses import Addresses, address_key
from archive_lint.site.forms import FormMeaning, LinkForms
from archive_lint.site.url_rules import NOTHING_SAID, address_in
from archive_lint.text import counted

_REDIRECT_FILES = ("_redirects", "netlify.toml", "vercel.json", "now.json", "firebase.json", "staticwebapp.config.json")
_MOST_SEGMENTS = 8
_FEW_LINKS = 3
_FEWEST_URLS = 3
_SAID_BY = {
    How.DATE: "with a story's date and slug",
    How.PATH: "with the end of such a path",
    How.FOLDER: "with the name of such a page, in this folder",
    How.SLUG: "with a story's slug, and no date",
}


class InferredSite(NamedTuple):
    """The site's tables, and the layout with the site in it."""

    tables: tuple[GuessedTable, ...]
    layout: Layout


def infer_site(pages: Sequence[PageFacts], layout: Layout, listing: Listing, read: Read) -> InferredSite:
    """Guess the URLs of a site from the targets of links. No table if links only name files."""
    candidates = with_no_category(with_tails([site_page(facts, layout) for facts in pages]))
    forms = LinkForms(layout.forms)
    targets = [target for facts in pages for target in _targets(facts, forms)]
    named = _named_urls(pages)
    absolute = [target for target in targets if _is_absolute(target)]
    host = _own_host(candidates, named, targets, listing, read)
    links = [link for link in (*absolute, *_on_host(host, targets)) if address_key(link) not in named]
    elected = vote_on_urls(candidates, listing.files, links)
    linking = ((page, list(_targets(facts, forms))) for page, facts in zip(candidates, pages, strict=True))
    relative = None if elected else vote_on_relative_urls(linking, listing.files)
    if not (elected or relative is not None or host is not None or len(named) >= _FEWEST_URLS):
        return InferredSite((), layout)
    rules = _with_siblings(elected, candidates) if relative is None else [relative]
    if not rules and host is None:
        rules = [_of_the_rest(candidates, layout)]
    site = Site(url="" if host is None else host.url, rules=tuple(rule for rule, _ in rules))
    layout = msgspec.structs.replace(layout, site=site)
    fronts = {facts.path: facts.front for facts in pages if facts.front is not None}
    addresses = Addresses(layout, listing, lambda path: address_in(fronts[path]) if path in fronts else NOTHING_SAID)
    base, guess = vote_on_relative_base(pages, listing.files, addresses)
    redirects = [path for path in sorted(listing.files) if path.rpartition("/")[2] in _REDIRECT_FILES]
    redirects = [path for path in redirects if path.count("/") <= 1][:10]
    site = msgspec.structs.replace(site, relative=base, redirects=tuple(redirects))
    lines: list[TableLine] = [] if host is None else [Guess("url", host.url, host.evidence)]
    lines += [] if guess is None else [guess]
    lines += [PlainSetting("redirects", redirects)] if redirects else []
    lines += _unexplained([*absolute, *_on_host(host, targets)], addresses)
    maps = [
        GuessedTable("[[site.map]]", [Guess("file", rule.file, said), PlainSetting("url", rule.url)])
        for rule, said in rules
    ]
    return InferredSite((GuessedTable("[site]", lines), *maps), msgspec.structs.replace(layout, site=site))


def links_name_files(pages: Sequence[PageFacts], layout: Layout) -> bool:
    """Return whether links from the root name pages by their files, as in an archive that is read as it is.

    With day folders they do, unless the links say otherwise.
    """
    forms = LinkForms(())
    links = [target for facts in pages for target in _targets(facts, forms) if _is_absolute(target)]
    files = sum(link.endswith(layout.endings) for link in links)
    return files * 2 > len(links) or (not links and layout.day_folder_pattern is not None)


def _is_absolute(target: str) -> bool:
    return target.startswith("/") and not target.startswith("//")


def _targets(facts: PageFacts, forms: LinkForms) -> Iterator[str]:
    """Yield the targets of a page's links, without query and fragment, except files named by a form."""
    for link in facts.all_links():
        form = forms.read(link.target)
        if form is None or form.meaning is FormMeaning.URL:
            target = link.target if form is None else form.name
            target = target.strip().partition("#")[0].partition("?")[0]
            if target:
                yield target


def _named_urls(pages: Sequence[PageFacts]) -> frozenset[str]:
    """Return the keys of the URLs and aliases in front matter."""
    addresses = [address_in(facts.front) for facts in pages if facts.front is not None]
    named = [address.url for address in addresses if address.url]
    return frozenset(map(address_key, (*named, *(alias for address in addresses for alias in address.aliases))))


def _own_host(
    candidates: Sequence[SitePage], named: Collection[str], targets: Sequence[str], listing: Listing, read: Read
) -> OwnHost | None:
    leads = is_page_url(candidates)
    declared = list(declared_addresses(listing.files, read))
    return vote_on_host(targets, lambda path: address_key(path) in named or leads(path), declared)


def _on_host(host: OwnHost | None, targets: Sequence[str]) -> Iterator[str]:
    if host is None:
        return
    name = host.url.partition("//")[2].casefold()
    for target in targets:
        if target.startswith(("http://", "https://", "//")):
            rest = target.partition("//")[2]
            if rest.casefold().startswith(name) and rest[len(name) :].startswith("/"):
                yield rest[len(name) :]


def _with_siblings(elected: Sequence[Elected], pages: Sequence[SitePage]) -> list[tuple[UrlRule, str]]:
    """Return the rules and those that follow from them, each with its evidence, in the order in which they count."""
    found: dict[str, tuple[How, UrlRule, str]] = {}
    for each in (*_said(elected), *_beside(elected, pages), *_in_other_languages(elected, pages)):
        found.setdefault(each[1].file, each)
    ordered = sorted(found.values(), key=lambda each: precedence(each[1], each[0]))
    return [(rule, said) for _, rule, said in ordered]


def _of_the_rest(pages: Sequence[SitePage], layout: Layout) -> tuple[UrlRule, str]:
    """Return a rule for pages without a URL in front matter, if others have one and no link shows more."""
    folder = layout.story[0].partition("{")[0].rpartition("/")[0]
    named = sum(bool(page.url) for page in pages)
    rule = UrlRule(f"{folder}/{{path}}.{{ending}}".lstrip("/"), "/{path}/")
    return (
        rule,
        f"Of {counted(len(pages), 'page')} read, {named:,} name their URL in their front matter, which counts first.",
    )


def _said(elected: Iterable[Elected]) -> Iterator[tuple[How, UrlRule, str]]:
    for each in elected:
        yield each.how, each.rule, f"So in {counted(each.links, 'link')}: {_SAID_BY[each.how]}."


def _beside(elected: Iterable[Elected], pages: Sequence[SitePage]) -> Iterator[tuple[How, UrlRule, str]]:
    """Yield rules for stories that front matter dates, with the URLs of stories beside them with dated names."""
    for each in elected:
        folder, _, name = each.rule.file.rpartition("/")
        if each.how is How.DATE and "{year}" in name and folder and "{" not in folder:
            undated = sum(
                page.path.rpartition("/")[0] == folder and not page.is_dated_by_path and bool(page.dates)
                for page in pages
            )
            if undated:
                said = f"Of the pages beside them, {undated:,} are dated by their front matter."
                yield each.how, UrlRule(f"{folder}/{{slug}}.{{ending}}", each.rule.url), said


def _in_other_languages(elected: Iterable[Elected], pages: Sequence[SitePage]) -> Iterator[tuple[How, UrlRule, str]]:
    """Yield rules for stories in folders of other languages, with the URLs of the linked language below theirs."""
    files = {page.file for page in pages}
    for each in elected:
        at = _language_at(each.rule.file, files) if each.how in (How.DATE, How.SLUG) else None
        if at is not None:
            file, url = each.rule.file.split("/"), each.rule.url.split("/")
            below = ["{folder}" if part == file[at] else part for part in url]
            if below == url:
                below.insert(1, "{folder}")
            file[at] = "{folder}"
            yield each.how, UrlRule("/".join(file), "/".join(below)), "The same in the folders beside it."


def _language_at(file: str, files: Collection[str]) -> int | None:
    """Return the position of a folder of a path for which others have another name; `None` without one."""
    parts = file.split("/")
    for at, part in enumerate(parts[:-1]):
        if "{" in part:
            break
        rest = (parts[:at], parts[at + 1 :])
        if any(other != file and (other.split("/")[:at], other.split("/")[at + 1 :]) == rest for other in files):
            return at
    return None


def _unexplained(links: Sequence[str], addresses: Addresses) -> list[TableLine]:
    """Return a question about URLs that no file explains: the commonest first parts of links that lead nowhere."""
    first: Counter[str] = Counter()
    for link in links:
        if addresses.served(link) is None:
            head, slash, _ = link.lstrip("/").partition("/")
            first[f"/{head}/" if slash else f"/{head}"] += 1
    common = [(head, count) for head, count in first.most_common(_MOST_SEGMENTS) if count >= _FEW_LINKS]
    if not common:
        return []
    listed = ", ".join(f"{head} ({count:,})" for head, count in common)
    return [
        Remark(
            (
                f"No file explains these beginnings of links: {listed}.",
                'What the generator makes of them can be named here: generated = ["/tag/**"]',
            )
        )
    ]
