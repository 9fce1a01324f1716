"""Links inside the archive."""
