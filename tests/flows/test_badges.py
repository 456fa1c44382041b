"""Badges of every kind open the same journeys, and what the desk gives or revokes counts at once."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.sim.bench import BenchTrouble
from kiosk.domain import events as e
from kiosk.domain.badges import Proof
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.enrolment import enrol, read
from kiosk.flows.people.badges import LISTENS_S, BadgeDesk, Enrolment, Step
from kiosk.ports.devices import DeviceState, Unavailable
from kiosk.settings import furniture_of
from tests.lobby import CHEN, LIN, LIN_PIN, SIGNATURE, WANG_PIN, ZHOU, Play, Site
from tests.wire.waiting import until

SECURE = "ntag424"
FRESH = "04112233445566"
OTHER = "04778899AABBCC"
READER = 'kind = "pn532"\ndevice = "dev/nfc0"'
OSDP_KEY = "8F3A6C0219D4E75BA1C2334455667788"
Played = Callable[..., Play]


@pytest.fixture
def played(tmp_path: Path) -> Iterator[Played]:
    """Return a function that starts a lobby whose reader is as said, stopped after the test."""
    plays: list[Play] = []

    def start(reader: str = READER, *, more: str = "", secrets: str = "") -> Play:
        def amend(text: str) -> str:
            assert READER in text
            return text.replace(READER, reader) + more

        site = Site(tmp_path / "s", amend=amend, secrets=secrets, opens_within_s="1.0")
        plays.append(Play(site))
        return plays[-1]

    yield start
    for play in plays:
        play.close()
        play.site.close()


@pytest.fixture
def play(played: Played) -> Play:
    """A lobby whose badges can prove themselves."""
    return played(READER + '\nsecure = "ntag424"')


def person(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


def step(play: Play, step: Step, by: str = "s-chen", within_s: float = 8) -> Enrolment:
    """Wait until an enrolment has come to a step."""
    desk = play.journeys.badges
    until(lambda: (now := desk.current(person(play, by))) is not None and now.step is step, within_s)
    now = desk.current(person(play, by))
    assert now
    return now


def read_badge(play: Play, whose: str, uid: str, kind: str, by: str = "s-chen") -> Enrolment:
    """Lay a badge down that the desk waits for."""
    play.journeys.badges.begin(whose, person(play, by))
    play.bench.tap(uid, kind=kind)
    return step(play, Step.READ, by)


def adopted(play: Play, whose: str, uid: str = FRESH, kind: str = SECURE) -> Enrolment:
    """Give somebody a badge that is fresh from the factory and proves itself from now on."""
    seen = read_badge(play, whose, uid, kind)
    assert seen.badge and seen.badge.proof is Proof.WRONG_KEY
    play.journeys.badges.adopt(seen.id, person(play, "s-chen"))
    given = step(play, Step.GIVEN)
    play.bench.lift()
    play._until_looked("badge-reader", 4)
    return given


def refusals(play: Play) -> list[e.BadgeRefused]:
    """Return what badges the record has refused."""
    lines = play.journeys.register.events(words="badge.refused", most=20)
    return [e.BadgeRefused(**line.body) for line in lines]  # type: ignore[arg-type]


def turned_away(play: Play, code: str) -> None:
    """Wait until the record tells of a badge that was refused for this reason, and nobody's visit began."""
    until(lambda: [one.reason for one in refusals(play)][:1] == [code], 8)
    assert play.journeys.visits.current is None


# ---- badges that prove themselves ---------------------------------------------------------------------------


def test_a_key_leaves_on_a_badge_that_proves_itself_and_no_pin(play: Play) -> None:
    adopted(play, "a-lin")
    assert person(play, "a-lin").badge_proves
    play.tap(FRESH, SECURE)
    visit = play.journeys.visits.need()
    assert (visit.person.id, visit.how, visit.proven) == ("a-lin", "secure badge", True)
    movement = play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "W-7", "", SIGNATURE)
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    with pytest.raises(Refused, match=r"pin\.wrong"):
        play.journeys.visits.enter_desk("")  # the desk's pages want the PIN all the same


