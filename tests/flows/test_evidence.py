"""Stills as evidence: what is taken when, who may look, what is said when there is none, and when they go."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from kiosk.domain import events as e
from kiosk.domain.house import Recorded
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.doors.evidence import MOST_WAITING, PREFIX, SITE, Evidence, Rules
from kiosk.ledger.chain import walk
from kiosk.ledger.schema import connect_to_read
from kiosk.ports.record import Sealed
from kiosk.ports.register import LogLine
from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import LIN, WANG, Play, Site
from tests.wire.waiting import until
from ui.app import create_app

ALL = '"unix:dev/camera"\nevidence = ["forced", "doubt", "drop", "collect"]'


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path / "s", opens_within_s="1.0", source=ALL)
    yield made
    made.close()


@pytest.fixture
def play(site: Site) -> Iterator[Play]:
    played = Play(site)
    yield played
    played.close()


def kept(play: Play, count: int = 1, within_s: float = 20) -> list[LogLine]:
    """Return the newest pictures' events, oldest first, once there are so many."""

    def found() -> list[LogLine]:
        lines = play.journeys.register.events(words="evidence.kept", most=1000)
        return [line for line in reversed(lines) if line.kind == "evidence.kept/1"]

    until(lambda: len(found()) >= count, within_s)
    return found()


def facts(line: LogLine) -> Mapping[str, object]:
    return line.body


def vault_row(play: Play, line: LogLine) -> tuple[str, bytes] | None:
    connection = connect_to_read(play.kiosk.ledger.path)
    row: tuple[str, bytes] | None = connection.execute(
        "SELECT person, content FROM sealed WHERE reference = ?", (f"{PREFIX}{line.body['evidence']}",)
    ).fetchone()
    connection.close()
    return row


def supervisor(play: Play) -> Person:
    return next(one for one in play.journeys.ledger.house.people.values() if one.role.value == "supervisor")


def test_a_forced_door_leaves_a_picture_of_that_moment_sealed_under_the_sites_key(play: Play) -> None:
    play.bench.show_text("WHO-IS-THERE")
    play.bench.force("K05")
    (line,) = kept(play)
    assert facts(line)["moment"] == "forced" and facts(line)["place"] == "K05"
    assert facts(line)["movement"] == "" and facts(line)["missing"] == ""
    assert 0 <= int(str(facts(line)["late_ms"])) < 3000
    row = vault_row(play, line)
    assert row is not None and row[0] == SITE
    assert b"\xff\xd8\xff" not in row[1][:64], "it must not lie there in the clear"
    picture = play.journeys.evidence.look(line.seq, supervisor(play))
    assert sha256(picture).hexdigest() == facts(line)["digest"] and len(picture) == facts(line)["size"]
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("L"))
    assert pixels.shape == (720, 1280) and pixels[:, 500:780].max() > 200, "the slip is in it"


