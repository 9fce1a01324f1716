"""`init`: infers a configuration from an archive."""
