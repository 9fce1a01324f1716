"""One file per format of redirects: bytes to entries."""
