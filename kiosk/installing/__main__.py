"""The installer: config/install.sh calls it by the system's own Python, which has nothing but the standard library."""

from __future__ import annotations

import argparse
import fcntl
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kiosk.installing import fitness, parting, starting
from kiosk.installing.plan import Asked
from kiosk.installing.running import Run
from kiosk.installing.target import Target, Trouble

CLONE = Path(__file__).resolve().parents[2]
SOURCE = CLONE if (CLONE / "systemd").is_dir() else Path(sys.prefix) / "share" / "loge"
"""A clone, or what the installer has left beside the program: enough to mend an installation, or to take it away."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code: 0 done, 1 it could not be done and why, 2 called in a way that is not understood."""
    asked = _parser().parse_args(arguments)
    if asked.purge and not asked.uninstall:
        print("--purge goes with --uninstall alone.", file=sys.stderr)
        return 2
    try:
        return _carry_out(asked)
    except Trouble as trouble:
        print(f"\n{trouble.what}\nWhat to do: {trouble.do}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again: it goes on from here.", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="config/install.sh",
        description="Turns Raspberry Pi OS Lite (64-bit) or Debian 12 or 13 into the appliance. A second run changes "
        "nothing; a run that was cut off goes on.",
    )
    add = parser.add_argument
    add("--dry-run", action="store_true", help="say every change, make none")
    add("--verbose", action="store_true", help="say every change while it is made")
    add("--uninstall", action="store_true", help="take it away; the record, its keys and the settings stay")
    add(
        "--purge",
        action="store_true",
        help="with --uninstall: destroy the record, its keys and the settings too",
    )
    add(
        "--offline",
        type=Path,
        metavar="FOLDER",
        help="take wheels (and .deb packages) from there, nothing by network",
    )
    add(
        "--root",
        type=Path,
        default=Path("/"),
        metavar="FOLDER",
        help="install into a tree that becomes an image",
    )
    add("--site", type=Path, metavar="FILE", help="settings to begin with (default: config/demo.toml)")
    add("--pi-camera", action="store_true", help="the Raspberry Pi's own camera too")
    add("--no-start", action="store_true", help="start nothing at the end")
    return parser


def _carry_out(asked: argparse.Namespace) -> int:
    os.umask(0o022)  # whatever the caller's shell says: folders on the way are for all to pass
    target = Target(asked.root.resolve())
    fitness.allowed(asked.dry_run)
    fitness.site_given(asked.site)
    if asked.offline is not None and not asked.offline.is_dir():
        raise Trouble(f"There is no folder {asked.offline}.", "Name the folder that holds the wheels.")
    wanted = Asked(
        target, SOURCE, asked.offline, asked.site, asked.pi_camera or parting.has_pi_camera(target)
    )
    with _alone(target, asked.dry_run):
        if asked.uninstall:
            return _remove(asked, wanted)
        _say(f"{fitness.fit(target)}{'' if target.here else f' in {target.root}'}")
        return _install(asked, wanted)


def _install(asked: argparse.Namespace, wanted: Asked) -> int:
    run = Run(wanted, _say, dry=asked.dry_run, wordy=asked.verbose)
    changes = run.install()
    if asked.dry_run:
        _say(
            f"\n{_counted(changes)} would be made; nothing was touched."
            if changes
            else "\nNothing would change."
        )
        return 0
    _say(f"\n{_counted(changes)}." if changes else "\nNothing had to be changed.")
    if wanted.target.running and not asked.no_start:
        starting.start(_say, changed=bool(changes))
    for line in starting.next_steps(wanted.target, restart=run.restart):
        _say(line)
    return 0


def _say(text: str, end: str = "\n") -> None:
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        # Nobody reads any more (`| head`): that is no reason to leave a machine half done.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _counted(changes: int) -> str:
    return f"{changes} change{'s' * (changes != 1)}"


def _remove(asked: argparse.Namespace, wanted: Asked) -> int:
    target = wanted.target
    if not asked.dry_run:
        parting.stop_units(target)
    run = Run(wanted, _say, dry=asked.dry_run, wordy=asked.verbose)
    changes = run.remove()
    if asked.purge:
        changes += parting.purge(target, _say, dry=asked.dry_run)
    would = "would be " if asked.dry_run else ""
    _say(
        f"\n{_counted(changes)} {would}made."
        if changes
        else "\nLoge is not installed here: nothing to take away."
    )
    for line in parting.stays(target, purged=asked.purge):
        _say(line)
    return 0


@contextmanager
def _alone(target: Target, dry: bool) -> Iterator[None]:
    """Hold off a second installation of the same system at the same time."""
    if dry:
        yield
        return
    # The root folder itself is what is held: a tree that becomes an image gets no file for it.
    way = os.open(target.root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(way, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Trouble("Another installation is under way.", "Wait for its end.") from None
    finally:
        os.close(way)


if __name__ == "__main__":
    raise SystemExit(main())
