from __future__ import annotations

import pytest

from tests.config.conftest import Folder

BECAUSE = "may not be configured: anyone's pull request can change a configuration file"

SHAPE = [
    ("stray = 1", "1: stray is not a setting"),
    ("select = []", "1: select is not a setting (did you mean lint.select?)"),
    ("[archive]\nselect = []", "2: archive.select is not a setting (did you mean lint.select?)"),
    ("[archive]\n\nstroy = 'x'", "3: archive.stroy is not a setting (did you mean 'story'?)"),
    ("[archive]\nsite_prefix = ''", "2: archive.site_prefix is not a setting (did you mean 'site-prefix'?)"),
    ("[sections.source]\nname = []", "2: sections.source.name is not a setting (did you mean 'names'?)"),
    ("archive = 1", "1: archive must be a table, but is the whole number 1"),
    ("archive.twins = 'a.md'", "1: archive.twins must be a list, but is the text 'a.md' (write ['a.md'])"),
    ("archive.twins = [\n'a.md',\n1]", "3: archive.twins[1] must be text, but is the whole number 1"),
    ("archive.index = 1979-05-27", "1: archive.index must be text, but is a date or time"),
    ("archive.index = ''", "1: archive.index must not be empty"),
    ("archive.index = ['a.md']", "1: archive.index must be text, but is a list"),
    (
        "archive.previous-day = 'calender'",
        (
            "1: archive.previous-day must be one of 'calendar', 'existing', "
            "but is the text 'calender' (did you mean 'calendar'?)"
        ),
    ),
    (
        "web.enabled = 'true'",
        "1: web.enabled must be true or false, but is the text 'true' (write true, without quotes)",
    ),
    ("[front-matter]\ndates = ['a']", "2: front-matter.dates is not a setting (did you mean 'date'?)"),
    ("[archive]\naliases = ['a']", "2: archive.aliases is not a setting (did you mean front-matter.aliases?)"),
    ("front-matter.title = 'a'", "1: front-matter.title must be a list, but is the text 'a' (write ['a'])"),
    ("sections.a.names = []", "1: sections.a.names must not be empty"),
    (
        "sections.a.required = ['stories']",
        (
            "1: sections.a.required[0] must be one of 'story', 'day-index', 'site-index', 'other', "
            "but is the text 'stories'"
        ),
    ),
    (
        "[lint.severity]\nS001 = 'warn'",
        (
            "2: lint.severity.S001 must be one of 'error', 'warning', 'info', "
            "but is the text 'warn' (did you mean 'warning'?)"
        ),
    ),
    (
        "lint.per-file-ignores = { 'a' = 'S' }",
        "1: lint.per-file-ignores.a must be a list, but is the text 'S' (write ['S'])",
    ),
]

RULES = [
    ("lint.select = ['ALL', 'S', 'S001', 'empty-section', 'X']", "1: lint.select[4] 'X' names no rule"),
    ("lint.ignore = ['s001']", "1: lint.ignore[0] 's001' names no rule (did you mean 'S001'?)"),
    ("lint.ignore = ['all']", "1: lint.ignore[0] 'all' names no rule (did you mean 'ALL'?)"),
    ("lint.ignore = ['']", "1: lint.ignore[0] must not be empty"),
    (
        "lint.extend-select = [\n'broken-link']",
        "2: lint.extend-select[0] 'broken-link' names no rule (did you mean 'broken-related-link'?)",
    ),
    ("lint.per-file-ignores = { 'a/**' = ['S003'] }", "1: lint.per-file-ignores.'a/**'[0] 'S003' names no rule"),
    ("lint.severity.S = 'info'", "1: lint.severity.S names no rule"),
    ("[rules.mising-section]", "1: rules.mising-section names no rule (did you mean 'missing-section'?)"),
    ("[rules.S001]\na = 1", "1: rules.S001 is a rule without options"),
    ("[rules.D007]\ndys = 1", "2: rules.D007.dys is not a setting (did you mean 'days'?)"),
    (
        "[rules.source-date-conflict]\ndays = -1",
        "2: rules.source-date-conflict.days must be at least 0, but is the whole number -1",
    ),
    ("[rules.D007]\ndays = 1.5", "2: rules.D007.days must be a whole number, but is the number 1.5"),
    ("[rules.D007]\nwords = [1]", "2: rules.D007.words[0] must be text, but is the whole number 1"),
    ("[rules.D007]\n[rules.source-date-conflict]", "2: rules.source-date-conflict is the same rule as 'D007'"),
]

