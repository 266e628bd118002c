"""A program that runs LibreOffice for someone who may die: it ends what it started, and cleans up, in any case.

    python supervisor.py SECONDS FOLDER COMMAND…

It exits with the code of the command, or with 124 when the time is over. When its standard input ends before, whoever
started it is gone, and so is the use of the result. It knows nothing of fedparse, so that it starts quickly.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

TIMED_OUT = 124
ABANDONED = 125
PROFILE = "profile"
_MEMORY = 4 * 2**30
_SET_CHILD_SUBREAPER = 36


def main(seconds: float, folder: Path, command: list[str]) -> int:
    """Run the command in the folder; its children are ours when it is gone."""
    _prepare()
    running = subprocess.Popen(  # noqa: S603 - the command is that of read_doc
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    abandoned = threading.Event()
    threading.Thread(target=_watch, args=(abandoned,), daemon=True).start()
    end = time.monotonic() + seconds
    code = None
    while code is None:
        with suppress(subprocess.TimeoutExpired):
            code = running.wait(0.02)
        if code is None and (abandoned.is_set() or time.monotonic() > end):
            code = ABANDONED if abandoned.is_set() else TIMED_OUT
    _end(running.pid)
    _pipe(folder).unlink(missing_ok=True)
    if code == ABANDONED:
        shutil.rmtree(folder, ignore_errors=True)
    return code


def _prepare() -> None:
    """Give LibreOffice memory that our parent may not have, and take in its children when it leaves them."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    with suppress(ValueError, OSError):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = _MEMORY if hard == resource.RLIM_INFINITY else min(hard, _MEMORY)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    if sys.platform == "linux":
        import ctypes  # noqa: PLC0415

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _watch(abandoned: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    abandoned.set()


def _end(pid: int) -> None:
    """End a process with all that it started."""
    if sys.platform == "win32":
        tool = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32" / "taskkill.exe"
        subprocess.run([tool, "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)  # noqa: S603
        return
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with suppress(ChildProcessError):
        while True:
            os.waitpid(-1, 0)


def _pipe(folder: Path) -> Path:
    """What a killed LibreOffice leaves in /tmp: the socket at which other ones would find it.

    Its name is made from the MD5 of the address of the profile, each byte of it without a leading zero.
    """
    profile = (folder / PROFILE).as_uri()
    digest = hashlib.md5(profile.encode("utf-16-le"), usedforsecurity=False).digest()
    user = os.getuid() if hasattr(os, "getuid") else 0
    return Path("/tmp") / f"OSL_PIPE_{user}_SingleOfficeIPC_{''.join(f'{byte:x}' for byte in digest)}"  # noqa: S108


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
