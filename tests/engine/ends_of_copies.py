"""Ways in which a copy of this process ends before it has answered."""

from __future__ import annotations

import os
import signal
import sys


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    raise MemoryError


def leave() -> None:
    sys.exit(0)
