"""Which forms of links that are written for a generator `init` lists."""

from __future__ import annotations

import pytest

from archive_lint.infer.link_forms import forms_of, vote_on_forms
from archive_lint.model.patterns.link_form import parse_form
from tests.infer.blogs import DATED, POSTS, blog, page, written

FORMS = {
    "[x]({% post_url 2021-01-08-a %})": "{% post_url FILE %}",
    "[x]({%- link about.md -%})": "{% link FILE %}",
    "[x]({{ site.baseurl }}/about/)": "{{ site.baseurl }}",
    "[x]({{site.url}}/about/)": "{{ site.url }}",
    "[x]({{ '/about/' | relative_url }})": "{{ URL | relative_url }}",
    "[x]({{ '/about/' | absolute_url }})": "{{ URL | absolute_url }}",
    "[x]({{ '/about/' | url }})": "{{ URL | url }}",
    "[x](@/about.md)": "@/FILE",
    "[x]: @/about.md": "@/FILE",
    '<a href="@/about.md">x</a>': "@/FILE",
    "[x]({filename}/about.md)": "{filename}FILE",
    "[x](|filename|/about.md)": "|filename|FILE",
    "![x]({static}/a.png)": "{static}FILE",
    "![x]({attach}a.png)": "{attach}FILE",
    '[x]({{< ref "about.md" >}})': "{{< ref FILE >}}",
    "[x]({{< relref about.md >}})": "{{< relref FILE >}}",
    "[x]({{% ref about.md %}})": "{{% ref FILE %}}",
    "[x]({{% relref about.md %}})": "{{% relref FILE %}}",
}


@pytest.mark.parametrize(("text", "form"), FORMS.items(), ids=FORMS)
def test_a_form_in_use_is_listed_and_can_be_configured(text: str, form: str) -> None:
    guess = vote_on_forms([text.encode(), b"# Nothing\n"])
    assert guess is not None
    assert forms_of(guess) == (form,)
    assert parse_form(form)


@pytest.mark.parametrize(
    "text", ["# A", "{{< figure x.png >}}", "{% include x %}", "me@/home", "{ref}", "{{ title }}", "`x @/ y`"]
)
def test_what_is_not_a_link_is_not_a_form(text: str) -> None:
    assert vote_on_forms([text.encode()]) is None


def test_pages_are_counted_and_not_uses() -> None:
    guess = vote_on_forms([b"[x](@/a.md) [x](@/b.md)", b"[x](@/a.md)"])
    assert guess is not None
    assert [item.evidence for item in guess.items] == ["On 2 pages of those read."]


def test_forms_stand_in_a_table_of_their_own() -> None:
    files = {**blog(POSTS, DATED), "a.md": page("[x]({% link b.md %})"), "b.md": "# B\n"}
    assert written(files)["links"] == {"forms": ["{% link FILE %}"]}
    assert "links" not in written(blog(POSTS, DATED))
