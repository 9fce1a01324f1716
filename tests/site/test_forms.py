"""What links come to that are written for a site's generator."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive_lint.model.patterns.link_form import form_trouble
from archive_lint.site.forms import FormMeaning, FormTarget, LinkForms

FORMS = (
    "{% post_url FILE %}",
    "{% link FILE %}",
    "@/FILE",
    "{filename}FILE",
    "{static}FILE",
    "|filename|FILE",
    "{{< ref FILE >}}",
    '{{< relref "FILE" >}}',
    "{{% ref FILE %}}",
    "{{ site.baseurl }}",
    "{{ site.url }}",
    "{{ URL | relative_url }}",
    "{{ URL | prepend: site.baseurl }}",
)
READ = LinkForms(FORMS).read


def file(name: str, rest: str = "") -> FormTarget:
    return FormTarget(FormMeaning.FILE, name, rest)


FILES = [
    ("{% post_url 2014-05-21-storm %}", file("2014-05-21-storm")),
    ("{%post_url 2014-05-21-storm%}", file("2014-05-21-storm")),
    ("{%-  post_url\t2014-05-21-storm  -%}", file("2014-05-21-storm")),
    ("{% post_url\n2014-05-21-storm %}", file("2014-05-21-storm")),
    ("{% post_url news/2014-05-21-storm %}#harbour", file("news/2014-05-21-storm", "#harbour")),
    ("{% link _docs/Hello, world.md %}", file("_docs/Hello, world.md")),
    ("{% link a b.md %}?x=1#y", file("a b.md", "?x=1#y")),
    ("{{ site.baseurl }}{% link about.md %}", file("about.md")),
    ("{{site.url}}{{ site.baseurl }}{% link about.md %}#us", file("about.md", "#us")),
    ("@/next-steps.md", file("/next-steps.md")),
    ("@/a/next-steps.md#one", file("/a/next-steps.md", "#one")),
    ("{filename}/news/storm.md", file("/news/storm.md")),
    ("{filename}../storm.md#top", file("../storm.md", "#top")),
    ("{static}images/x.png", file("images/x.png")),
    ("|filename|storm.md", file("storm.md")),
    ('{{< ref "keeper.md" >}}', file("keeper.md")),
    ('{{<ref "keeper.md">}}', file("keeper.md")),
    ("{{< ref keeper.md >}}", file("keeper.md")),
    ("{{< ref `keeper.md` >}}", file("keeper.md")),
    ('{{< ref "/news/keeper#lamp" >}}', file("/news/keeper", "#lamp")),
    ("{{< relref 'nobody.md' >}}#x", file("nobody.md", "#x")),
    ('{{< relref "nobody.md" >}}', file("nobody.md")),
    ('{{% ref "keeper" %}}', file("keeper")),
]


@pytest.mark.parametrize(("target", "found"), FILES)
def test_a_form_names_a_file(target: str, found: FormTarget) -> None:
    assert READ(target) == found


@pytest.mark.parametrize(
    ("target", "url"),
    [
        ("{{ site.baseurl }}/assets/x.jpg", "/assets/x.jpg"),
        ("{{site.baseurl}}/a/?q=1#b", "/a/?q=1#b"),
        ("{{- site.url -}}{{ site.baseurl }}/a", "/a"),
        ("{{ site.url }}", "/"),
        ('{{ "/x" | relative_url }}', "/x"),
        ("{{'/x'|relative_url}}", "/x"),
        ("{{ '/x' | relative_url }}#y", "/x#y"),
        ("{{ 'assets/x.css' | relative_url }}", "/assets/x.css"),
        ("{{ '' | relative_url }}", "/"),
        ("{{ 'https://a.example/' | relative_url }}", "https://a.example/"),
        ('{{ "/x" | prepend : site.baseurl }}', "/x"),
        ("https://a.example{{ site.baseurl }}/b", "https://a.example/b"),
    ],
)
def test_a_form_is_a_url(target: str, url: str) -> None:
    assert READ(target) == FormTarget(FormMeaning.URL, url)


@pytest.mark.parametrize(
    "target",
    [
        "{{ page.url }}",
        "{{ page.url | relative_url }}",
        "{{ '/x' | append: page.name | relative_url }}",
        "{{ site.baseurl }}{{ page.url }}",
        "{{ site.baseurl_of_another }}/x",
        "/a/{{ x }}",
        "{% include url.html %}",
        "{% link {{ page.x }} %}",
        "{% link a.md",
        "{% post_url a %}/b",
        '{{< ref path="a.md" lang="de" >}}',
        '{{< ref "a.md" "html" >}}',
        '{{</* ref "a.md" */>}}',
        "{{< ref `a.md >}}",
        "@/{{ x }}.md",
        "https://a.example/{{ x }}",
        "{{" + "x" * 5000,
    ],
)
def test_what_only_the_generator_knows_is_not_judged(target: str) -> None:
    assert READ(target) == FormTarget(FormMeaning.UNKNOWN, target)


@pytest.mark.parametrize(
    "target",
    [
        "",
        "/a/b.md",
        "storm.md#x",
        "https://a.example/",
        "/{x}/y",
        "{",
        "a@/b.md",
        "filename|x",
        "{filename",
        "@x",
        "x" * 9000,
        "{" + "x" * 5000,
    ],
)
def test_an_ordinary_target_is_in_no_form(target: str) -> None:
    assert READ(target) is None


@pytest.mark.parametrize("target", ["{{ x }}", "@/a.md", "{% link a.md %}", "/a"])
def test_without_forms_nothing_is_a_form(target: str) -> None:
    assert LinkForms(()).read(target) is None


def test_the_first_form_that_fits_counts() -> None:
    assert LinkForms(("@/docs/FILE", "@/FILE")).read("@/docs/a.md") == file("/a.md")
    assert LinkForms(("@/FILE", "@/docs/FILE")).read("@/docs/a.md") == file("/docs/a.md")


@pytest.mark.parametrize(
    "forms", [("{{ site.url }}", "{{ site.url }}/blog"), ("{{ site.url }}/blog", "{{ site.url }}")]
)
def test_of_what_is_left_out_the_longest_goes_first(forms: tuple[str, ...]) -> None:
    assert LinkForms(forms).read("{{site.url}}/blog/x") == FormTarget(FormMeaning.URL, "/x")


def test_a_form_with_more_arguments_is_told_from_one_without() -> None:
    read = LinkForms(('{{< ref FILE "html" >}}', "{{< ref FILE >}}")).read
    assert read('{{< ref "a.md" "html" >}}') == read('{{< ref "a.md" >}}') == file("a.md")


@pytest.mark.parametrize(
    ("form", "trouble"),
    [
        ("{% link FILE FILE %}", "FILE or URL stands in it more than once: a link names one target"),
        ("{% link FILE URL %}", "FILE or URL stands in it more than once: a link names one target"),
        ("about", "neither FILE, URL nor template code stands in it: write '@/FILE' or '{{ site.baseurl }}'"),
        ("{filename}", "neither FILE, URL nor template code stands in it"),
        ("@/FILES", "neither FILE, URL nor template code stands in it"),
        ("", "neither FILE, URL nor template code stands in it"),
        ("FILE", "nothing stands before or after it"),
        ("FILE.md", "nothing stands before it"),
        ("@/\x00FILE", "it has a control character"),
        ("@/FILE" + "x" * 200, "it has more than 200 characters"),
    ],
)
def test_a_form_that_cannot_be_used_says_why(form: str, trouble: str) -> None:
    assert (form_trouble(form) or "").startswith(trouble)


@pytest.mark.parametrize("form", FORMS)
def test_a_good_form_has_no_trouble(form: str) -> None:
    assert form_trouble(form) is None


pieces = st.lists(
    st.sampled_from(
        ["{{", "}}", "{%", "%}", "{{<", ">}}", '"', "'", " ", "link", "ref", "@/", "FILE", "a", "#", "|", "-"]
    ),
    max_size=30,
).map("".join)


@given(pieces, pieces)
def test_no_form_and_no_target_makes_it_fail(form: str, target: str) -> None:
    READ(target)
    if form_trouble(form) is None:
        found = LinkForms((form,)).read(target)
        assert found is None or found.meaning is FormMeaning.UNKNOWN or "{{" not in found.name


@pytest.mark.parametrize("piece", ["{{", "{% ", "{{<", "{{ x }}", '{{ "', "|", "{{ site.url }}", "{{ '", "{{ |", " :"])
def test_hostile_repetition_takes_no_time(piece: str) -> None:
    started = time.process_time()
    for start in ("", "@/", "{{ ", "{% link "):
        for length in (4_000, 400_000):
            READ((start + piece * length)[:length])
    assert time.process_time() - started < 0.5
