"""Writes the documentation that follows from the code: `python -m docs.generate`; with `--check`, names what is stale.

One page per rule and one per family of archives, the README's lists of rules, families and formats, the pictures of
real output and of the language server, the help of the commands, the scripts of shells and the man page that the wheel
carries, and the JSON Schemas of the configuration and of findings.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from argparse import Action
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
from rich.text import Text

from archive_lint.cli.check_options import ABOUT
from archive_lint.cli.command import COMMANDS, DEFAULT
from archive_lint.config.schema import json_schema
from archive_lint.report.registry import FORMATS
from archive_lint.report.schema import findings_schema
from archive_lint.rule.base import Rule
from archive_lint.rule.documentation import fix_label, rule_markdown
from archive_lint.rule.registry import load_registry
from docs.family_pages import family_pages, list_of_families, two_commands
from docs.report_picture import digest, picture, report_page
from docs.server_pictures import server_pictures
from docs.shared_files import shared_files
from docs.terminal_picture import terminal_picture

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs/report.png"
DIGEST = PICTURE.with_suffix(".sha256")
WIDTH = 64
"""Columns of the picture of a terminal: few, so that a phone shows them large enough to read."""


def main(argv: Sequence[str]) -> int:
    """Write what is stale, or with `--check` name it and return 1."""
    check = "--check" in argv
    page = report_page()
    wanted = {**dict(_generated()), DIGEST: digest(page)}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    there = sorted(path for folder in ("rules", "families") for path in (ROOT / "docs" / folder).glob("*.md"))
    extra = [path for path in there if path not in wanted]
    for path in (*stale, *extra):
        print(f"{'stale' if check else 'written' if path in wanted else 'removed'}: {path.relative_to(ROOT)}")
    if check:
        if stale or extra:
            print("run `make docs` and commit what it writes")
        return 1 if stale or extra else 0
    for path in extra:
        path.unlink()
    for path in sorted(stale, key=DIGEST.__eq__):
        if path == DIGEST:
            # Last: where there is no browser the rest is written, and the picture is still stale.
            PICTURE.write_bytes(picture(page))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted[path], encoding="utf-8")
    return 0


def _generated() -> Iterator[tuple[Path, str]]:
    rules = load_registry().rules
    for rule in rules:
        yield ROOT / "docs/rules" / f"{rule.code}-{rule.name}.md", rule_markdown(rule)
    for path, text in shared_files():
        yield ROOT / path, text
    yield ROOT / "docs/rules/README.md", "# Rules\n\n" + "\n".join(_families(rules))
    for name, text in family_pages():
        yield ROOT / "docs/families" / name, text
    options = {rule.code: rule.Options for rule in rules} | {rule.name: rule.Options for rule in rules}
    yield ROOT / "docs/archive-lint.schema.json", _json(json_schema(options))
    yield ROOT / "docs/findings.schema.json", _json(findings_schema())
    yield ROOT / "docs/command-line.md", "# Command line\n\n" + "\n".join(_command_line())
    configuration = (ROOT / "docs/configuration.md").read_text(encoding="utf-8")
    yield ROOT / "docs/configuration.md", _between(configuration, "settings", _settings())
    yield ROOT / "docs/output.svg", _picture()
    for name, text in server_pictures():
        yield ROOT / "docs" / name, text
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, text in (
        ("start", two_commands()),
        ("formats", f"{', '.join(f'`{name}`' for name in FORMATS)}: [Report formats](docs/formats.md).\n"),
        ("families", list_of_families("docs/families/")),
        ("rules", _rule_families(rules)),
    ):
        readme = _between(readme, name, text)
    yield ROOT / "README.md", readme
    formats = (ROOT / "docs/formats.md").read_text(encoding="utf-8")
    yield ROOT / "docs/formats.md", _between(formats, "formats", _formats())


def _by_family(rules: Sequence[type[Rule]]) -> Iterator[tuple[str, str, list[type[Rule]]]]:
    """A family is a package of rules: its name, its docstring, which says what the rules are about, and the rules."""
    for package, family in groupby(rules, key=lambda rule: rule.__module__.rpartition(".")[0]):
        yield package.rpartition(".")[2].capitalize(), import_module(package).__doc__ or "", list(family)


def _families(rules: Sequence[type[Rule]]) -> Iterator[str]:
    for name, about, family in _by_family(rules):
        yield f"## {name}\n\n{about}\n"
        yield _table(family)


def _rule_families(rules: Sequence[type[Rule]]) -> str:
    """The families in a table, each with a link to its heading on the page of all rules."""
    lines = ["| family | codes | what the rules look at |", "|---|---|---|"]
    for name, about, family in _by_family(rules):
        link = f"[{name}](docs/rules/README.md#{name.lower()})"
        lines.append(f"| {link} | `{family[0].code}` to `{family[-1].code}` | {about.partition('.')[0]} |")
    return "\n".join(lines) + "\n"


def _table(rules: Sequence[type[Rule]]) -> str:
    lines = ["| code | name | severity | fix | reports |", "|---|---|---|---|---|"]
    for rule in rules:
        link = f"[{rule.code}]({rule.code}-{rule.name}.md)"
        lines.append(f"| {link} | {rule.name} | {rule.severity.value} | {fix_label(rule)} | {rule.summary} |")
    return "\n".join(lines) + "\n"


def _formats() -> str:
    lines = ["| format | what it is |", "|---|---|"]
    lines += [f"| `{info.name}` | {info.summary} |" for info in FORMATS.values()]
    return "\n".join(lines) + "\n"


def _command_line() -> Iterator[str]:
    """Every command with its arguments, as the parsers declare them: the layout of `--help` varies with Python."""
    for command in COMMANDS.values():
        parser = command.parser()
        yield f"## `archive-lint {command.name}`\n"
        yield f"{ABOUT if command is DEFAULT else parser.description}\n"
        for group in parser._action_groups:
            rows = [(_spelling(action), _meaning(action)) for action in group._group_actions if action.dest != "help"]
            if rows:
                yield f"| {group.title} | |\n|---|---|"
                yield from (f"| {spelling} | {meaning} |" for spelling, meaning in rows)
                yield ""


def _spelling(action: Action) -> str:
    value = action.metavar or ("|".join(action.choices) if action.choices else "") if action.nargs != 0 else ""
    shown = str(value).replace("\\|", "|")
    if not action.option_strings:
        return _cell(f"`{shown or action.dest}`")
    return _cell(", ".join(f"`{option}{f' {shown}' if shown else ''}`" for option in action.option_strings))


def _meaning(action: Action) -> str:
    return _cell((action.help or "").replace("%(default)s", str(action.default)).replace("<", "&lt;"))


def _cell(text: str) -> str:
    """Return text for a cell of a table: no renderer takes `|` for the cell's end, in code or out of it."""
    return re.sub(r"`([^`|]*\|[^`]*)`", r"<code>\1</code>", text).replace("|", "&#124;")


