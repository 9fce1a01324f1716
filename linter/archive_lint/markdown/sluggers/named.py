"""Sluggers by their names in a configuration."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from archive_lint.markdown.sluggers.github import GithubSlugger
from archive_lint.markdown.sluggers.kramdown import KramdownGfmSlugger, KramdownSlugger
from archive_lint.markdown.sluggers.markdown_it import MarkdownItSlugger
from archive_lint.markdown.sluggers.python_markdown import PythonMarkdownSlugger
from archive_lint.markdown.sluggers.slugger import Slugger

SLUGGERS: Mapping[str, Callable[[], Slugger]] = {
    "github": GithubSlugger,
    "kramdown-gfm": KramdownGfmSlugger,
    "kramdown": KramdownSlugger,
    "python-markdown": PythonMarkdownSlugger,
    "markdown-it": MarkdownItSlugger,
}
"""All sluggers, the commonest first."""