VALUES = [
    (
        "[[site.map]]\nfile = '{slug}.md'\nurl = '/a-{categories}/{slug}/'",
        "3: site.map[0].url '/a-{categories}/{slug}/' has {categories} twice, or as a part of a name",
    ),
    (
        "[[site.map]]\nfile = '{slug}.md'\nurl = '/{categories}/{categories}/{slug}/'",
        "3: site.map[0].url '/{categories}/{categories}/{slug}/' has {categories} twice, or as a part of a name",
    ),
    (
        "[[site.map]]\nfile = '{path}.md'\nurl = '/{categories}/{path}/'",
        "3: site.map[0].url '/{categories}/{path}/' has {categories} and {path}: nothing tells where one ends",
    ),
    ("archive.root = '..'", "1: archive.root '..' leads out of the folder"),
    ("archive.root = 'a/../../b'", "1: archive.root 'a/../../b' leads out of the folder"),
    ("archive.root = '/'", "1: archive.root '/' is an absolute path"),
    (r"archive.root = 'C:\a'", "1: archive.root 'C:\\\\a' is an absolute path"),
    (r"archive.root = 'a\..\..'", "1: archive.root 'a\\\\..\\\\..' has a backslash"),
    ("archive.story = 'news/{*}/{path}.md'", "1: archive.story has none of {slug}, {year}, {month} and {day}"),
    ("archive.story = ['a/{slug}.md', 'b/x.md']", "1: archive.story[1] has none of {slug}, {year}, {month} and {day}"),
    ("archive.story = 'a/{slug}-{*}.md'", "1: archive.story 'a/{slug}-{*}.md' is not a pattern: {slug} and {*} share"),
    ("archive.story = []", "1: archive.story must not be empty"),
    ("archive.story = [1]", "1: archive.story[0] must be text, but is the whole number 1"),
    ("archive.story = 1", "1: archive.story must be text, but is the whole number 1"),
    (
        "archive.story = '{year}/{month}/{day}/{slug}'",
        "1: archive.story must end in '.md', another of archive.endings or '.{ending}'",
    ),
    (
        "archive.story = '/{year}/{month}/{day}/{slug}.md'",
        "1: archive.story '/{year}/{month}/{day}/{slug}.md' is an absolute path",
    ),
    ("archive.story = '{year}//{month}/{day}/{slug}.md'", "1: archive.story has an empty folder name"),
    ("archive.story = '{year}{month}{day}/{slug}.md'", "1: archive.story has fields that touch"),
    (
        "archive.story = '{year}/{mnth}/{day}/{slug}.md'",
        "1: archive.story has '{mnth}', which is not a field (did you mean '{month}'?)",
    ),
    (
        "archive.story = '{year}/{month:3}/{day}/{slug}.md'",
        "1: archive.story has '{month:3}', which is not a field",
    ),
    ("archive.story = '{year}/}{month}/{day}/{slug}.md'", "1: archive.story has '}', which is not a field"),
    ("archive.index = 'a/index.md'", "1: archive.index 'a/index.md' is a path"),
    ("archive.index = 'index.html'", "1: archive.index 'index.html' ends in none of archive.endings"),
    ("archive.twins = ['a.md', 'a']", "1: archive.twins[1] 'a' is not a Markdown file"),
    ("archive.twins = ['index.md']", "1: archive.twins lists the index 'index.md' itself"),
    ("archive.site-prefix = 'zh/'", "1: archive.site-prefix 'zh/' is not a path on a site (write '/zh')"),
    ("archive.site-prefix = '/'", "1: archive.site-prefix '/' is not a path on a site (write '')"),
    ("archive.exclude = ['a/[b']", "1: archive.exclude[0] 'a/[b' is not a glob: '[' is never closed: write '\\['"),
    ("archive.exclude = ['#a']", "1: archive.exclude[0] '#a' is not a glob: a line that begins with '#' is a comment"),
    ("archive.exclude = ['../a']", "1: archive.exclude[0] '../a' is not a glob: '.' and '..' match nothing"),
    ("archive.exclude = [' ']", "1: archive.exclude[0] ' ' is not a glob: it is empty"),
    ("archive.exclude = [\n'a',\n'a\\']", "3: archive.exclude[1] 'a\\\\' is not a glob: the backslash at the end"),
    (
        "archive.exclude = ['*?*?', '" + "*" * 501 + "']",
        "1: archive.exclude[1] '" + "*" * 79 + "…' is not a glob: it has",
    ),
    (
        f"archive.exclude = {['a' * 500] * 41}",
        "1: archive.exclude has globs of more than 20,000 characters together",
    ),
    (
        "[lint.per-file-ignores]\n" + "".join(f"'{number:500}' = []\n" for number in range(41)),
        "1: lint.per-file-ignores has globs of more than 20,000 characters together",
    ),
    (
        f"[web]\nexclude = {['https://a.example/' + 'a' * 400] * 50}",
        "2: web.exclude has globs of more than 20,000 characters together",
    ),
    ("[lint.per-file-ignores]\n'a[' = []", "2: lint.per-file-ignores.'a[' is not a glob: '[' is never closed"),
    (
        "[lint.per-file-ignores]\n'!a' = []",
        "2: lint.per-file-ignores.'!a' is not a glob: '!' negates other globs",
    ),
    ("[web]\nexclude = ['(a+)+$']", "2: web.exclude[0] '(a+)+$' is not a glob: it begins with none of 'https://'"),
    ("[rules.L001]\nignore = [\n'a',\n'[']", "4: rules.L001.ignore[1] '[' is not a glob: '[' is never closed"),
    (
        f"[rules.L001]\nignore = {['a' * 500] * 41}",
        "2: rules.L001.ignore has globs of more than 20,000 characters together",
    ),
    ("[rules.L001]\nonly = '['", "2: rules.L001.only '[' is not a glob: '[' is never closed"),
    ("[rules.L001]\nonly = ''", "2: rules.L001.only must not be empty"),
    ("archive.story = '" + "{year}/" * 99 + "'", "1: archive.story has more than 500 characters"),
    ("sections.a.names = [':']", "1: sections.a.names[0] ':' is not a heading"),
    ("sections.a.names = ['sources:']", "1: 'sources:' is a name of both sections.source and sections.a"),
    ("sections.a.names = ['X']\nsections.b.names = ['x']", "2: 'x' is a name of both sections.a and sections.b"),
    (
        "sections.source.where = 'page'",
        "1: sections.source.where must be one of 'body', 'section', but is the text 'page'",
    ),
    (
        "[sections.related]\nwhere = 'body'",
        "2: sections.related.where says where sources stand, and belongs to sections.source alone",
    ),
    *(
        (
            f"[sections.source]\nwhere = 'body'\n{key} = ['{value}']",
            f"3: sections.source.{key} applies to a section, but where = 'body' says that there is none",
        )
        for key, value in (("names", "Sources"), ("required", "story"), ("context-label", "Context"))
    ),
    ('sections.a.names = ["\\u001b[31m"]', "1: sections.a.names[0] has a control character in its text"),
    ('[lint.per-file-ignores]\n"a\\n" = []', "2: lint.per-file-ignores.'a\\n' has a control character in its name"),
    (
        "[links]\nforms = ['@/FILE', '{% link FILE FILE %}']",
        "2: links.forms[1] '{% link FILE FILE %}' is not a form of links: FILE or URL stands in it more than once",
    ),
    (
        "links.forms = ['about']",
        "1: links.forms[0] 'about' is not a form of links: neither FILE, URL nor template code",
    ),
    ("links.forms = ['']", "1: links.forms[0] must not be empty"),
    ("links.forms = ['FILE']", "1: links.forms[0] 'FILE' is not a form of links: nothing stands before or after it"),
    (f"links.forms = ['@/{'a' * 200}FILE']", "1: links.forms[0] '@/aaaa"),
    (f"links.forms = {['@/FILE'] * 51}", "1: links.forms may have 50 items at most"),
    ("archive.forms = ['@/FILE']", "1: archive.forms is not a setting (did you mean links.forms?)"),
    ("web.exclude = ['']", "1: web.exclude[0] must not be empty"),
    ("web.wayback = 'ftp://web.archive.org'", "1: web.wayback 'ftp://web.archive.org' is not an http or https URL"),
    ("web.wayback = 'https://user@a.example'", "1: web.wayback 'https://user@a.example' is not an http or https"),
    ('web.user-agent = "a\\r\\nHost: b"', "1: web.user-agent has a control character in its text"),
    ("web.user-agent = 'Prüfer'", "1: web.user-agent 'Prüfer' cannot be sent in a header"),
    ("web.timeout = inf", "1: web.timeout must be more than 0 and at most 600, but is the number inf"),
    ("[rules.D007]\ndays = nan", "2: rules.D007.days must be a number, but is nan"),
]

