"""Rules on links inside the archive."""