def test_a_desfire_badge_proves_itself_in_its_application(played: Played) -> None:
    play = played(READER + '\nsecure = "desfire"\napplication = "F54230"')
    adopted(play, "a-lin", kind="desfire-ev3")
    play.tap(FRESH, "desfire-ev3")
    assert play.journeys.visits.need().proven
    play.journeys.visits.end()
    play.bench.tap(FRESH, kind=SECURE)  # an NTAG 424 with the same number has no such application
    turned_away(play, "not_ours")


@pytest.mark.parametrize(("kind", "reason"), [(f"{SECURE}-clone", "wrong_key"), ("ntag", "unproven")])
def test_a_copy_of_a_secure_badge_opens_nothing(play: Play, kind: str, reason: str) -> None:
    adopted(play, "a-lin")
    play.bench.tap(FRESH, kind=kind)
    turned_away(play, reason)
    play.bench.lift()
    with pytest.raises(Refused, match=r"visit\.ended"):
        play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "", LIN_PIN, SIGNATURE)
    assert play.bench.firings() == []
    assert FRESH not in "".join(str(line.body) for line in play.journeys.register.events(most=200))


def test_a_badge_known_by_its_number_alone_still_needs_the_pin(play: Play) -> None:
    play.tap(LIN)
    assert not play.journeys.visits.need().proven
    with pytest.raises(Refused, match=r"pin\.wrong"):
        play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "", "", SIGNATURE)


def test_a_badge_taken_away_while_its_keys_are_written_is_finished_by_laying_it_again(play: Play) -> None:
    seen = read_badge(play, "a-lin", FRESH, SECURE)
    play.bench.line_fault("badge-reader", leaves_after=5)
    play.bench.tap(FRESH, kind=SECURE)
    play.journeys.badges.adopt(seen.id, person(play, "s-chen"))
    until(lambda: step(play, Step.ADOPTING).problem == "badge.gone", 8)
    play.bench.lift()
    play.bench.tap(OTHER, kind=SECURE)  # another one is left alone
    until(lambda: step(play, Step.ADOPTING).problem == "badge.another", 8)
    play.bench.mend("badge-reader")
    play.bench.tap(FRESH, kind=SECURE)
    step(play, Step.GIVEN)
    assert person(play, "a-lin").badge_proves
    play.bench.lift()
    play._until_looked("badge-reader", 4)
    assert read_badge(play, "a-zhou", OTHER, SECURE).badge.proof is Proof.WRONG_KEY  # type: ignore[union-attr]


def test_a_badge_torn_off_half_way_is_finished_even_when_it_is_given_another_day(play: Play) -> None:
    seen = read_badge(play, "a-lin", FRESH, SECURE)
    play.bench.line_fault("badge-reader", leaves_after=9)
    play.bench.tap(FRESH, kind=SECURE)
    play.journeys.badges.adopt(seen.id, person(play, "s-chen"))
    until(lambda: step(play, Step.ADOPTING).problem == "badge.gone", 8)
    play.journeys.badges.cancel(person(play, "s-chen"))
    play.bench.lift()
    play.bench.mend("badge-reader")
    play._until_looked("badge-reader", 4)
    half = read_badge(play, "a-lin", FRESH, SECURE)
    assert half.badge and half.badge.proof is Proof.PROVEN  # and its master key is still the factory's
    play.journeys.badges.give(half.id, person(play, "s-chen"))
    step(play, Step.GIVEN)
    assert play.bench.do("badge_keys", uid=FRESH, kind=SECURE)["factory"] == [2, 3, 4]


def test_a_badge_of_another_site_is_told_as_such(play: Play) -> None:
    seen = read_badge(play, "a-lin", FRESH, f"{SECURE}-clone")
    play.journeys.badges.adopt(seen.id, person(play, "s-chen"))
    until(lambda: step(play, Step.READ).problem == "badge.wrong_key", 8)
    assert not person(play, "a-lin").badge_proves