REFUSED = [
    (
        "web.allow-network = ['10.0.0.0/8']",
        f"1: web.allow-network {BECAUSE}, and this one would open private networks (pass --allow-network CIDR",
    ),
    ("allow_network = []", f"1: allow_network {BECAUSE}, and this one would open private networks"),
    ("web.proxy = 'http://p.example'", f"1: web.proxy {BECAUSE}, and this one would choose who sees and answers all"),
    ("web.verify = false", f"1: web.verify {BECAUSE} (TLS certificates are always verified)"),
    ("plugins = ['x']", f"1: plugins {BECAUSE}, and this one would run code (install the package"),
    ("lint.plugins = ['x']", f"1: lint.plugins {BECAUSE}, and this one would run code"),
    ("output-file = 'x'", f"1: output-file {BECAUSE}, and this one would write files"),
    (
        "fix = true",
        "1: fix is chosen by the user who runs the check, not by a configuration file (pass --fix on the command line)",
    ),
    ("lint.fail-on = 'info'", "1: lint.fail-on is chosen by the user who runs the check"),
]


@pytest.mark.parametrize(("text", "said"), [*SHAPE, *RULES, *VALUES, *REFUSED], ids=lambda value: value[:40])
def test_what_cannot_be_is_reported_with_its_line(folder: Folder, text: str, said: str) -> None:
    assert folder.faults(text)[0].startswith(f"archive-lint.toml:{said}")


