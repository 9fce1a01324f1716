"""One run: the stages that pages go through, and what they run on."""
