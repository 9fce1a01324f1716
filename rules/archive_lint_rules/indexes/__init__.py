"""Day indexes and their twins."""
