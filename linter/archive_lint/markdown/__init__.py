"""Parsing of pages, from bytes: the only importer of the Markdown parser."""
