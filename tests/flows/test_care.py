"""A year in one morning: backed up at the desk, the board breaks, another one goes on, and somebody counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from kiosk.backup import spool
from kiosk.domain.care.events import BackupMade
from kiosk.domain.items import ParcelStage
from kiosk.flows.shifts.tasks import tasks
from tests.lobby import CHEN, HERE, LIN, LIN_PIN, SIGNATURE, WANG, Play, Site
from tests.ui.test_shifts import CHEN_PIN, Desk
from tests.wire.waiting import until

PASSPHRASE = "correct horse battery staple"
BACKUP = '\n[backup]\nfolder = "stick"\nother_disk = false\n'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    there = Site(
        tmp_path / "s",
        amend=lambda text: text + BACKUP,
        secrets=f'backup_passphrase = "{PASSPHRASE}"\n',
        opens_within_s="1.0",
    )
    (there.root / "stick").mkdir()
    yield there
    there.close()


def kiosk(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk", *words, "--root", str(site.root)]
    return subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)


def codes(play: Play) -> list[str]:
    journeys = play.journeys
    return [one.code for one in tasks(journeys.ledger.house, journeys.devices.states(), journeys.clock.now())]


def backed_up(site: Site) -> list[str]:
    return sorted(path.name for path in (site.root / "stick").glob("loge-*"))


def waiting(play: Play, number: str) -> bool:
    parcels = play.journeys.ledger.house.parcels.values()
    return any(one.barcode == number and one.stage is ParcelStage.WAITING for one in parcels)


def test_from_the_desk_to_another_board(site: Site) -> None:
    play = Play(site)
    desk = Desk(play)
    try:
        play.tap(WANG)
        play.drop("SF777000111")
        until(lambda: waiting(play, "SF777000111"), 8)
        desk.enter(LIN, LIN_PIN)
        assert desk.client.get("/desk/care").status_code == 409, "backups are the supervisors'"
        assert desk.post("/desk/care/backup").status_code == 409
        desk.enter(CHEN, CHEN_PIN)
        assert "No backup was made yet" in desk.page("/desk/care")
        assert desk.post("/desk/care/backup").status_code == 303
        assert desk.post("/desk/care/backup").status_code == 303, "two taps are one wish"
        until(lambda: play.journeys.care.backup.made is not None and not play.journeys.care.making, 60)
        assert [play.journeys.care.backup.file] == backed_up(site)[-1:]
        shown = desk.page("/desk/care")
        assert backed_up(site)[-1] in shown and "opened again and verified" in shown
        last = backed_up(site)[-1]

        made = kiosk(site, "backup", str(site.file), "--to", str(site.root / "elsewhere-missing"))
        assert made.returncode == 1 and "missing" in made.stderr
        until(lambda: play.journeys.care.backup.code == "missing", 40)
        assert "The backup stick is not there" in desk.page("/desk/care")

        play.journeys.visits.end()
        play.tap(WANG)
        play.drop("SF777000222")  # after the backup: the next board will not know of it
        until(lambda: waiting(play, "SF777000222"), 8)
    finally:
        play.close()

    (site.root / "var").rename(site.root / "var-of-the-old-board")
    (site.root / "pass").write_text(PASSPHRASE + "\n")
    file = str(site.root / "stick" / last)
    wrong = kiosk(site, "restore", file, str(site.file))
    assert wrong.returncode == 1 and not (site.root / "var").exists()
    restored = kiosk(site, "restore", file, str(site.file), "--passphrase-file", str(site.root / "pass"))
    assert restored.returncode == 0, restored.stderr
    assert "count" in restored.stdout
    assert kiosk(site, "verify", str(site.file)).returncode == 0

    play = Play(site)
    desk = Desk(play)
    try:
        assert waiting(play, "SF777000111") and not waiting(play, "SF777000222")
        assert "care.continued" in codes(play)
        desk.enter(CHEN, CHEN_PIN)
        page = desk.page("/desk/care")
        assert "The record was restored onto this board" in page
        [name] = play.journeys.ledger.house.continuations
        refused = desk.post(f"/desk/care/continued/{name}/seen")
        assert refused.status_code == 200 and "Count the keys first" in refused.text
        counted = play.journeys.stocktakes
        people = play.journeys.ledger.house.people
        until(lambda: counted.begin(people["a-lin"], "routine").to_look_at == [], 20)
        for person in ("a-lin", "a-zhou"):
            counted.sign(people[person], SIGNATURE)
        assert "care.continued" not in codes(play)
        assert "The record was restored" not in desk.page("/desk/care")
        assert kiosk(site, "doctor", str(site.file), "--language", "en").stdout.count("Restored on") == 0
    finally:
        play.close()


def test_what_was_done_beside_the_kiosk_is_recorded_once_whatever_happens(site: Site) -> None:
    folder = site.root / "var"
    made = BackupMade("x.loge-backup", 7, "ab" * 32, 7, 9)
    spool.leave(folder, {"kind": "backup", "made": asdict(made)})
    update = {
        "kind": "update",
        "update": "u1",
        "to": "2",
        "before": "1",
        "outcome": "rolled_back",
        "code": "unhealthy",
    }
    spool.leave(folder, update)
    spool.leave(folder, update)  # cut off between the record and the file's end
    (folder / spool.FOLDER / "garbage.json").write_text("{")
    (folder / spool.FOLDER / "odd.json").write_text(json.dumps({"kind": "balloon"}))
    (folder / spool.FOLDER / "list.json").write_text("[1]")
    play = Play(site)
    try:
        until(lambda: not list((folder / spool.FOLDER).glob("*.json")), 20)
        house = play.journeys.ledger.house
        assert house.backups["last"].file == made.file
        assert list(house.updates) == ["u1"]
        kinds = [line.kind for line in play.journeys.register.events(most=500)]
        assert kinds.count("care.update.ended/1") == 1 and kinds.count("care.backup.made/1") == 1
        desk = Desk(play)
        desk.enter(CHEN, CHEN_PIN)
        assert "The update to 2 failed: 1 is at work again" in desk.page("/desk/care")
        assert "care.update_rolled_back" in codes(play)
        assert desk.post("/desk/care/updates/u1/seen").status_code == 303
        assert "care.update_rolled_back" not in codes(play)
        assert desk.post("/desk/care/updates/u9/seen").status_code == 409
    finally:
        play.close()


def test_a_kiosk_that_stops_does_not_wait_for_its_backup(site: Site) -> None:
    (site.root / "var" / "evidence").mkdir(exist_ok=True)
    (site.root / "var" / "evidence" / "p.sealed").write_bytes(bytes(30_000_000))
    play = Play(site)
    try:
        play.journeys.care.ask(play.journeys.ledger.house.people["s-chen"])
        until(lambda: bool(list((site.root / "stick").glob(".making-*"))), 30)
    finally:
        play.close()
    assert backed_up(site) == [] and not play.journeys.care.making
