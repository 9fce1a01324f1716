"""Discovering, locating and reading the files of an archive."""
