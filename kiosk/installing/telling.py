"""What the system has to be told after a change. What is owed stands in the record until it has been done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from kiosk.installing.record import Record
from kiosk.installing.target import Target
from kiosk.installing.wanted import Act

LOOK = "Look at what is said above, mend it, and run the installation again: it goes on from here."
# What has names here. Not keyboards: the installer's own stays alive until the machine starts anew.
NAMED = ("--subsystem-match=tty", "--subsystem-match=video4linux", "--subsystem-match=usbmisc")
SYSCTL = "/etc/sysctl.d/90-loge.conf"
Command = tuple[str, ...]


def _when(target: Target, program: str, *commands: Command) -> Iterator[Command]:
    """Yield commands of a program that the target has."""
    if any(
        target.at(f"{folder}/{program}").exists() for folder in ("/usr/sbin", "/usr/bin", "/sbin", "/bin")
    ):
        yield from commands


def _running(target: Target, *commands: Command) -> Iterator[Command]:
    if target.running:
        yield from commands


def _start_up(target: Target) -> Iterator[Command]:
    yield from _when(target, "update-initramfs", ("update-initramfs", "-u"))
    if target.at("/boot/grub").is_dir():
        yield from _when(target, "update-grub", ("update-grub",))


def _kernel(target: Target) -> Iterator[Command]:
    """A kernel lacks some of the values; what is taken away again, others may have set."""
    values = ("--load", SYSCTL) if target.at(SYSCTL).exists() else ("--system",)
    yield from _running(target, ("sysctl", "--quiet", "--ignore", *values))


TOLD: dict[str, Callable[[Target], Iterator[Command]]] = {
    "units": lambda target: _running(target, ("systemctl", "daemon-reload")),
    "manager": lambda target: _running(target, ("systemctl", "daemon-reexec")),
    "devices": lambda target: _running(
        target, ("udevadm", "control", "--reload"), ("udevadm", "trigger", *NAMED)
    ),
    "kernel": _kernel,
    "journal": lambda target: _running(target, ("systemctl", "restart", "systemd-journald")),
    "start-up": _start_up,
}
RESTART = "restart"
"""Nothing that could be done at once: the machine has to start anew before all of it counts."""


def told(target: Target, record: Record) -> Iterator[Act]:
    """Yield what is owed to the system; where it is not running, it reads all of it at its start."""
    for owed in [one for one in record.owed if one != RESTART]:
        for command in TOLD[owed](target) if owed in TOLD else ():
            yield Act(f"run {' '.join(command)}", partial(_tell, target, command))
        yield Act("", partial(record.paid, owed))


def _tell(target: Target, command: Command) -> None:
    target.run(target.inside(command), f"`{' '.join(command)}` failed", LOOK)
