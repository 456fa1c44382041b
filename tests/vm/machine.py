"""A guest under QEMU: started, frozen into files, started again from them in seconds, and cut off."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.vm.building import Guest
from tests.vm.disk import DiskServer, LossyDisk
from tests.wire.waiting import until

BOOTS_WITHIN_S = 600
PATIENCE = 6
"""So many times as long does this machine wait for a guest: it has other things to do than to emulate a processor."""
PACE = ("-icount", "shift=2,sleep=on", "-rtc", "base=utc,clock=vm")
"""The guest's time goes by what it has done, 4 ns an instruction, so that a busy machine makes nothing late in there.
While it has nothing to do its time goes by as everybody's."""
NICE = "5"
PORTS = ("control", "acks", "kiosk")
RESEED = """python3 -I -c "
import fcntl, os
way = os.open('/dev/random', os.O_RDWR)
os.write(way, bytes.fromhex('{noise}'))
fcntl.ioctl(way, 0x5207)" """
"""A frozen guest would draw the same numbers at each start: slips of two lives were alike. 0x5207: RNDRESEEDCRNG."""


class MachineTrouble(Exception):
    """The guest did not do what every guest does; the message says what, and what its console said last."""


@dataclass(frozen=True)
class Frozen:
    """A guest that was stopped in the middle of everything: its memory, its root disk, its data disk."""

    folder: Path

    @property
    def memory(self) -> Path:
        """Processor, devices and memory, as QEMU wrote them."""
        return self.folder / "memory"

    @property
    def root(self) -> Path:
        """What differs from the base image."""
        return self.folder / "root.qcow2"


