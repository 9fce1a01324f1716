"""Settings: their declarations, and finding, reading and checking configurations."""
