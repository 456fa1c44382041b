"""The steps of an update, each of which may be the last before a power cut. This one file needs Python alone.

A copy of it lies beside the state (`updating/steps.py`): what was cut off is brought to its end by the system's Python
at the next boot, whatever the two environments are worth by then: `python3 -I steps.py STATE.json`. Why so:
docs/adr/0014-updates-that-can-be-undone.md.

    building -> stopping -> switching -> watching -> done
                                            |
                                            v
                                       rolling_back -> rolled_back, or held

Until `switching` an update that is cut off was not begun; from then on it is either seen to work, or undone.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import ProxyHandler, build_opener

DONE, ROLLED_BACK, HELD, NOT_BEGUN = "done", "rolled_back", "held", "not_begun"
EX_NEWER = 3
LOOK_S = 0.5
ASK_S = 5.0
HOPELESS = 3
"""So many times as long as it should have been well for, the new program is up, and still is not."""
COPY = "ledger.db.before-update"


@dataclass(frozen=True)
class State:
    """An update under way, as it stands on disk. Paths are absolute; `slots`: the folder of both environments.

    `new`, `old`: the names of the slots; `limit_s`: the new program has so long to be well, for `steady_s` on end, and
    for as long again with every event that it reads again before;
    `quiet_s`: so long a quiet lobby is waited for; `start`, `stop`: what starts and stops the kiosk.
    """

    step: str
    update: str
    to: str
    before: str
    new: str
    old: str
    slots: str
    site: str
    root: str
    folder: str
    health: str
    page: str
    start: tuple[str, ...]
    stop: tuple[str, ...]
    limit_s: float = 600.0
    steady_s: float = 20.0
    quiet_s: float = 900.0
    code: str = ""


class NotWell(Exception):
    """The step can't be done; the message is a code that the desk has words for."""


def write(path: Path, state: State) -> State:
    """Return the state once it is on disk, whole."""
    fresh = path.with_name(f".{path.name}")
    with fresh.open("w") as file:
        json.dump(asdict(state), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    _sync(path.parent)
    return state


def read(path: Path) -> State:
    """Return the state of an update that is under way.

    Raises:
        OSError, ValueError, TypeError: there is none that can be read.
    """
    said = json.loads(path.read_text())
    return State(**{**said, "start": tuple(said["start"]), "stop": tuple(said["stop"])})


def proceed(path: Path, state: State) -> str:
    """Return how an update ended that was built: "done", "rolled_back", "held" or "not_begun"."""
    while True:
        say(f"update to {state.to}: {state.step}")
        if state.step == "stopping":
            state = _stopped(path, state)
        elif state.step == "switching":
            switch(Path(state.slots), state.new)
            state = write(path, replace(state, step="watching"))
        elif state.step == "watching":
            state = _watched(path, state)
        elif state.step == "rolling_back":
            state = _rolled_back(path, state)
        else:
            return end(path, state, state.step, state.code)


def resume(path: Path) -> str:
    """Return how an update ended that a power cut, or anything else, has interrupted; "" where there is none."""
    try:
        state = read(path)
    except FileNotFoundError:
        return ""
    except (ValueError, TypeError):
        path.unlink()  # written whole or not at all: this is no state of ours
        return ""
    switched = current(Path(state.slots)) == state.new
    if state.step in ("building", "stopping") or (state.step == "switching" and not switched):
        _call(state.start)
        return end(path, state, NOT_BEGUN, "cut")
    if state.step == "switching":
        state = write(path, replace(state, step="watching"))
    return proceed(path, state)


def end(path: Path, state: State, outcome: str, code: str = "") -> str:
    """Return `outcome`, once the kiosk has been left a word of it, and nothing is under way any more."""
    said = {"kind": "update", "outcome": outcome, "code": code}
    said |= {"update": state.update, "to": state.to, "before": state.before}
    _leave(Path(state.folder), said)
    path.unlink(missing_ok=True)
    _sync(path.parent)
    if outcome in (NOT_BEGUN, ROLLED_BACK):
        shutil.rmtree(Path(state.slots) / state.new, ignore_errors=True)
    say(f"update to {state.to}: {outcome}{f' ({code})' if code else ''}")
    return outcome


def current(slots: Path) -> str:
    """Return the name of the environment in use, "" for none."""
    link = slots / "current"
    return str(link.readlink()) if link.is_symlink() else ""


def switch(slots: Path, name: str) -> None:
    """Put an environment into use: by one rename, so that there always is one."""
    fresh = slots / "current.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(name)
    fresh.replace(slots / "current")
    _sync(slots)


def _stopped(path: Path, state: State) -> State:
    """Wait for a quiet lobby, stop the kiosk, keep a copy of the record as it is."""
    if not _until(lambda: _is_quiet(state.health), state.quiet_s):
        return replace(state, step=NOT_BEGUN, code="busy")
    _call(state.stop)
    try:
        _copy(Path(state.folder))
    except (OSError, sqlite3.Error) as trouble:
        say(f"the record could not be copied: {trouble}")
        _call(state.start)
        return replace(state, step=NOT_BEGUN, code="copy")
    return write(path, replace(state, step="switching"))


def _watched(path: Path, state: State) -> State:
    """Start the new program and look whether it is well."""
    _call(state.start)
    well = False

    def decided() -> bool:
        nonlocal well
        well = is_well(state.health, state.page, state.to, state.steady_s)
        return well or is_hopeless(state.health, state.to, state.steady_s)

    if _until(decided, state.limit_s, lambda: reread_to(state.health, state.to)) and well:
        return replace(state, step=DONE)
    return write(path, replace(state, step="rolling_back", code="unhealthy"))


def _rolled_back(path: Path, state: State) -> State:
    """Stop the new program, have the record read by the old one again, and put that one into use."""
    _call(state.stop)
    slots = Path(state.slots)
    if current(slots) != state.old:
        try:
            _carried(slots / state.old / "bin" / "python", Path(state.folder))
        except NotWell as trouble:
            say(f"{state.before} can't read the record: {trouble}")
            _call(state.start)
            return replace(state, step=HELD, code=state.code)
        switch(slots, state.old)
    _call(state.start)
    return replace(state, step=ROLLED_BACK)


def _carried(python: Path, folder: Path) -> None:
    command = [str(python), "-m", "kiosk.updating.carrying", str(folder)]
    owner = folder.stat()
    # as whom the record belongs to: no file is left behind that the kiosk can't read
    who, group = (owner.st_uid, owner.st_gid) if os.geteuid() == 0 else (None, None)
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd="/", user=who, group=group
        )
    except OSError as cause:  # there is no old environment any more
        raise NotWell(str(cause)) from cause
    if done.returncode:
        raise NotWell(done.stderr.strip()[-400:] or f"exit {done.returncode}")