# ---- every kind of reader ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reader",
    [
        'kind = "osdp"\ndevice = "dev/reader"\naddress = 3',
        'kind = "serial-scanner"\ndevice = "dev/reader"\nform = "hex-reversed"',
        'kind = "keyboard"\ndevice = "dev/reader-kbd"',
    ],
    ids=["osdp", "serial", "keyboard"],
)
def test_each_kind_of_reader_issues_a_key(played: Played, reader: str) -> None:
    play = played(reader, secrets=f'osdp_key = "{OSDP_KEY}"\n' if "osdp" in reader else "")
    movement = play.issue("k-lobby")
    play.comes_to(movement, "open")
    play.bench.take_key(movement.place)
    play.bench.push_shut(movement.place)
    play.comes_to(movement, "done")
    play.journeys.visits.end()
    play.bench.pull("badge-reader")
    until(lambda: not play.kiosk.states.is_up("badge_reader"), 8)
    play.bench.plug("badge-reader")
    until(lambda: play.kiosk.states.is_up("badge_reader"), 8)
    play.tap(ZHOU)
    assert play.journeys.visits.need().person.id == "a-zhou"


SCANNERS = """
[[scanners]]
name = "counter"
kind = "serial"
device = "dev/counter"

[[scanners]]
name = "staff-door"
kind = "keyboard"
device = "dev/staff-kbd"
reads = "badges"
"""


def test_a_slip_held_to_a_scanner_collects_its_parcel_once(played: Played) -> None:
    play = played(more=SCANNERS)
    play.journeys.visits.by_pin(WANG_PIN)
    play.bench.bring_parcel("SF1029384756")
    play.bench.scan("counter", "SF1029384756")
    until(lambda: play.journeys.visits.need().barcode == "SF1029384756", 8)
    recipient = play.journeys.drop.find_recipients(last_four="0802")[0].person
    dropped = play.journeys.drop.start(os.urandom(16).hex(), "SF1029384756", recipient, "S")
    play.comes_to(dropped, "open")
    play.bench.put_parcel(dropped.place, "SF1029384756")
    play.bench.push_shut(dropped.place)
    play.comes_to(dropped, "done")
    play.journeys.visits.end()
    fired = len(play.bench.firings())
    slip = slip_of(play)
    for _ in range(3):  # a scanner in its stand reads on and on
        play.bench.scan("counter", slip)
    until(lambda: len(play.bench.firings()) == fired + 1, 8)
    collect = next(
        m for m in play.journeys.ledger.house.movements.values() if m.kind.value == "parcel.collect"
    )
    play.comes_to(collect, "open")
    play.bench.take_parcel(collect.place)
    play.bench.push_shut(collect.place)
    play.comes_to(collect, "done")
    assert len(play.bench.firings()) == fired + 1
    play.bench.scan("staff-door", LIN)
    until(lambda: play.journeys.visits.current is not None, 8)
    assert play.journeys.visits.need().person.id == "a-lin"
    play.bench.line_fault("counter", end=b"")
    play.bench.scan("counter", "1234567890")

    def told() -> DeviceState:
        return next(one for one in play.kiosk.states.states() if one.name == "counter")

    until(lambda: (told().condition, told().code) == ("degraded", "limited"), 8)
    play.bench.mend("counter")
    play.bench.scan("counter", "1234567890")
    until(lambda: told().condition == "up", 8)


def slip_of(play: Play) -> str:
    """Return what the QR code of the only parcel's slip says."""
    from kiosk import claim_slip

    (parcel,) = [one for one in play.journeys.ledger.house.parcels.values() if one.live]
    return claim_slip.write(play.kiosk._storage.keys.slips, play.site.settings.site.id, parcel.slip)


def test_a_house_without_reader_printer_and_camera_is_a_house(tmp_path: Path) -> None:
    def bare(text: str) -> str:
        for table in ("badge_reader", "printer", "camera", "documents"):
            text = re.sub(rf"\[{table}\].*\n(?:.+\n)+", "", text)
        return text

    site = Site(tmp_path / "s", amend=bare, opens_within_s="1.0")
    play = Play(site)
    try:
        assert play.journeys.settings.badge_reader is None
        with pytest.raises(BenchTrouble, match="no badge reader"):
            play.bench.tap(LIN)
        with pytest.raises(Unavailable):
            play.journeys.badges.begin("a-lin", person(play, "s-chen"))
        play.journeys.visits.by_pin(WANG_PIN)
        play.bench.bring_parcel("SF1029384756")
        recipient = play.journeys.drop.find_recipients(last_four="0802")[0].person
        dropped = play.journeys.drop.start(os.urandom(16).hex(), "SF1029384756", recipient, "S")
        play.comes_to(dropped, "open")
    finally:
        play.close()
        site.close()


