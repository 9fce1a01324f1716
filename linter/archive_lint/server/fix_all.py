"""All safe fixes of one page, as `--fix` makes them: pass by pass, until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Sequence

from archive_lint.fix.passes import MOST_PASSES
from archive_lint.fix.plan import plan_pass
from archive_lint.fix.safety import why_not_fixed
from archive_lint.model.finding import Edit
from archive_lint.server.edits import whole_file
from archive_lint.server.workspace import OpenFolder


def safe_fixes(folder: OpenFolder, path: str) -> Sequence[Edit]:
    """Return the edits that all safe fixes of a page come to; none where they do not come to an end."""
    trial = _Trial(folder)
    try:
        is_ended = trial.run(path)
    finally:
        trial.end()
    return trial.edits() if is_ended else ()


class _Trial:
    """Fixes that are made in memory and taken back."""

    def __init__(self, folder: OpenFolder) -> None:
        self._folder = folder
        self._before: dict[str, bytes] = {}
        self._now: dict[str, bytes] = {}

    def run(self, path: str) -> bool:
        folder = self._folder
        for _ in range(MOST_PASSES):
            plan = plan_pass(
                folder.findings(path),
                content=self._content,
                refusal=self._refusal,
                is_wanted=lambda finding: finding.fix is not None and finding.fix.safe,
            )
            if not plan.contents:
                return True
            for changed, text in plan.contents.items():
                self._before.setdefault(changed, self._content(changed) or b"")
                self._now[changed] = text
                if folder.is_page(changed):
                    folder.live.put(changed, text)
            if not all(map(folder.is_page, plan.contents)):
                # A file that is made counts only when it is there.
                return True
        return False

    def end(self) -> None:
        """Have the pages say again what they said before."""
        for path in self._now:
            if self._folder.is_page(path):
                self._folder.live.put(path, self._before[path] if self._folder.is_open(path) else None)

    def edits(self) -> list[Edit]:
        return [
            whole_file(path, self._before[path], text)
            for path, text in sorted(self._now.items())
            if text != self._before[path]
        ]

    def _content(self, path: str) -> bytes | None:
        return self._now.get(path, self._folder.live.text(path) if self._folder.is_page(path) else None)

    def _refusal(self, path: str) -> str | None:
        # An open text is the editor's to save.
        return None if self._folder.is_open(path) else why_not_fixed(self._folder.root, path)
