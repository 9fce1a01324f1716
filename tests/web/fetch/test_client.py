from __future__ import annotations

import subprocess
import sys


def test_the_command_line_of_httpx_is_not_loaded_and_can_be_later() -> None:
    code = (
        "import sys, archive_lint.web.background;"
        "print(sorted({'httpx', 'httpx._main', 'click', 'pygments'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['httpx']"