def test_a_drop_and_its_collection_each_leave_one_under_their_persons_keys(play: Play) -> None:
    parcel = waiting_parcel(play)
    (dropped,) = kept(play)
    assert facts(dropped)["moment"] == "drop" and facts(dropped)["item"] == parcel
    movement = play.journeys.collect.by_slip(slip_text(play, parcel))
    play.comes_to(movement, "open")
    play.bench.take_parcel(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    collected = kept(play, 2)[1]
    assert facts(collected)["moment"] == "collect" and facts(collected)["movement"] == movement.id
    first, second = vault_row(play, dropped), vault_row(play, collected)
    assert first is not None and second is not None
    assert first[0] == dropper_of(play, dropped) and second[0] == movement.bearer
    beside = play.journeys.register.beside(item=parcel)
    assert [one.seq for one in beside if one.kind == "evidence.kept/1"] == [collected.seq, dropped.seq]


def dropper_of(play: Play, line: LogLine) -> str:
    found = play.journeys.ledger.find(str(facts(line)["movement"]))
    assert found is not None
    return found.bearer


def test_a_doubt_leaves_one_and_not_one_for_each_event_of_the_batch(play: Play) -> None:
    play.bench.force("K05")
    until(lambda: play.journeys.ledger.house.door("K05").seen_open, 5)
    play.bench.take_key("K05")
    play.bench.push_shut("K05")
    until(lambda: play.journeys.ledger.house.door("K05").doubt == "key_gone", 8)
    assert [facts(line)["moment"] for line in kept(play, 2)] == ["forced", "doubt"]


def test_each_look_is_on_record_with_who_looked(play: Play) -> None:
    play.bench.force("K05")
    (line,) = kept(play)
    boss = supervisor(play)
    play.journeys.evidence.look(line.seq, boss)
    play.journeys.evidence.look(line.seq, boss)
    looks = [one for one in play.journeys.register.events(most=10) if one.kind == "evidence.seen/1"]
    assert [one.body for one in looks] == [{"evidence": facts(line)["evidence"], "by": boss.id}] * 2
    with pytest.raises(Refused, match=r"evidence\.unknown"):
        play.journeys.evidence.look(1, boss)


def test_with_the_camera_gone_doors_work_and_the_record_says_that_there_is_no_picture(play: Play) -> None:
    play.bench.pull("camera")
    until(lambda: not play.journeys.devices.is_up("camera"), 8)
    play.tap(WANG)
    play.bench.bring_parcel("SF1")
    candidate = play.journeys.drop.find_recipients(last_four="0802")[0]
    movement = play.journeys.drop.start("ab" * 16, "SF1", candidate.person, "S")
    play.comes_to(movement, "open")
    (line,) = kept(play)
    assert (facts(line)["missing"], facts(line)["digest"], facts(line)["size"]) == ("camera_down", "", 0)
    assert vault_row(play, line) is None
    play.bench.plug("camera")
    until(lambda: play.journeys.devices.is_up("camera"), 10)
    play.bench.force("K05")
    assert facts(kept(play, 2)[1])["missing"] == ""


def test_a_picture_that_was_swapped_in_the_file_is_not_shown(play: Play) -> None:
    play.bench.force("K05")
    play.bench.force("K06")
    first, second = kept(play, 2)
    stolen = play.kiosk.ledger.opened(f"{PREFIX}{second.body['evidence']}")
    assert stolen is not None
    reference = f"{PREFIX}{first.body['evidence']}"
    play.kiosk.ledger.execute(
        lambda house: [e.KioskStarted("test")], sealed=[Sealed(reference, SITE, stolen + b"\0")]
    )
    with pytest.raises(Refused, match=r"evidence\.gone"):
        play.journeys.evidence.look(first.seq, supervisor(play))


class Hours:
    """A clock that is set by hand, from the kiosk's own time on."""

    def __init__(self, play: Play) -> None:
        self._clock = play.kiosk.clock
        self.ahead = timedelta()

    def now(self) -> datetime:
        return self._clock.now() + self.ahead

    def monotonic_s(self) -> float:
        return self._clock.monotonic_s() + self.ahead.total_seconds()


class Shutter:
    """Takes pictures of nothing, and counts them."""

    def __init__(self) -> None:
        self.taken = 0

    def still(self) -> bytes:
        self.taken += 1
        return b"\xff\xd8\xff picture %d" % self.taken


def own_evidence(
    play: Play, clock: Hours, rules: Rules, free_bytes: int = 10**12
) -> tuple[Evidence, Shutter]:
    """Return evidence over the play's own record, with another clock and shutter; not started."""
    made, shutter = (
        Evidence(play.kiosk.ledger, play.journeys.register, clock, rules, lambda: free_bytes),
        Shutter(),
    )
    made.takes_from(shutter)
    return made, shutter


def forced(play: Play, place: str) -> Sequence[Recorded]:
    return play.kiosk.ledger.append(e.DoorForced(place))


def test_on_its_date_a_picture_goes_and_the_log_says_so_and_still_verifies(play: Play) -> None:
    play.bench.force("K05")
    (line,) = kept(play)
    clock = Hours(play)
    evidence, _ = own_evidence(play, clock, Rules((), days=30))
    clock.ahead = timedelta(days=29, hours=23)
    evidence.start()
    until(lambda: evidence.swept, 5)
    assert evidence.there(str(facts(line)["evidence"]))
    evidence.stop()
    clock.ahead = timedelta(days=30, minutes=1)
    later, _ = own_evidence(play, clock, Rules((), days=30))
    later.start()
    until(lambda: not later.there(str(facts(line)["evidence"])), 5)
    later.stop()
    removed = [one for one in play.journeys.register.events(most=5) if one.kind == "evidence.removed/1"]
    assert removed[0].body == {"evidence": [facts(line)["evidence"]], "reason": "expired"}
    with pytest.raises(Refused, match=r"evidence\.gone"):
        play.journeys.evidence.look(line.seq, supervisor(play))
    connection = connect_to_read(play.kiosk.ledger.path)
    assert walk(connection).broken_at is None
    connection.close()


@pytest.mark.parametrize(
    ("rules", "free_bytes", "missing"),
    [
        (Rules(("forced",), per_day=2), 10**12, ["", "", "day_full"]),
        (Rules(("forced",), free_bytes=500_000_000), 499_999_999, ["disk_low"] * 3),
        (Rules(("doubt",)), 10**12, []),
    ],
    ids=["a full day", "a full disk", "not asked for"],
)
def test_what_bounds_the_pictures_is_told_in_their_place(
    tmp_path: Path, rules: Rules, free_bytes: int, missing: list[str]
) -> None:
    site = Site(tmp_path / "s")
    play = Play(site)
    try:
        evidence, shutter = own_evidence(play, Hours(play), rules, free_bytes)
        for place in ("K01", "K02", "K03"):
            evidence.heard(forced(play, place))
        evidence.start()
        lines = kept(play, len(missing))
        until(lambda: evidence.swept, 5)
        assert [facts(line)["missing"] for line in lines] == missing
        assert shutter.taken == missing.count("")
        evidence.stop()
    finally:
        play.close()
        site.close()


def test_when_they_pile_up_the_oldest_is_dropped_and_nobody_waits(
    play: Play, caplog: pytest.LogCaptureFixture
) -> None:
    evidence, shutter = own_evidence(play, Hours(play), Rules(("forced",)))
    before = len(kept(play, 0))
    recorded = [forced(play, f"K{number:02}") for number in range(1, 5)]
    for turn in range(5):
        for one in recorded:
            evidence.heard(one)
        assert (
            turn < 4
            or len([r for r in caplog.records if "too many at once" in r.message]) == 20 - MOST_WAITING
        )
    evidence.start()
    until(lambda: shutter.taken == MOST_WAITING, 5)
    evidence.stop()
    own = [line for line in kept(play, before + MOST_WAITING) if str(line.body["size"]) < "20"]
    assert len(own) == MOST_WAITING


def test_an_attendants_badge_alone_is_enough_role_but_a_courier_never_sees_the_page(play: Play) -> None:
    play.bench.force("K05")
    (line,) = kept(play)
    client = create_app(play.journeys).test_client()
    for path in (f"/desk/evidence/{line.seq}", f"/desk/evidence/{line.seq}.jpg"):
        assert client.get(path).status_code == 409
    play.tap(LIN)
    form = {"pin": "246810"}
    own = {"Sec-Fetch-Site": "same-origin"}
    assert client.post("/desk/enter", data=form, headers=own).status_code == 303
    page = client.get(f"/desk/evidence/{line.seq}")
    assert page.status_code == 200 and f"/desk/evidence/{line.seq}.jpg" in page.text
    assert not [one for one in play.journeys.register.events(most=3) if one.kind == "evidence.seen/1"]
    answer = client.get(f"/desk/evidence/{line.seq}.jpg")
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "no-store"
    assert sha256(answer.data).hexdigest() == facts(line)["digest"]
    assert f"/desk/evidence/{line.seq}" in client.get("/desk/places/K05").text
    assert client.get("/desk/evidence/1").status_code == 409
    assert client.get("/desk/evidence/99999999999").status_code == 409
