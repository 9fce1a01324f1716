"""Marks of challenges and logins in markup."""

from __future__ import annotations

import pytest

from archive_lint.web.fetch.html import read_html
from archive_lint.web.fetch.marks import LITTLE_TEXT


@pytest.mark.parametrize(
    ("markup", "marks"),
    [
        ("<title>Ein Augenblick</title><script>window._cf_chl_opt={cvId:'3'}</script>", ("challenge",)),
        ("<script src='https://ct.captcha-delivery.com/c.js'></script>", ("challenge",)),
        ('<div id="px-captcha"></div>', ("challenge",)),
        ("<SCRIPT>GOKUPROPS = {}</SCRIPT>", ("challenge",)),
        ('<form><input name=p type="password"></form>', ("password",)),
        ("<form><INPUT TYPE=Password NAME=p></form>", ("password",)),
        ("<script>_cf_chl_opt</script><input type='password'>", ("challenge", "password")),
        ("<p>Forgot your password?</p><input type=text name=password>", ()),
        ("<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script><p>A story.", ()),
        ("<script src='https://js.example/recaptcha/api.js'></script><p>Comments</p>", ()),
        ("<input " + "a" * 60_000 + " type=password", ()),
    ],
)
def test_a_page_with_little_text_is_looked_through(markup: str, marks: tuple[str, ...]) -> None:
    assert read_html(markup).marks == marks


def test_a_page_with_a_story_is_not() -> None:
    story = "A story. " * LITTLE_TEXT
    assert read_html(f"<p>{story}</p><input type=password><script>_cf_chl_opt</script>").marks == ()
