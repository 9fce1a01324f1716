"""What lies on disk: discovering, reading and locating it."""