def is_well(health: str, page: str, version: str, steady_s: float) -> bool:
    """Return whether a kiosk of this version serves: its device loops tick, it has done so for a while, a page comes.

    Devices that are out of order were so before: they are no reason to go back.
    """
    seen = _json(health)
    if not seen or seen.get("version") != version or seen.get("stuck_threads") != []:
        return False
    uptime_s = seen.get("uptime_s")
    if not isinstance(uptime_s, int | float) or uptime_s < steady_s:
        return False
    return _fetch(page) is not None


def is_hopeless(health: str, version: str, steady_s: float) -> bool:
    """Return whether a kiosk of this version has been up for so long that waiting for its page makes no sense."""
    seen = _json(health)
    uptime_s = seen.get("uptime_s") if seen and seen.get("version") == version else None
    return isinstance(uptime_s, int | float) and uptime_s > HOPELESS * steady_s


def reread_to(health: str, version: str) -> int:
    """Return the number of the event up to which a release of this version has read the record again, -1: it does not.

    It may do so for an hour where years are on record, and is not ill for that, while the number grows.
    """
    seen = _json(health)
    reread = seen.get("rereading") if seen and seen.get("version") == version else None
    done = reread.get("done") if isinstance(reread, dict) else None
    return done if isinstance(done, int) else -1


def _is_quiet(health: str) -> bool:
    """Whether nothing is under way and no door open; a kiosk that does not answer is not in the way."""
    seen = _json(health)
    return seen is None or not seen.get("under_way")


def _json(address: str) -> dict[str, object] | None:
    content = _fetch(address)
    try:
        seen = json.loads(content) if content is not None else None
    except ValueError:
        return None
    return seen if isinstance(seen, dict) else None


def _fetch(address: str) -> bytes | None:
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=ASK_S) as answer:
            return bytes(answer.read(1_000_000))
    except HTTPError as answer:  # the health page says 503 while a device is down
        with answer:
            return bytes(answer.read(1_000_000)) if answer.code == 503 and address.endswith(".json") else None
    except (OSError, ValueError):
        return None


def _until(holds: Callable[[], bool], within_s: float, reached: Callable[[], int] = lambda: -1) -> bool:
    """Return whether it holds in time; whenever `reached` grows, the time begins anew."""
    limit_s, pause, furthest = time.monotonic() + within_s, threading.Event(), -1
    while not holds():
        if (now := reached()) > furthest:
            limit_s, furthest = time.monotonic() + within_s, now
        if time.monotonic() > limit_s:
            return False
        pause.wait(LOOK_S)
    return True


def _call(command: tuple[str, ...]) -> None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as cause:
        say(f"{' '.join(command)}: {cause}")
        return
    if done.returncode:
        say(f"{' '.join(command)}: {done.stderr.strip()[-200:] or done.returncode}")


def _copy(folder: Path) -> None:
    """Keep the record as the old program leaves it: for people, should both programs fail."""
    ledger = folder / "ledger.db"
    if not ledger.exists():
        return
    fresh = folder / f".{COPY}"
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(ledger)) as whole, closing(sqlite3.connect(fresh)) as copy:
        whole.backup(copy)
    fresh.chmod(0o600)
    _give(fresh, folder)
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(folder / COPY)


def _leave(folder: Path, said: dict[str, str]) -> None:
    """Leave a word for the kiosk, which records it: kiosk/backup/spool.py reads it."""
    place = folder / "care" / "ended"
    for one in (folder, place.parent, place):
        if not one.exists():
            one.mkdir(mode=0o700)
            _give(one, folder)
    fresh = place / f".{secrets.token_hex(8)}.json"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(said, file)
        file.flush()
        os.fsync(file.fileno())
    _give(fresh, folder)
    fresh.rename(place / fresh.name[1:])


def _give(path: Path, folder: Path) -> None:
    if os.geteuid() == 0:
        owner = folder.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def say(words: str) -> None:
    """Tell the journal, or whoever watches."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(1 if resume(Path(sys.argv[1])) in (HELD, ROLLED_BACK) else 0)
