"""Results of a run on a million pages, in little memory."""
