"""A link-integrity and archive linter for Markdown news archives."""

__version__ = "0.1.0"
