"""`python -m tests.vm.probe`: what somebody could do who has taken over the process that this runs in, as JSON.

It runs in the guest as a unit whose sandbox is kiosk.service's, and once more without it: an attempt that succeeds
nowhere would prove nothing.
"""

from __future__ import annotations

import ctypes
import json
import mmap
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

OUTSIDE = ("192.0.2.1", 9)
"""An address of this machine's that is not localhost; the answer is a refusal, if the packet gets so far."""
LIBC = ctypes.CDLL(None, use_errno=True)


def succeeds(deed: Callable[[], object]) -> bool:
    """Return whether nothing forbade it; in a process of its own, so that one attempt changes nothing for the next."""
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    try:
        deed()
    except ConnectionRefusedError:
        os._exit(0)  # somebody out there has answered
    except Exception:
        os._exit(1)
    os._exit(0)


def call(name: str, *arguments: object) -> None:
    """Call the C library.

    Raises:
        OSError: it was refused.
    """
    if getattr(LIBC, name)(*arguments) < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def write(path: str) -> Callable[[], object]:
    """Return the attempt to leave a file."""

    def attempt() -> None:
        Path(path).write_text("was here")
        Path(path).unlink()

    return attempt


def reach(kind: int, family: int = socket.AF_INET) -> Callable[[], object]:
    """Return the attempt to send something out of the machine."""

    def attempt() -> None:
        with socket.socket(family, kind) as way:
            way.settimeout(4)
            if kind == socket.SOCK_DGRAM:
                way.sendto(b"x", OUTSIDE)
            else:
                way.connect(OUTSIDE)

    return attempt


def listen(port: int) -> None:
    """Answer on a port that nobody allowed."""
    with socket.socket() as door:
        door.bind(("0.0.0.0", port))
        door.listen()


def executable_memory() -> None:
    """Have memory that is written and then run."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def suid() -> None:
    """Leave a program that runs as its owner for whoever calls it."""
    path = Path("/var/lib/loge/suid")
    path.write_text("x")
    try:
        path.chmod(0o4755)
        if not path.stat().st_mode & 0o4000:
            raise OSError("not set")
    finally:
        path.unlink()


def others() -> None:
    """See what else runs: the first process's name."""
    Path("/proc/1/comm").read_text()


def core() -> None:
    """Let a crash leave the memory, with all keys in it."""
    resource.setrlimit(resource.RLIMIT_CORE, (4096, 4096))


FORBIDDEN: dict[str, Callable[[], object]] = {
    "writes to /etc": write("/etc/left-here"),
    "writes to the program's folder": write("/opt/loge/left-here"),
    "writes to its own settings": write("/etc/loge/left-here"),
    "writes to another's folder": write("/srv/open/left-here"),
    "writes to a home": write("/home/anna/left-here"),
    "reads another's home": lambda: Path("/home/anna/letter").read_text(),
    "reads what another left in /tmp": lambda: Path("/tmp/left-by-another").read_text(),
    "reads the shadow file": lambda: Path("/etc/shadow").read_text(),
    "reads the root disk": lambda: os.close(os.open("/dev/vda", os.O_RDONLY)),
    "reads the kernel's messages": lambda: os.close(os.open("/dev/kmsg", os.O_RDONLY)),
    "opens a virtual console": lambda: os.close(os.open("/dev/tty1", os.O_RDWR)),
    "connects to another machine": reach(socket.SOCK_STREAM),
    "sends a datagram to another machine": reach(socket.SOCK_DGRAM),
    "opens a raw packet socket": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
    "opens a socket to the hypervisor": lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close(),
    "answers on a port of its own": lambda: listen(9999),
    "sees other people's processes": others,
    "makes memory that is written and run": executable_memory,
    "makes a set-user-ID program": suid,
    "makes a user namespace": lambda: call("unshare", 0x10000000),
    "becomes root": lambda: os.setuid(0),
    "changes the machine's name": lambda: call("sethostname", b"mine", 4),
    "sets the clock": lambda: time.clock_settime(time.CLOCK_REALTIME, time.time()),
    "takes real-time priority": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "changes its personality": lambda: call("personality", 0x0040000),
    "keeps a core file": core,
    "changes a kernel setting": lambda: Path("/proc/sys/kernel/domainname").write_text("mine"),
    "reads the kernel's memory": lambda: os.close(os.open("/proc/kcore", os.O_RDONLY)),
    "runs something as root": lambda: subprocess.run(["/usr/bin/su", "-c", "true"], check=True, timeout=5),
}
ALLOWED: dict[str, Callable[[], object]] = {
    "writes to its record": write("/var/lib/loge/mine"),
    "reads its settings": lambda: Path("/etc/loge/site.toml").read_text(),
    "writes to its own /tmp": write("/tmp/mine"),
    "answers on the screens' port": lambda: listen(8410),
    "opens a lock line": lambda: os.close(os.open("/dev/loge-locks-a", os.O_RDWR | os.O_NOCTTY)),
}


def main() -> int:
    """Print which attempts succeeded."""
    found = {kind: {name: succeeds(deed) for name, deed in deeds.items()}
             for kind, deeds in (("forbidden", FORBIDDEN), ("allowed", ALLOWED))}  # fmt: skip
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
