"""Recovery of an interrupted `--fix`: every run that reads the archive first finishes or undoes it."""

from __future__ import annotations

from archive_lint.cli.console import Console, UsageError
from archive_lint.cli.project import Project
from archive_lint.text import counted


def recover_fixes(project: Project, console: Console) -> None:
    """Finish or undo an interrupted `--fix`. Raises `UsageError`."""
    if not project.journal.is_pending:
        return
    # Here and not above: most runs look whether a `--fix` was cut off, and none was.
    from archive_lint.fix.apply import ApplyError, recover_pending

    try:
        recovered = recover_pending(project.root, place=project.journal, find_pages=project.pages)
    except ApplyError as error:
        raise UsageError(str(error)) from error
    if recovered is None:
        return
    if recovered.finished or recovered.undone or recovered.conflicting:
        console.note(
            f"An earlier --fix was interrupted: {counted(len(recovered.finished), 'file')} finished, "
            f"{len(recovered.undone)} left as they were."
        )
    for complaint in recovered.complaints:
        console.warning(complaint)
    for path in recovered.conflicting:
        console.warning(f"{path}: has changed since an earlier --fix was interrupted, and is left as it is")
