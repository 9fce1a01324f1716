"""The text of pages and its encoding."""
