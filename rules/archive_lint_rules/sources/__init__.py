"""Citations of the web."""
