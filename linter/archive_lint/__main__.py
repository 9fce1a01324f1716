"""`python -m archive_lint`."""

from archive_lint.cli.main import run

if __name__ == "__main__":
    run()
