"""`python -m tests.wire.confined PICTURE`: both readers' processes under the filters of systemd/kiosk.service.

systemd is not asked: the calls that its unit refuses are refused here by the same means, seccomp. Prints what was read.
"""

from __future__ import annotations

import ctypes
import errno
import json
import platform
import struct
import sys
from contextlib import closing
from datetime import date
from pathlib import Path

import numpy as np

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2
LD, JEQ, AND, RET = 0x20, 0x15, 0x54, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
NUMBER_AT, THIRD_AT = 0, 32
WRITE_AND_RUN, RUN = 0x6, 0x4
REFUSED = {
    "x86_64": (203, 142, 144, 314, 251, 237, 238, 256, 279, 161, 92, 93, 94, 260, 126, 105, 106, 165),
    "aarch64": (122, 118, 119, 274, 30, 235, 237, 238, 239, 51, 54, 55, 91, 146, 144, 40),
}
"""sched_set*, ioprio_set, mbind and the like (@resources); chroot, chown, capset, setuid, mount (@privileged)."""
MAPS = {"x86_64": (9, 10), "aarch64": (222, 226)}
"""mmap and mprotect: no memory is both written and run (MemoryDenyWriteExecute)."""


def program() -> bytes:
    """Return the filter, ready for the kernel. Source: linux/filter.h, linux/seccomp.h."""
    machine = platform.machine()
    mmap, mprotect = MAPS[machine]
    steps = [(LD, 0, 0, NUMBER_AT)]
    for number in REFUSED[machine]:
        steps += [(JEQ, 0, 1, number), (RET, 0, 0, REFUSE)]
    for number, bits in ((mmap, WRITE_AND_RUN), (mprotect, RUN)):
        steps += [(JEQ, 0, 5, number), (LD, 0, 0, THIRD_AT), (AND, 0, 0, bits), (JEQ, 0, 1, bits)]
        steps += [(RET, 0, 0, REFUSE), (RET, 0, 0, ALLOW)]
    return b"".join(struct.pack("=HBBI", *step) for step in (*steps, (RET, 0, 0, ALLOW)))


def confine() -> None:
    """Refuse those calls to this process and all that it starts, for good."""
    made = program()
    held = ctypes.create_string_buffer(made, len(made))
    bound = struct.pack("@HP", len(made) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(PR_SET_SECCOMP, FILTER, bound, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter")


def main() -> None:
    """Read a document and a code, confined; say whether a refused call is refused."""
    confine()
    from drivers.camera.second import Second
    from drivers.documents.codec import Refusal
    from drivers.documents.reader import DocumentReader
    from kiosk.assembly.reading import together
    from kiosk.domain.documents.document import FieldName
    from tests.bench.code_pictures import qr

    libc = ctypes.CDLL(None, use_errno=True)
    refused = libc.sched_setaffinity(0, 8, ctypes.create_string_buffer(b"\x01" * 8, 8))
    told: dict[str, object] = {"affinity": refused, "errno": ctypes.get_errno()}
    with closing(DocumentReader(name="document-reader", idle_s=None)) as reader:
        seen = reader.read(Path(sys.argv[1]).read_bytes())
        found = None if isinstance(seen, Refusal) else together([seen], date(2026, 11, 22))
        told["number"] = found.document.text(FieldName.NUMBER) if found else ""
    with closing(Second(within_s=60)) as second:
        told["zbar"] = second.prepare(60)
        held = np.pad(qr("LOGE"), 60, constant_values=255)
        told["codes"] = [one.text for one in second.read(held, ("qr",))]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
