"""Taking Loge away: its services stop first; what stays is said, and destroyed only when asked for by name."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

from kiosk.installing.target import Target

UNITS = (
    "kiosk-screen.service",
    "loge-update.service",
    "kiosk.service",
    "loge-picamera.service",
    "media-loge.mount",
)
OWN = ("/var/lib/loge", "/etc/loge", "/run/loge")
ACCOUNTS = ("loge-screen", "loge")
DO = "Look at `systemctl status kiosk kiosk-screen`, stop them by hand, and run it again."


def has_pi_camera(target: Target) -> bool:
    """Return whether the service of the Pi's own camera was installed before."""
    return target.at("/etc/systemd/system/loge-picamera.service").is_file()


def stop_units(target: Target) -> None:
    """Stop what runs; in a tree nothing does.

    Raises:
        Trouble: a service does not stop.
    """
    there = [unit for unit in UNITS if target.at(f"/etc/systemd/system/{unit}").is_file()]
    if target.running and there:
        target.run(("systemctl", "stop", *there), "The services could not be stopped", DO)


def purge(target: Target, say: Callable[[str], None], *, dry: bool) -> int:
    """Return how many things were destroyed, or would be: the record, its keys, the settings, the accounts.

    Raises:
        Trouble: an account can't be removed.
    """
    done = 0
    for path in (path for path in OWN if target.at(path).exists()):
        done += 1
        say(f"        {'would destroy' if dry else 'destroyed'} {path}")
        if not dry:
            shutil.rmtree(target.at(path))
    for name in (name for name in ACCOUNTS if target.number("passwd", name) is not None):
        done += 1
        say(f"        {'would remove' if dry else 'removed'} the account {name}")
        if not dry:
            command = ("userdel", *(() if target.here else ("--prefix", str(target.root))), name)
            target.run(
                command, f"The account {name} could not be removed", "End its processes, then run it again."
            )
    return done


def stays(target: Target, *, purged: bool) -> Iterator[str]:
    """Yield what is left of Loge on the system."""
    if own := [path for path in OWN[:2] if target.at(path).exists()]:
        yield f"These stay, with the record and its keys in them: {', '.join(own)}" + (
            "" if purged else " (--uninstall --purge destroys them)."
        )
    if accounts := [name for name in ACCOUNTS if target.number("passwd", name) is not None]:
        yield f"The accounts that own them stay: {', '.join(accounts)}."
    yield "Debian packages stay; `apt-get purge cage chromium seatd && apt-get autoremove` takes the largest away."
    if target.here:
        yield "Restart the machine: consoles, keyboards and the quiet start come back with it."