@dataclass
class Machine:
    """One guest. Its data disk is `disk`; everything else of it is forgotten when it ends."""

    guest: Guest
    folder: Path
    disk: LossyDisk
    frozen: Frozen | None = None
    more: Sequence[str] = ()
    """Further words for QEMU. A frozen guest starts only with those that it was frozen with."""
    memory_mb: int = 1024
    console: Path = field(init=False)
    _process: subprocess.Popen[bytes] | None = None

    @property
    def runs(self) -> bool:
        """Whether QEMU is there."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Boot, or go on where the frozen guest stopped; return when its agent answers."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self.console = self.folder / "console"
        self._server = DiskServer(self.disk, self.folder / "disk")
        overlay, below = self.folder / "root.qcow2", self.guest.root
        words = ["qemu-img", "create", "-q", "-f", "qcow2", "-b", str(below), "-F", "raw", str(overlay)]
        if self.frozen:
            shutil.copy2(self.frozen.root, overlay)
        else:
            subprocess.run(words, check=True, capture_output=True)
        with (self.folder / "qemu.log").open("wb") as log:
            self._process = subprocess.Popen(
                ["nice", "-n", NICE, *self._words(overlay)], stdout=log, stderr=log, start_new_session=True
            )
        self._qmp = self._line("qmp")
        self._said = self._qmp.makefile("rb")
        self._said.readline()
        self.qmp("qmp_capabilities")
        if self.frozen:
            until(lambda: self.qmp("query-status")["running"], 120 * PATIENCE)
        self._control = self._line("control")
        self._answers = self._control.makefile("rb")
        if not self.frozen:
            self._until_it_lives()
        assert self.ask("hello", within_s=60) == "hello"
        if self.frozen:
            self.sh(RESEED.format(noise=os.urandom(64).hex()))

    def comes_back(self) -> None:
        """Wait for a guest that starts again by itself: its agent speaks anew."""
        self._until_it_lives()
        assert self.ask("hello", within_s=60) == "hello"

    def ask(self, do: str, *, within_s: float = 120, **facts: Any) -> Any:
        """Return what the agent in the guest answers.

        Raises:
            MachineTrouble: it failed, or said nothing within the time.
        """
        self._control.settimeout(within_s * PATIENCE)
        try:
            self._control.sendall(json.dumps({"do": do, **facts}).encode() + b"\n")
            told = json.loads(self._answers.readline())
        except (OSError, ValueError) as cause:
            raise MachineTrouble(
                f"the guest did not answer {do!r}: {cause!r}\n{self._last_words()}"
            ) from cause
        if "failed" in told:
            raise MachineTrouble(f"{do} in the guest: {told['failed']}")
        return told["ok"]

    def sh(self, script: str, *, within_s: float = 120, good: Sequence[int] | None = (0,)) -> str:
        """Return what a shell in the guest, as root, prints for `script`; `good`: the exit codes that are well."""
        code, out = self.status(script, within_s=within_s)
        if good is not None and code not in good:
            raise MachineTrouble(f"exit {code}: {script}\n{out}")
        return out

    def status(self, script: str, *, within_s: float = 120) -> tuple[int, str]:
        """Return the exit code and everything that a shell in the guest prints."""
        code, out = self.ask("sh", script=script, limit_s=within_s * PATIENCE, within_s=within_s)
        return int(code), str(out)

    def qmp(self, command: str, **arguments: Any) -> Any:
        """Return what QEMU itself answers."""
        self._qmp.settimeout(120 * PATIENCE)
        self._qmp.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        while True:
            told = json.loads(self._said.readline())
            if "error" in told:
                raise MachineTrouble(f"{command}: {told['error']['desc']}")
            if "return" in told:
                return told["return"]

    def port(self, name: str) -> socket.socket:
        """Return the host's end of one of the guest's ports."""
        return self._line(name)

    def freeze(self, into: Path) -> Frozen:
        """Stop the guest for good and return it as files; its data disk is flushed."""
        making = into.with_name(f"making-{into.name}")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        self._control.close()
        self.qmp("migrate-set-parameters", **{"max-bandwidth": 4 << 30})
        self.qmp("migrate", uri=f"exec:cat > '{making / 'memory'}'")

        def frozen() -> bool:
            told = self.qmp("query-migrate")
            if told.get("status") == "failed":
                raise MachineTrouble(f"it can't be frozen: {told}")
            return bool(told.get("status") == "completed")

        until(frozen, 300 * PATIENCE)
        self.qmp("quit")
        assert self._process
        self._process.wait(60)
        self._close_lines()
        shutil.copy2(self.folder / "root.qcow2", making / "root.qcow2")
        shutil.rmtree(into, ignore_errors=True)
        making.rename(into)
        return Frozen(into)

    def power_off(self) -> None:
        """Cut the power: nothing is flushed, nobody is told."""
        self.disk.cut_now()
        self.kill()

    def kill(self) -> None:
        """End QEMU from any thread, at once."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End QEMU and everything that belongs to it."""
        self.kill()
        if self._process:
            self._process.wait(30)
            self._close_lines()

    def __enter__(self) -> Machine:
        """Start it."""
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self.close()

    def _words(self, overlay: Path) -> list[str]:
        sources = f"file={self.guest.source},format=raw,if=none,id=source,readonly=on"
        server = f"server.type=unix,server.path={self._server.path}"
        words = ["qemu-system-x86_64", "-machine", "pc", "-accel", "tcg,tb-size=256", "-cpu", "Nehalem"]
        words += [
            "-smp",
            "1",
            "-m",
            str(self.memory_mb),
            "-nodefaults",
            "-display",
            "none",
            "-no-user-config",
        ]
        words += PACE
        words += ["-kernel", str(self.guest.kernel), "-initrd", str(self.guest.initrd)]
        words += ["-append", "root=/dev/vda rw console=ttyS0 mitigations=off panic=10 net.ifnames=0"]
        words += ["-drive", f"file={overlay},format=qcow2,if=none,id=root,cache=unsafe"]
        words += ["-device", "virtio-blk-pci,drive=root", "-drive", sources]
        words += ["-device", "virtio-blk-pci,drive=source,serial=loge-source"]
        words += ["-blockdev", f"driver=nbd,node-name=lossy,{server},export=lossy"]
        words += ["-device", "virtio-blk-pci,drive=lossy,serial=loge-data,write-cache=on"]
        words += [
            "-device",
            "virtio-rng-pci",
            "-device",
            "qemu-xhci,id=usb,addr=0x10",
            "-device",
            "virtio-serial-pci",
        ]
        for name in PORTS:
            words += ["-chardev", f"socket,id={name},path={self.folder / name},server=on,wait=off"]
            words += ["-device", f"virtserialport,chardev={name},name=loge.{name}"]
        words += ["-serial", f"file:{self.console}", "-qmp", f"unix:{self.folder / 'qmp'},server=on,wait=off"]
        words += self.more
        if self.frozen:
            words += ["-incoming", f"exec:cat '{self.frozen.memory}'"]
        return words

    def _line(self, name: str) -> socket.socket:
        line = socket.socket(socket.AF_UNIX)

        def reached() -> bool:
            if self._process and self._process.poll() is not None:
                raise MachineTrouble((self.folder / "qemu.log").read_text(errors="replace"))
            try:
                line.connect(str(self.folder / name))
            except OSError:
                return False
            return True

        until(reached, 30 * PATIENCE)
        return line

    def _until_it_lives(self) -> None:
        """Wait for the agent's first word: it speaks when it has imported everything."""
        self._control.settimeout(BOOTS_WITHIN_S * PATIENCE)
        try:
            word = self._answers.readline()
        except OSError as cause:
            raise MachineTrouble(f"the guest did not come up\n{self._last_words()}") from cause
        if word.strip() != b'"here"':
            raise MachineTrouble(f"the guest said {word!r}\n{self._last_words()}")

    def _last_words(self) -> str:
        text = self.console.read_text(errors="replace") if self.console.exists() else ""
        return "\n".join(text.splitlines()[-15:])

    def _close_lines(self) -> None:
        for line in (self._qmp, self._control):
            line.close()
        self._server.close()


def in_time(condition: Callable[[], Any], within_s: float, what: str) -> Any:
    """Return the first true value of `condition`.

    Raises:
        MachineTrouble: `what` did not come about within the time.
    """
    try:
        return until(condition, within_s * PATIENCE)
    except AssertionError:
        raise MachineTrouble(f"{what}: not within {within_s:.0f} s") from None
