"""The command line: reads arguments, prints, and says by its exit code how it went. Nothing else of the package prints."""
