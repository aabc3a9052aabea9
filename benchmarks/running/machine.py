"""What the figures were measured on. No names of hosts, no paths."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from running.libraries import versions


def processor() -> str:
    """The processor's model, as the system has it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    told = dict(tuple(part.strip() for part in line.split(":", 1)) for line in lines if ":" in line)
    model = told.get("model name", platform.machine())
    return f"{model} (family {told['cpu family']}, model {told['model']})" if "cpu family" in told else model


def gigabytes() -> float:
    """The memory of the machine."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30


def compiler() -> str:
    """The version of gcc, if there is one."""
    if shutil.which("gcc") is None:
        return "no gcc"
    return f"gcc {subprocess.run(['gcc', '-dumpfullversion'], capture_output=True, text=True).stdout.strip()}"


def load() -> float:
    """How many processes wanted a processor in the last minute."""
    return os.getloadavg()[0]


def machine() -> dict[str, str]:
    """In a few words each."""
    return {
        "processor": f"{processor()}, {os.cpu_count()} of them, {gigabytes():.0f} GB of memory",
        "system": f"{platform.system()}, {' '.join(platform.libc_ver())}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "compiler": compiler(),
        "packages": ", ".join(f"{name} {version}" for name, version in versions().items()),
    }
