from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from archive_lint import DOCUMENTATION
from archive_lint.config.load import load
from archive_lint.config.schema import SCHEMA_LINE, json_schema
from archive_lint.config.settings import Settings
from archive_lint.rule.registry import load_registry
from tests.config.conftest import RULES, Folder

ROOT = Path(__file__).parents[2]

EXAMPLE = """
extend = "shared.toml"
[archive]
root = "."
story = "news/{year}/{month:02}/{day}/{slug}.md"
index = "index.md"
twins = ["README.md"]
site-prefix = "/zh"
previous-day = "existing"
exclude = ["drafts/**"]
[sections.source]
names = ["Source", "Sources"]
required = ["story"]
[sections.related]
context-label = ["Context"]
[lint]
select = ["ALL"]
ignore = []
per-file-ignores = { "opinion/**" = ["S"] }
[lint.severity]
S001 = "warning"
[links]
forms = ["{% post_url FILE %}", "@/FILE", "{{ site.baseurl }}"]
[rules.D007]
days = 5
[rules.source-date-conflict]
words = ["a"]
[rules.X001]
anything = true
[web]
enabled = false
timeout = 20.0
retries = 2
concurrency = 128
per-host = 4
interval = 0.05
max-redirects = 10
max-bytes = 65536
user-agent = ""
exclude = ["*://localhost/**"]
accept = [999]
recheck-days = { alive = 30, dead = 3, other = 1 }
confirm = { observations = 3, days = 3 }
fail-on-confirmed = false
wayback = "https://web.archive.org"
"""

SCHEMA = json_schema({selector: rule.Options for rule in RULES for selector in (rule.code, rule.name)})
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def _properties(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    tables = [schema, *schema["$defs"].values()]
    return [item for table in tables for item in table.get("properties", {}).items()]


def test_it_is_a_valid_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_an_example_of_everything_fits() -> None:
    VALIDATOR.validate(tomllib.loads(EXAMPLE))


def test_what_fits_the_schema_can_be_loaded(folder: Folder) -> None:
    text = EXAMPLE.replace('extend = "shared.toml"', "").replace("[rules.source-date-conflict]", "")
    settings = folder.load(text.replace("[rules.X001]\nanything = true", "")).settings
    assert (settings.archive.site_prefix, settings.rules["D007"]["words"]) == ("/zh", ["a"])


def test_the_defaults_fit() -> None:
    VALIDATOR.validate(msgspec.json.decode(msgspec.json.encode(Settings())))


@pytest.mark.parametrize(
    "text",
    [
        "stray = 1",
        "archive.stroy = 'x'",
        "archive.story = '/x.md'",
        "archive.previous-day = 'x'",
        "sections.a.names = []",
        "lint.severity.S001 = 'warn'",
        "lint.select = 'ALL'",
        "rules.D007.days = -1",
        "rules.source-date-conflict.day = 1",
        "rules.S001.a = 1",
    ],
)
def test_what_cannot_be_does_not_fit(text: str) -> None:
    assert not VALIDATOR.is_valid(tomllib.loads(text))


def test_every_setting_tells_what_it_is() -> None:
    references = [name for name, declared in _properties(SCHEMA) if "$ref" in declared or "title" in declared]
    described = [name for name, declared in _properties(SCHEMA) if declared.get("description")]
    assert {name for name, _ in _properties(SCHEMA)} - {*references, *described} <= {"words"}


def test_every_setting_but_tables_has_a_default() -> None:
    archive = SCHEMA["$defs"]["ArchiveSettings"]["properties"]
    assert all("default" in declared for declared in archive.values())
    assert SCHEMA["properties"]["sections"]["default"]["source"]["names"] == ["Source", "Sources"]


def test_no_reference_dangles() -> None:
    text = msgspec.json.encode(SCHEMA).decode()
    targets = {part.split('"')[0] for part in text.split('"#/$defs/')[1:]}
    assert targets <= SCHEMA["$defs"].keys()


def test_the_options_of_all_installed_rules_can_be_described() -> None:
    rules = load_registry().rules
    schema = json_schema({selector: rule.Options for rule in rules for selector in (rule.code, rule.name)})
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["properties"]["rules"]["properties"].keys() >= {rule.code for rule in rules}


@pytest.mark.parametrize("name", ["archive-lint", "findings"])
def test_a_schema_names_the_address_at_which_it_is_published(name: str) -> None:
    schema = msgspec.json.decode((ROOT / f"docs/{name}.schema.json").read_bytes())
    assert schema["$id"] == f"{DOCUMENTATION}latest/{name}.schema.json"


def test_a_configuration_that_names_its_schema_is_read_as_without(tmp_path: Path) -> None:
    file = tmp_path / "archive-lint.toml"
    file.write_text(f"{SCHEMA_LINE}\n[archive]\nsite-prefix = '/zh'\n")
    assert load(str(file)).settings.archive.site_prefix == "/zh"
    assert f"#:schema {DOCUMENTATION}latest/archive-lint.schema.json" == SCHEMA_LINE
