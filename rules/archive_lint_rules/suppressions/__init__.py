"""Rules on comments that suppress findings."""