# ---- given and revoked ---------------------------------------------------------------------------------------


@pytest.fixture
def plain(played: Played) -> Play:
    """A lobby whose badges show numbers only."""
    return played()


def test_a_tap_that_the_desk_waits_for_is_no_visit(plain: Play) -> None:
    seen = read_badge(plain, "a-zhou", LIN, "ntag")
    assert seen.owner == "a-lin" and plain.journeys.visits.current is None
    plain.journeys.badges.cancel(person(plain, "s-chen"))
    plain.bench.lift()
    plain._until_looked("badge-reader", 4)
    plain.tap(LIN)
    assert plain.journeys.visits.need().person.id == "a-lin"


def test_a_badge_moves_only_with_a_reason_and_what_it_opened_ends(plain: Play) -> None:
    desk, chen = plain.journeys.badges, person(plain, "s-chen")
    plain.tap(LIN)
    token = plain.journeys.visits.enter_desk(LIN_PIN)
    seen = read_badge(plain, "a-zhou", LIN, "ntag")
    with pytest.raises(Refused, match=r"reason\.missing"):
        desk.give(seen.id, chen)
    desk.give(seen.id, chen, "mixed up")
    assert (person(plain, "a-lin").badge, plain.journeys.visits.at_desk(token)) == (None, None)
    plain.bench.lift()
    plain._until_looked("badge-reader", 4)
    plain.tap(LIN)
    assert plain.journeys.visits.need().person.id == "a-zhou"


def test_a_revoked_badge_opens_nothing_from_then_on_whatever_the_file_says(plain: Play) -> None:
    plain.tap(LIN)
    plain.journeys.badges.revoke("a-lin", person(plain, "s-chen"), "lost")
    assert plain.journeys.visits.current is None
    plain.bench.tap(LIN)
    turned_away(plain, "unknown")
    storage = plain.kiosk._storage
    people = read(plain.site.people, furniture_of(plain.site.settings))
    enrol(people, storage.ledger, storage.keys.digest, plain.journeys.directory.card)
    assert person(plain, "a-lin").badge is None
    assert person(plain, "a-zhou").badge


def test_attendants_give_badges_to_residents_and_the_supervisor_to_staff(plain: Play) -> None:
    desk, lin = plain.journeys.badges, person(plain, "a-lin")
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        desk.begin("a-zhou", lin)
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        desk.revoke("s-chen", lin, "lost")
    seen = read_badge(plain, "r-zhang", CHEN, "ntag", by="a-lin")
    with pytest.raises(Refused, match=r"supervisor\.needed"):
        desk.give(seen.id, lin, "taken over")  # not even by giving it to somebody else
    plain.bench.tap(FRESH)
    until(lambda: step(plain, Step.READ, "a-lin").id != seen.id, 8)
    with pytest.raises(Refused, match=r"enrolment\.over"):
        desk.give(seen.id, lin)  # what was looked at is not what lies there now
    desk.give(step(plain, Step.READ, "a-lin").id, lin)
    assert person(plain, "r-zhang").badge and not person(plain, "r-zhang").badge_proves


def test_nobody_waits_for_a_badge_for_ever(plain: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, chen = plain.journeys.badges, person(plain, "s-chen")
    monkeypatch.setattr("kiosk.flows.people.badges.LISTENS_S", 0.3)
    assert LISTENS_S == 30
    desk.begin("a-lin", chen)
    step(plain, Step.OVER)
    plain.tap(LIN)
    assert plain.journeys.visits.need().person.id == "a-lin"


def test_without_a_reader_no_badge_is_waited_for(plain: Play) -> None:
    plain.bench.pull("badge-reader")
    until(lambda: not plain.kiosk.states.is_up("badge_reader"), 8)
    with pytest.raises(Unavailable):
        plain.journeys.badges.begin("a-lin", person(plain, "s-chen"))
    assert isinstance(plain.journeys.badges, BadgeDesk)


def test_what_the_desk_gave_outlives_a_power_cut(play: Play) -> None:
    adopted(play, "a-lin")
    before = person(play, "a-lin")
    play.power_cycle()
    assert person(play, "a-lin") == before
    play.kiosk.ledger.rebuild()
    assert person(play, "a-lin") == before
    play.tap(FRESH, SECURE)
    assert play.journeys.visits.need().proven
