"""The files of a package with one rule, by the rule's name and code."""

from __future__ import annotations

from collections.abc import Mapping
from keyword import iskeyword
from pathlib import Path

from archive_lint import __version__, api

_TEMPLATES = Path(__file__).parent / "template"
_TAKEN = {*api.__all__, "Annotated", "Iterator"}
"""Names that the rule's own file imports."""


def project_name(name: str) -> str:
    """Return the name of a rule's package, which is that of its folder too."""
    return f"archive-lint-{name}"


def package_files(name: str, code: str) -> Mapping[str, str]:
    """Return the text of each file of the package, by its path in the package's folder."""
    words_of_name = name.replace("-", "_")
    module = f"archive_lint_{words_of_name}"
    file = f"{words_of_name}_rule" if iskeyword(words_of_name) else words_of_name
    class_name = "".join(part.capitalize() for part in name.split("-"))
    while class_name in _TAKEN:
        class_name += "Rule"
    words = {
        "PROJECT": project_name(name),
        "NAME": name,
        "CODE": code,
        "FILE": file,
        "MODULE": module,
        "CLASS": class_name,
        "VERSION": ".".join(__version__.split(".")[:2]),
    }
    files = {
        "pyproject.toml": "pyproject.toml.txt",
        "README.md": "README.md.txt",
        f"src/{module}/{file}.py": "rule.py.txt",
        f"src/{module}/__init__.py": "init.py.txt",
        "tests/test_examples.py": "test.py.txt",
    }
    return {f"src/{module}/py.typed": "", **{path: _filled(template, words) for path, template in files.items()}}


def _filled(template: str, words: Mapping[str, str]) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    for word, value in words.items():
        text = text.replace(f"@{word}@", value)
    return text
