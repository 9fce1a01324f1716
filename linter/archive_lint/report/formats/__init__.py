"""One module per output format, and nothing else."""
