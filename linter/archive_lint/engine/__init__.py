"""One run: the stages that pages go through, and the processes that run them."""
