"""A mis-wired site, and an installer who knows nothing but what the pages say and what the doors do."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from html import unescape
from pathlib import Path

from drivers.sim.bench import Bench, BenchTrouble
from kiosk.assembly.house import Kiosk
from kiosk.assembly.storage import open_storage
from kiosk.enrolment import enrol, read
from kiosk.flows.people.directory import Directory
from kiosk.settings import Settings, furniture_of, load
from tests.lobby import HERE, free_port
from tests.wire.waiting import until

THOUGHT = """
# The wiring as it stands on the plan.
[site]
id = "court"
name = { en = "New Court", zh_Hans = "新苑", zh_Hant = "新苑" }
language = "en"

[screen]
listen = "127.0.0.1:SCREEN"

[lobby]
opens_within_s = 1.0

[[lines]]
name = "cu16"   # keys and small doors
family = "kerong-cu16"
device = "dev/cu16"
boards = [{ address = 0 }]

[[lines]]
name = "xor"
family = "xor-8a"
device = "dev/xor"
boards = [
  { address = 1, channels = 8, shut_bit = 1, first_status_byte = "low" },   # the tall column
  { address = 2, channels = 8, shut_bit = 1, first_status_byte = "low" },
]

[one_wire]
folder = "dev/w1"

[[cabinets]]
prefix = "K"
bottom_mm = 900
[[cabinets.columns]]
width_mm = 130
slots = [
  { number = 1, height_mm = 110, wire = ["cu16", 0, 1], bus = "w1_bus_master1" },
  { number = 2, height_mm = 110, wire = ["cu16", 0, 2], bus = "w1_bus_master2" },
]

[[lockers]]
prefix = "L"
left_mm = 400
bottom_mm = 120
[[lockers.columns]]
width_mm = 400
compartments = [
  { number = 1, size = "S", height_mm = 160, wire = ["cu16", 0, 3], presence = true },
  { number = 2, size = "S", height_mm = 160, wire = ["cu16", 0, 4], presence = true },
  { number = 3, size = "M", height_mm = 220, wire = ["xor", 1, 1] },
  { number = 4, size = "M", height_mm = 220, wire = ["xor", 1, 2] },
  { number = 5, size = "M", height_mm = 220, wire = ["xor", 1, 3] },
]
[[lockers.columns]]
width_mm = 400
compartments = [
  { number = 6, size = "L", height_mm = 300, wire = ["xor", 2, 1] },
  { number = 7, size = "L", height_mm = 300, wire = ["xor", 2, 2] },
  { number = 8, size = "S", height_mm = 160, wire = ["cu16", 0, 5] },
  { number = 9, size = "S", height_mm = 160, wire = ["cu16", 0, 6] },
]

[badge_reader]
device = "dev/nfc0"

[printer]
device = "dev/printer"

[camera]
source = "http://127.0.0.1:WORLD/camera.mjpg"

