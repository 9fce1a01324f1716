"""Formats of redirects, one file per format: from bytes to entries."""
