"""Rules on citations of the web."""
