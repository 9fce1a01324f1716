"""The targets of links in an archive whose pages name URLs of the site built from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from posixpath import normpath, relpath
from urllib.parse import quote, unquote, urljoin

from archive_lint.archive.targets import EXTERNAL, SAME_PAGE, UNJUDGED, LinkOutcome, Resolution, Targets
from archive_lint.markdown.destinations import as_destination
from archive_lint.model.layout import Layout
from archive_lint.model.listing import Listing
from archive_lint.model.page import PageFacts
from archive_lint.model.site import WEB
from archive_lint.site.addresses import Addresses, Spelling, address_key, former_path
from archive_lint.site.files_by_name import FilesByName
from archive_lint.site.forms import FormMeaning, FormTarget, LinkForms
from archive_lint.site.url_rules import NOTHING_SAID, PageAddress, address_in
from archive_lint.text import is_balanced

_OUTCOMES = {
    Spelling.EXACT: LinkOutcome.FOUND,
    Spelling.MISCASED: LinkOutcome.MISSPELT,
    Spelling.GENERATED: LinkOutcome.EXTERNAL,
}
_SAFE_IN_PATH = "/~!$'*+,;=:@"


def site_addresses(
    layout: Layout,
    listing: Listing,
    facts: Callable[[str], PageFacts | None],
    source: Callable[[str], bytes | None],
) -> Addresses:
    """Return the URLs of the site, from what all pages say of theirs and from its redirect files."""

    def said(path: str) -> PageAddress:
        page = facts(path)
        return NOTHING_SAID if page is None or page.front is None else address_in(page.front)

    files = {path: text for path in layout.site.redirects if (text := source(path)) is not None}
    return Addresses(layout, listing, said, files)


class SiteTargets(Targets):
    """The files of an archive as targets of links that name URLs.

    `addresses` returns the URLs of the site, made on first use. `renames` are the pages that git knows to have moved: a
    missing URL may be one of an earlier path. `former` are the paths of pages that a change removed, by the keys of
    their URLs.
    """

    def __init__(
        self,
        layout: Layout,
        listing: Listing,
        addresses: Callable[[], Addresses],
        renames: Mapping[str, str],
        former: Mapping[str, str],
    ) -> None:
        super().__init__(layout, listing)
        self._addresses = addresses
        self._renames = renames
        self._former = former
        self._forms = LinkForms(layout.forms)
        self._files = FilesByName(listing)

    def resolve(self, page: str, target: str) -> Resolution:
        """Return where a link target leads from the page at path `page`."""
        if WEB.match(target) and self.layout.site.own_part(target.strip()) is None:
            return EXTERNAL
        # Called for every link, cached or not: only so is it recorded that the page's check depends on it.
        self._addresses()
        return super().resolve(page, target) if target.startswith("/") else self._resolve(page, target)

    def _resolve(self, page: str, target: str) -> Resolution:
        target = target.strip()
        form = self._forms.read(target)
        if form is not None:
            if form.meaning is FormMeaning.UNKNOWN:
                return UNJUDGED
            if form.meaning is FormMeaning.FILE:
                return self._resolve_name(page, form.name)
            target = form.name
        own = self.layout.site.own_part(target)
        if own is not None:
            return self._resolve_url(own)
        if not target.startswith("/"):
            found = super()._resolve(page, target)
            return found if self._is_settled(found, target) else self._resolve_relative(page, target, found)
        return EXTERNAL if target.startswith("//") else self._resolve_url(target)

    def _resolve_name(self, page: str, name: str) -> Resolution:
        """Return the target of a form that names a file: by stem, path, or the end of its path."""
        found = self._files.find(page, name)
        if found is not None:
            return Resolution(LinkOutcome.FOUND, found)
        plain = name.lstrip("/")
        ends = tuple(f"/{plain}{ending}" for ending in ("", *self.listing.endings))
        former = {path for path in (*self._renames, *self._former.values()) if f"/{path}".endswith(ends)}
        return Resolution(LinkOutcome.MISSING, former.pop() if len(former) == 1 else plain)

    def _is_settled(self, found: Resolution, target: str) -> bool:
        """Return whether the files alone decide where a relative link leads. A folder is a page only by its URL."""
        if found.outcome in (LinkOutcome.MISSING, LinkOutcome.OUTSIDE, LinkOutcome.MISSPELT):
            return target.startswith("file:")
        return found.outcome is not LinkOutcome.FOLDER

    def _resolve_url(self, url: str) -> Resolution:
        path = url.partition("#")[0].partition("?")[0]
        if not path:
            return SAME_PAGE
        addresses = self._addresses()
        served = addresses.served(path)
        if served is not None:
            return Resolution(_OUTCOMES[served.spelling], served.path)
        former = self._former.get(address_key(path)) or former_path(addresses.rules, unquote(path), self._renames)
        return Resolution(LinkOutcome.MISSING, former or unquote(path).strip("/").replace("\0", ""))

    def _resolve_relative(self, page: str, target: str, as_file: Resolution) -> Resolution:
        """Return the target of a relative link that the files do not decide, resolved from the page's URL."""
        if self.layout.site.relative == "file":
            folder = as_file.path if as_file.outcome is LinkOutcome.FOLDER else ""
            served = self._addresses().url_of(f"{folder}/{self.layout.index}") if folder else None
            return as_file if served is None else self._resolve_url(served)
        end = "/" if self.layout.site.relative == "url/" else ""
        bases = [(url.rstrip("/") + end if end else url) for url in self._addresses().urls_of(page)]
        found = [self._resolve_url(urljoin(base, target)) for base in bases]
        likeliest = next((each for each in found if each.outcome is not LinkOutcome.MISSING), None)
        return likeliest or (found[0] if found and as_file.outcome is LinkOutcome.OUTSIDE else as_file)

    def format_target(self, page: str, target: str, path: str) -> str | None:
        """Return the target, a URL or a file, with which a link on a page leads to `path`, in the manner of the old."""
        target = target.strip()
        form = self._forms.read(target)
        if form is not None:
            return self._format_form(page, target, form, path)
        own = self.layout.site.own_part(target)
        if own is None and not target.startswith("/"):
            written = super().format_target(page, target, path)
            if written is not None or self.layout.site.relative == "file":
                return written
        named = (own if own is not None else target).partition("#")[0].partition("?")[0]
        absolute = named if named.startswith("/") else urljoin(self._addresses().url_of(page) or "/", named)
        url = self._addresses().url_like(path, absolute)
        if url is None:
            return None
        rest = target[target.find(named) + len(named) :] if named else target
        written = self._in_the_manner_of(page, target, named, quote(unquote(url), safe=_SAFE_IN_PATH))
        if not is_balanced(written, "()"):
            written = written.replace("(", "%28").replace(")", "%29")
        written += as_destination(rest)
        found = self.resolve(page, written)
        return written if found.outcome is LinkOutcome.FOUND and found.path == path else None

    def _format_form(self, page: str, target: str, form: FormTarget, path: str) -> str | None:
        """Return a target in one of the configured forms, with another name or URL in it."""
        old = form.name
        new: str | None = _name_like(old, path)
        if form.meaning is FormMeaning.URL:
            old = old.partition("#")[0].partition("?")[0]
            new = self.format_target(page, old, path)
        if form.meaning is FormMeaning.UNKNOWN or new is None or target.count(old) != 1:
            return None
        written = target.replace(old, new)
        found = self.resolve(page, written)
        return written if found.outcome is LinkOutcome.FOUND and found.path == path else None

    def _in_the_manner_of(self, page: str, target: str, named: str, url: str) -> str:
        if not named.endswith("/") and url.endswith("/") and url != "/":
            url = url.rstrip("/")
        elif named.endswith("/") and not url.endswith("/") and "." not in url.rpartition("/")[2]:
            url += "/"
        if WEB.match(target):
            return target[: target.find(named)] + url if named and named in target else target.rstrip("/") + url
        if target.startswith("/"):
            return url
        base = self._addresses().url_of(page) or "/"
        folder = base if self.layout.site.relative == "url/" else base.rpartition("/")[0]
        return relpath(normpath(url), folder or "/") + ("/" if url.endswith("/") else "")


def _name_like(old: str, path: str) -> str:
    """Return the name of a file for a form, with as many folders as the old name, and an ending if that has one."""
    ending = path[path.rfind(".") :]
    name = path if old.endswith((ending, ".md", ".markdown", ".html")) else path.removesuffix(ending)
    if old.startswith("/") and old.count("/") > name.count("/"):
        return f"/{name}"
    kept = "/".join(name.rsplit("/", old.strip("/").count("/") + 1)[-old.strip("/").count("/") - 1 :])
    return f"/{kept}" if old.startswith("/") else kept