@pytest.mark.parametrize(
    "text",
    [
        "archive.root = 'a/b'",
        "archive.story = '{year}/{month:02}/{day:02}/{slug}.md'",
        "archive.story = 'a/{year}{month:02}{day:02}/x-{slug}.md'",
        "archive.story = '{year:04}/{year}-{month}-{day}/{slug}.md'",
        "archive.story = ['{year}/{month}/{day}/x.md', '{year}/{month}/{slug}.md', '{year}/{slug}/{slug}.{ending}']",
        "archive.story = '_posts/{year}-{month:02}-{day:02}-{slug}.{ending}'",
        "archive.story = 'content/{*}/{path}/{year}-{month:02}-{day:02}-{slug}/index.{ending}'",
        "archive.twins = []",
        "[[site.map]]\nfile = '{slug}.md'\nurl = '/blog/{categories}/{slug}/'",
        "archive.site-prefix = '/a/b'",
        "archive.exclude = ['/a/**/*.md', '!b', 'c[0-9]', 'd\\[', '*']",
        "sections.source.names = ['信息来源']",
        "lint.select = ['ALL', 'S', 'D00', 'L001', 'empty-section']",
        "lint.per-file-ignores = { 'opinion/**' = ['S'] }",
        "lint.severity = { S001 = 'warning', empty-section = 'info' }",
        "[rules.D007]\ndays = 5\nwords = ['a']",
        "[rules.S001]",
        "[rules.L001]\nignore = ['*.html', '/tag/**']\nonly = 'a'",
        "web.exclude = ['https://example.org/**', '*://*.example.org/login*', '**/*login*/**']",
        "web.wayback = 'https://web.archive.org'",
        "web.wayback = 'http://127.0.0.1:8080/'",
        "web.user-agent = 'archive-lint/1 (+https://example.org)'\nweb.timeout = 20.0",
    ],
)
def test_what_can_be_is_accepted(folder: Folder, text: str) -> None:
    assert folder.load(text)


def test_all_faults_of_all_files_are_reported_at_once_in_order(folder: Folder) -> None:
    folder.write("\n[archive]\nindx = 1\n", "base.toml")
    text = "extend = 'base.toml'\nx = 1\n[archive]\nroot = '..'\ntwins = [1]\n[lint]\nselect = ['X']\n"
    assert [fault.split(" ")[:2] for fault in folder.faults(text, "web.nothing=1")] == [
        ["--config", "web.nothing=1:"],
        ["archive-lint.toml:2:", "x"],
        ["archive-lint.toml:4:", "archive.root"],
        ["archive-lint.toml:5:", "archive.twins[0]"],
        ["archive-lint.toml:7:", "lint.select[0]"],
        ["base.toml:3:", "archive.indx"],
    ]


def test_long_values_are_quoted_in_part(folder: Folder) -> None:
    assert all(len(fault) < 400 for fault in folder.faults(f"archive.root = '/{'x' * 5000}'\n{'y' * 5000} = 1"))


def test_of_endless_faults_the_first_hundred_are_told_and_the_others_counted(folder: Folder) -> None:
    faults = folder.faults("".join(f"k{number} = 1\n" for number in range(250)))
    assert (len(faults), faults[-1]) == (101, "archive-lint.toml: and 150 more faults of this kind or another")
