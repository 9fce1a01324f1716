"""The language server: what editors ask of an archive while its pages are written."""
