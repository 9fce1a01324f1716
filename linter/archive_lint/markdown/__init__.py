"""Bytes to pages: the only importer of the Markdown parser."""
