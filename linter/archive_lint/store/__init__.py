"""What a run remembers of a million pages in little memory."""