def _settings() -> str:
    """The keys of the configuration with their defaults, by table."""
    schema = json_schema({})
    lines: list[str] = []
    for table in ("archive", "front-matter", "site", "links", "lint", "web"):
        keys = _keys(schema, schema["properties"][table])
        lines += [f"### `[{table}]`", "", "| key | default | meaning |", "|---|---|---|"]
        lines += [_setting(key, value) for key, value in keys.items()] + [""]
        for key, value in keys.items():
            rows = _keys(schema, value.get("items", {}))
            if rows:
                lines += [f"### `[[{table}.{key}]]`", "", "| key | meaning |", "|---|---|"]
                lines += [f"| `{name}` | {each.get('description', '')} |" for name, each in rows.items()] + [""]
    return "\n".join(lines)


def _keys(schema: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    """What a table of the configuration may hold; empty for what is not a table."""
    named = schema["$defs"][declared["$ref"].rpartition("/")[2]] if "$ref" in declared else declared
    keys: dict[str, Any] = named.get("properties", {})
    return keys


def _setting(key: str, value: dict[str, Any]) -> str:
    default = msgspec.json.encode(value.get("default")).decode()
    meaning = value.get("description", "").replace("\n", " ")
    return f"| `{key}` | `{default}` | {_cell(meaning)} |"


def _picture() -> str:
    output = _run("--color", "always", "--select", "L002,D,I", "examples/archive", width=WIDTH)
    lines = output.splitlines()
    command = Text("$ archive-lint --select L002,D,I examples/archive", style="bold")
    return terminal_picture([command, Text.from_ansi("\n".join(lines))], width=WIDTH)


def _run(*words: str, width: int) -> str:
    with tempfile.TemporaryDirectory() as state:
        # What an earlier run knew must not show.
        environment = {**os.environ, "COLUMNS": str(width), "PYTHONUTF8": "1", "ARCHIVE_LINT_STATE_DIR": state}
        done = subprocess.run(
            [sys.executable, "-m", "archive_lint", *words],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode > 1:
        raise SystemExit(f"archive-lint {' '.join(words)}: {done.stderr}")
    return done.stdout


def _between(text: str, name: str, new: str) -> str:
    marked = re.compile(rf"(<!-- {name}:begin[^>]*-->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    if not marked.search(text):
        raise SystemExit(f"there is no <!-- {name}:begin --> … <!-- {name}:end -->")
    return marked.sub(lambda found: found[1] + new + found[2], text)


def _json(schema: dict[str, object]) -> str:
    return msgspec.json.format(msgspec.json.encode(schema, order="sorted"), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
