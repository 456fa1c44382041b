"""`python -m tests.vm.pins`: a board of doors on the kernel's simulated pins (gpio-sim), and the kiosk's own driver.

The simulator's lines have a pull, which is what a switch does to an input, and a value, which a coil would
feel.
Source: Linux documentation, admin-guide/gpio/gpio-sim.rst.
"""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from drivers.gpio_doors.driver import PULSE_MS, GpioDoors, GpioWiring

CONFIG = Path("/sys/kernel/config/gpio-sim/lobby")
LATCHES, SWITCHES = (17, 27), (22, 23)
PAUSE = threading.Event()


@dataclass(frozen=True)
class Bank:
    """One simulated chip."""

    chip: str
    lines: Path

    def pull(self, pin: int, level: int) -> None:
        """Have a switch hold an input at a level."""
        (self.lines / f"sim_gpio{pin}/pull").write_text("pull-up" if level else "pull-down")

    def value(self, pin: int) -> int:
        """Return what stands on a line."""
        return int((self.lines / f"sim_gpio{pin}/value").read_text())


def bank() -> Bank:
    """Return a chip of 32 lines, made by configfs."""
    folder = CONFIG / "bank0"
    folder.mkdir(parents=True)
    (folder / "num_lines").write_text("32")
    (CONFIG / "live").write_text("1")
    chip = (folder / "chip_name").read_text().strip()
    device = (CONFIG / "dev_name").read_text().strip()
    return Bank(chip, Path("/sys/devices/platform") / device / chip)


def pulse_ms(bank: Bank, pin: int, ended: threading.Event, seen: list[float]) -> None:
    """Look at a coil's line until told to stop, and note when it was seen to be on."""
    while not ended.is_set():
        if bank.value(pin):
            seen.append(time.monotonic())
        PAUSE.wait(0.005)


def settled(doors: GpioDoors, shut: tuple[bool, bool], within_s: float) -> bool:
    """Return whether the driver comes to say so of the two doors."""
    until_s = time.monotonic() + within_s
    while time.monotonic() < until_s:
        told = doors.status(0)
        if tuple(told.shut[:2]) == shut:
            return True
        PAUSE.wait(0.02)
    return False


def main() -> int:
    """Print what was measured."""
    pins = bank()
    doors = GpioDoors(pins.chip, {0: GpioWiring(LATCHES, SWITCHES, shut_level=0)}, name="pins")
    for pin in SWITCHES:
        pins.pull(
            pin, 0
        )  # shut: the contact is closed, to ground, against the pull-up that the driver has set
    assert [pins.value(pin) for pin in LATCHES] == [0, 0], "a coil is on from the start"
    assert settled(doors, (True, True), 10), doors.status(0)
    ended, seen, other = threading.Event(), list[float](), list[float]()
    for pin, noted in zip(LATCHES, (seen, other), strict=True):
        threading.Thread(target=pulse_ms, args=(pins, pin, ended, noted), daemon=True).start()
    doors.unlock(0, 1)
    assert [pins.value(pin) for pin in LATCHES] == [0, 0], "a coil is still on after its pulse"
    ended.set()
    assert seen and not other, f"seen on: {len(seen)} times, the other latch {len(other)} times"
    pins.pull(SWITCHES[0], 1)
    assert settled(doors, (False, True), 10), doors.status(0)
    doors.close()
    took_ms = 1000 * (seen[-1] - seen[0])
    sys.stdout.write(
        f"{pins.chip}: latch on for {took_ms:.0f} ms of {PULSE_MS} asked and off again, the other never; "
        "both switches read\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
