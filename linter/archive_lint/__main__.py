"""`python -m archive_lint`."""

from archive_lint.import_path import leave_current_folder

if __name__ == "__main__":
    # Before anything else is imported: Python searches that folder first, and the checkout may be a stranger's.
    leave_current_folder(is_module=True)
    from archive_lint.cli.main import run

    run()
