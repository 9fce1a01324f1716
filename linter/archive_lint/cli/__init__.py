"""The command line: parses options, prints, and returns exit codes. Nothing else in the package prints."""