[notices]
file = "outbox"
"""
BUILT = (
    ('address = 1, channels = 8, shut_bit = 1', 'address = 1, channels = 8, shut_bit = 0'),
    ('address = 2, channels = 8, shut_bit = 1, first_status_byte = "low"',
     'address = 2, channels = 8, shut_bit = 1, first_status_byte = "high"'),
    ('wire = ["cu16", 0, 3]', 'wire = ["cu16", 0, 44]'), ('wire = ["cu16", 0, 4]', 'wire = ["cu16", 0, 3]'),
    ('wire = ["cu16", 0, 44]', 'wire = ["cu16", 0, 4]'),
    ('wire = ["cu16", 0, 5]', 'wire = ["cu16", 0, 5], switch = ["cu16", 0, 6]'),
    ('wire = ["cu16", 0, 6] }', 'wire = ["cu16", 0, 6], switch = ["cu16", 0, 5] }'),
)  # fmt: skip
"""How it was really wired: board 1 inverted, board 2 reversed, L01 and L02 crossed, the switches of L08 and L09 too."""
DEAD_SWITCH = "L05"
KEY = "01-000000c0ffee"
"""A key that the installer brings along."""
PEOPLE = HERE / "config" / "mixed-people.toml"


class MiswiredSite:
    """The world as it was built, and the settings as they were thought, on one root."""

    def __init__(self, root: Path, *, built: tuple[tuple[str, str], ...] = BUILT) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root, self.port, world = root, free_port(), free_port()
        thought = THOUGHT.replace("SCREEN", str(self.port)).replace("WORLD", str(world))
        as_built = thought
        for before, after in built:
            assert before in as_built, before
            as_built = as_built.replace(before, after)
        self.file, plan = root / "site.toml", root / "as-built.toml"
        self.file.write_text(thought, encoding="utf-8")
        plan.write_text(as_built, encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "drivers.sim",
            str(plan),
            "--people",
            str(PEOPLE),
            "--root",
            str(root),
        ]
        with (root / "world.log").open("ab") as log:
            self._world = subprocess.Popen(
                [*command, "--listen", f"127.0.0.1:{world}"], cwd=HERE, stdout=log, stderr=log
            )
        self._children: list[subprocess.Popen[bytes]] = []
        self.bench = self._reach_bench()

    @property
    def settings(self) -> Settings:
        """What the settings say by now."""
        return load(self.file)

    def kiosk(self) -> Kiosk:
        """Return a kiosk in this process, started, with people and keys enrolled and every device there."""
        settings = self.settings
        storage = open_storage(settings, self.root)
        directory = Directory(card for _, card in storage.ledger.vault.all_like("person:"))
        enrol(read(PEOPLE, furniture_of(settings)), storage.ledger, storage.keys.digest, directory.card)
        storage.close()
        kiosk = Kiosk(settings, self.root)
        kiosk.start()
        until(lambda: all(state.condition != "down" for state in kiosk.states.states()), 15)
        return kiosk

    @property
    def address(self) -> str:
        """Where the screens are."""
        return f"http://127.0.0.1:{self.port}"

    def command(self, name: str) -> subprocess.Popen[bytes]:
        """Return `kiosk NAME` of this site in a process of its own, ready; what it says stands in `NAME.log`."""
        log = self.root / f"{name}.log"
        with log.open("wb") as said:
            child = subprocess.Popen(
                [sys.executable, "-m", "kiosk", name, str(self.file)], cwd=HERE, stdout=said, stderr=said
            )
        self._children.append(child)
        until(lambda: "ready at" in log.read_text() or child.poll() is not None, 90)
        assert child.poll() is None, log.read_text()
        return child

    def terminal(self) -> str:
        """Return the newest code on the terminal."""
        codes: list[str] = re.findall(r"screen: (\d{6})", (self.root / "commission.log").read_text())
        return codes[-1]

    def close(self) -> None:
        """Stop everything."""
        for child in self._children:
            if child.poll() is None:
                os.kill(child.pid, signal.SIGKILL)
            child.wait()
        self.bench.close()
        self._world.terminate()
        self._world.wait(timeout=10)

    def _reach_bench(self) -> Bench:
        def reach() -> Bench | None:
            assert self._world.poll() is None, (self.root / "world.log").read_text()
            try:
                return Bench(self.root / "dev" / "bench")
            except BenchTrouble:
                return None

        found = until(reach, 20)
        assert found is not None
        return found


class Installer:
    """Eyes on the page, hands at the doors. Presses buttons by what they say."""

    def __init__(self, site: MiswiredSite) -> None:
        self.site, self.bench, self.html = site, site.bench, ""
        self._browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        self.pressed: list[str] = []
        self._had_key, self._in_hand = False, KEY

    def look(self, path: str) -> str:
        """Return a page's words, opened anew."""
        self._fetch(path, None)
        return self.text

    def enter(self) -> None:
        """Type the code of the terminal, and a name if asked."""
        self.post("/code", code=self.site.terminal())
        if "Your name" in self.title:
            self.post("/name", name="Li Wei")

    def post(self, path: str, **fields: str) -> None:
        """Send a form."""
        self._fetch(path, urllib.parse.urlencode(fields).encode())

    def press(self, words: str) -> None:
        """Press the button, or touch the link, that says so."""
        self.pressed.append(words)
        for action, inner in re.findall(
            r'<form method="post" action="([^"]+)">(.*?)</form>', self.html, re.S
        ):
            if f"<span>{words}</span>" in inner:
                hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', inner)
                return self.post(action, **{name: unescape(value) for name, value in hidden})
        for path, inner in re.findall(r'<a class="button[^"]*" href="([^"]+)">(.*?)</a>', self.html, re.S):
            if f"<span>{words}</span>" in inner:
                self.look(unescape(path))
                return None
        raise AssertionError(f"no button says {words!r}; there are {self.buttons} on {self.title!r}")

    @property
    def title(self) -> str:
        """The page's title."""
        found = re.search(r"<title>(.*?)</title>", self.html, re.S)
        return unescape(found[1]) if found else ""

    @property
    def state(self) -> list[str]:
        """Which words the page says, and of which door."""
        found = re.search(r'data-state="([^"]*)"', self.html)
        return found[1].split() if found else []

    @property
    def text(self) -> str:
        """What can be read on the page."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", self.html.partition("<main>")[2])))

    @property
    def buttons(self) -> list[str]:
        """What the buttons say."""
        return [unescape(words) for words in re.findall(r"<span>([^<]+)</span>", self.html)]

    @property
    def count(self) -> int:
        """Return how many findings the summary tells of, page by page."""
        pages = int((re.search(r"\d+ of (\d+)", self.text) or ["", "1"])[1])
        rows = 0
        for page in range(1, pages + 1):
            self.look(f"/summary?page={page}")
            rows += len(re.findall(r'class="row ', self.html))
        return rows

    def comes_to(self, *state: str, within_s: float = 30) -> None:
        """Look at the doors' page until it says so, of that door if one is named; opens the first door if need be."""
        seen: list[list[str]] = []

        def arrived() -> bool:
            self.look("/doors")
            seen.append(self.state)
            if state[0] == "asking" and seen[-1][0] in ("ready", "interrupted", "unreached"):
                self.press("Try again" if seen[-1][0] == "unreached" else "Open it")
                return False
            return seen[-1][: len(state)] == list(state)

        try:
            until(arrived, within_s)
        except AssertionError:
            raise AssertionError(f"waited for {state}, last was {seen[-1]}") from None

    def watches(self) -> str | None:
        """Return the door that opens within the time that a person watches for one."""
        try:
            self.bench.until(lambda seen: any(door["open"] for door in seen["doors"].values()), 1.5)
        except BenchTrouble:
            return None
        return self.sees_open()

    def sees_open(self) -> str | None:
        """Return the door that stands open, by eye."""
        doors = self.bench.state()["doors"]
        stand_open = [place for place, door in doors.items() if door["open"]]
        assert len(stand_open) <= 1, "two doors stand open"
        return stand_open[0] if stand_open else None

    def answer_truly(self) -> None:
        """Say which door is open, as it is."""
        place = self.watches()
        label = {None: "None opened", self.state[1]: "Yes, this one"}.get(place, "Another one")
        if f"It is {place}" in self.buttons:
            return self.press(f"It is {place}")
        if label not in self.buttons:
            label = "Another one"
        self.press(label)
        if label == "Another one":
            assert f'href="/doors/which?place={place}"' in self.html
            self.look(f"/doors/which?place={place}")
            self.press(f"Yes, {place}")
        return None

    def walk_the_doors(self, *, steps: int = 200) -> None:
        """Do what the door pages ask, until every door had its turn."""
        self.look("/doors")
        for _ in range(steps):
            text = self.state[0]
            if text == "done":
                return
            if text in ("ready", "other_wire"):
                self.press("Open it")
            elif text.startswith(("asking", "conflict")):
                self.answer_truly()
            elif text in ("shut", "inside", "inside_parcel", "felt", "felt_elsewhere", "unsensed"):
                self._shut(text)
            elif text == "unreached":
                self.press("Try again")
            elif text == "stayed_shut":
                self.press("Leave out")
            else:
                self._until_changed()
        raise AssertionError(f"the walk does not end: {self.state}")

    def _shut(self, text: str) -> None:
        place = self.sees_open()
        if place and text == "inside":
            self._had_key = bool(self.bench.door(place)["key"])
            self._move_key(place, there=not self._had_key)
            self._until_changed()
        elif place and text == "inside_parcel":
            self.bench.put_parcel(place, "TEST")
            self._until_changed()
        elif place:
            if place.startswith("K") and text.startswith("felt"):
                self._move_key(place, there=self._had_key)
            elif place.startswith("L") and self.bench.door(place)["parcels"]:
                self.bench.take_parcel(place)
            assert self.bench.push_shut(place)
        if text == "unsensed":
            self.press("It is shut")
        elif not text.startswith("inside"):
            self._until_changed()

    def _move_key(self, place: str, *, there: bool) -> None:
        """Hang the key in hand, or take the one that hangs."""
        if there:
            self.bench.put_key(place, self._in_hand)
            self._in_hand = KEY
        else:
            self._in_hand = self.bench.take_key(place)

    def _until_changed(self, within_s: float = 30) -> None:
        before, path = self.state, "/doors"

        def changed() -> bool:
            self.look(path)
            return self.state != before

        until(changed, within_s)

    def _fetch(self, path: str, body: bytes | None) -> None:
        asked = urllib.request.Request(self.site.address + path, data=body)
        asked.add_header("Origin", self.site.address)
        try:
            with self._browser.open(asked, timeout=40) as answer:
                self.html = answer.read().decode()
        except urllib.error.HTTPError as refused:
            with refused:
                self.html = refused.read().decode()
