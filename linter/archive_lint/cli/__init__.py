"""The command line: reads options, prints, and returns exit codes. Nothing else in the package prints."""
