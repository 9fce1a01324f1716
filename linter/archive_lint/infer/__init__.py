"""`init`: a configuration inferred from the archive at hand."""
