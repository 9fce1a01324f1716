"""A link-integrity and archive linter for Markdown news archives."""

__version__ = "0.1.0"
HOMEPAGE = "https://github.com/archive-lint/archive-lint"
DOCUMENTATION = "https://archive-lint.github.io/archive-lint/"
