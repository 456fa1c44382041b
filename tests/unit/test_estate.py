"""The invented estate: the same for the same seed, of one piece, and with a history that the rules allow."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from kiosk.domain import events as e
from kiosk.domain.evolving import evolve
from kiosk.domain.house import House, Recorded
from kiosk.domain.items import CustodianKind, Key, KeyKind, at_place, with_person
from kiosk.domain.keys.events import KeyIssueGranted, KeyOverdue
from kiosk.domain.people import STAFF
from kiosk.enrolment import Enrolment, read
from kiosk.estate.__main__ import main
from kiosk.estate.history import history
from kiosk.estate.homes import units
from kiosk.estate.lobby import Batch
from kiosk.estate.people import enrolment, people_text
from kiosk.estate.rules import SWITCH_ROOMS
from kiosk.estate.site import site_text
from kiosk.rules_recording import differences
from kiosk.settings import Settings, furniture_of, load

DAYS = 14
SEED = 3
"""A fortnight in which everything happens that may."""
"""Days of history that the tests look at."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("estate")
    assert main([str(made)]) == 0
    return made


@cache
def estate() -> Enrolment:
    return enrolment()


def settings(folder: Path) -> Settings:
    return load(folder / "site.toml")


class TestFiles:
    def test_what_is_read_back_is_what_was_made(self, folder: Path) -> None:
        assert read(folder / "people.toml", furniture_of(settings(folder))) == estate()

    def test_the_same_seed_makes_the_same_files(self) -> None:
        assert people_text(enrolment(7)) == people_text(enrolment(7))
        assert people_text(enrolment(7)) != people_text(enrolment(8))

    def test_a_folder_that_cannot_be_written_is_told(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        (tmp_path / "taken").write_text("")
        assert main([str(tmp_path / "taken")]) == 1
        assert "taken" in capsys.readouterr().err

    def test_it_stands_in_a_room(self, folder: Path) -> None:
        places = furniture_of(settings(folder)).places.values()
        assert max(place.left_mm + place.width_mm for place in places) <= 5_000
        assert max(place.bottom_mm + place.height_mm for place in places) <= 1_900

    def test_no_line_has_more_boards_than_it_takes(self) -> None:
        by_line = Counter(line.split('"')[1] for line in site_text().splitlines() if "bus = " in line)
        assert sum(by_line.values()) == 500 and max(by_line.values()) <= 15 * 16


class TestPeopleAndKeys:
    def test_the_numbers_are_those_of_the_estate(self) -> None:
        roles = Counter(person.role for person in estate().people)
        assert roles["attendant"] + roles["supervisor"] + roles["manager"] == 40
        homes = {person.unit for person in estate().people if person.role == "resident"}
        assert homes == set(units()) and len(homes) == 640
        assert 1.2 < roles["resident"] / 640 < 1.4

    def test_every_key_has_a_slot_of_its_own(self, folder: Path) -> None:
        slots = [key.place for key in estate().keys]
        assert len(slots) == len(set(slots)) == 500
        assert set(slots) <= furniture_of(settings(folder)).places.keys()
        assert Counter(key.kind for key in estate().keys) == {"unit": 380, "common": 70, "plant": 50}

    def test_every_label_is_there_in_three_languages(self) -> None:
        for words in ("en", "zh_Hans", "zh_Hant"):
            assert len({key.label.in_language(words) for key in estate().keys}) == 500

    def test_phones_are_invented_and_nobody_shares_one(self) -> None:
        phones = [person.phone for person in estate().people if person.phone]
        assert len(phones) == len(set(phones)) > 600
        assert all(phone.startswith("1390000") and len(phone) == 11 for phone in phones)

    def test_common_surnames_are_common(self) -> None:
        readers = [one.name for one in estate().people if one.unit and one.language == "zh_Hans"]
        shares = Counter(name[0] for name in readers)
        assert {name for name, _ in shares.most_common(5)} <= set("王李张刘陈杨黄赵吴周")
        assert 0.25 < sum(shares[name] for name in "王李张刘陈") / len(readers) < 0.42


class TestRules:
    def test_they_name_groups_that_somebody_is_of(self) -> None:
        groups = {group for person in estate().people for group in person.groups}
        of_keys = {group for key in estate().keys for group in key.groups}
        for grant in estate().grants or ():
            subject, _, name = grant.who.partition(":")
            thing, _, what = grant.what.partition(":")
            assert subject != "group" or name in groups, grant
            assert thing != "group" or what in of_keys, grant

    def test_every_key_may_be_taken_by_somebody(self) -> None:
        house = enrolled()
        staff = [person for person in house.people.values() if person.role in STAFF]
        lonely = [
            key.id for key in house.keys.values() if not any(house.rulebook.rights(who, key) for who in staff)
        ]
        assert lonely == []

    def test_consents_are_given_by_those_who_live_there(self) -> None:
        homes = {person.id: person.unit for person in estate().people}
        assert all(homes[consent.given_by] == consent.unit for consent in estate().consents)
        with_key = {key.unit for key in estate().keys if key.unit}
        assert 0.8 < len({consent.unit for consent in estate().consents} & with_key) / len(with_key) < 1

    def test_some_consents_are_over_and_some_are_for_emergencies_alone(self) -> None:
        end = datetime(2026, 10, 1, tzinfo=UTC)
        over = sum(consent.until <= end for consent in estate().consents)
        urgent = sum(consent.reasons == ("emergency",) for consent in estate().consents)
        assert over > 20 and urgent > 20


def enrolled() -> House:
    """Return the house of the estate before its history."""
    people = [
        e.PersonEnrolled(
            one.id, one.role, one.groups, one.unit, one.company, one.language, one.badge, one.active
        )
        for one in estate().people
    ]
    keys = [
        e.KeyRegistered(one.id, one.kind, one.label, one.tag, one.place, one.groups, one.unit)
        for one in estate().keys
    ]
    house, at = House(), datetime(2021, 9, 30, tzinfo=UTC)
    for event in (*people, *keys, *differences(estate(), house, [])):
        house = evolve(house, Recorded(0, at, event))
    return house


@dataclass
class Told:
    """A history as it is recorded: its batches, each key as it was when somebody came for it, the house at the end."""

    house: House
    batches: list[Batch] = field(default_factory=list)
    asked: list[tuple[e.KeyIssueIntended | e.KeyReturnIntended, Key]] = field(default_factory=list)

    @property
    def events(self) -> list[e.Event]:
        """Everything that was recorded, in order."""
        return [event for batch in self.batches for event in batch.events]


def tell(folder: Path, days: int, seed: int = SEED) -> Told:
    """Return some days of history, recorded as a ledger does it."""
    told = Told(enrolled())
    for batch in history(lambda: told.house, furniture_of(settings(folder)), days=days, seed=seed):
        told.batches.append(batch)
        for event in batch.events:
            if isinstance(event, e.KeyIssueIntended | e.KeyReturnIntended):
                told.asked.append((event, told.house.keys[event.key]))
            told.house = evolve(told.house, Recorded(0, batch.at, event))
    return told


@pytest.fixture(scope="module")
def told(folder: Path) -> Told:
    return tell(folder, DAYS)


class TestHistory:
    def test_the_same_seed_tells_the_same(self, folder: Path, told: Told) -> None:
        again = tell(folder, 1).batches
        assert len(again) > 600 and again == told.batches[: len(again)]
        assert again != tell(folder, 1, seed=SEED + 1).batches

    def test_time_never_goes_back(self, told: Told) -> None:
        times = [batch.at for batch in told.batches]
        assert times == sorted(times)
        assert times[0] == datetime(2021, 9, 30, 16, tzinfo=UTC)

    def test_a_key_leaves_its_own_slot_and_comes_back_from_its_bearer(self, told: Told) -> None:
        for intent, key in told.asked:
            issued = isinstance(intent, e.KeyIssueIntended)
            assert key.custodian == (at_place(intent.place) if issued else with_person(intent.bearer))
            assert key.place == intent.place

    def test_no_return_is_refused_and_the_keys_come_home(self, told: Told) -> None:
        kinds = Counter(type(event) for event in told.events)
        out = sum(key.custodian.kind is CustodianKind.PERSON for key in told.house.keys.values())
        assert kinds[e.KeyReturnIntended] > 200 and kinds[e.KeyReturnAbandoned] == 0
        assert kinds[e.KeyIssueConfirmed] - kinds[e.KeyReturnConfirmed] <= out + kinds[e.KeyBack]
        assert out < 12

    def test_every_movement_ends(self, told: Told) -> None:
        last_at = told.batches[-1].at
        under_way = [one for one in told.house.movements.values() if not one.ended]
        assert all(last_at - one.begun < timedelta(minutes=5) for one in under_way)

    def test_homes_are_entered_under_a_consent_or_by_two(self, told: Told) -> None:
        granted = {event.movement: event for event in told.events if isinstance(event, KeyIssueGranted)}
        issues = [(intent, key) for intent, key in told.asked if isinstance(intent, e.KeyIssueIntended)]
        homes = [granted[intent.movement] for intent, key in issues if key.kind is KeyKind.UNIT]
        assert len(homes) > 30
        assert all(ground.consent or (ground.report and ground.authorisers) for ground in homes)

    def test_two_of_other_groups_agree_to_a_switch_room(self, told: Told) -> None:
        granted = {event.movement: event for event in told.events if isinstance(event, KeyIssueGranted)}
        rooms = [
            intent for intent, key in told.asked if key.id in SWITCH_ROOMS and intent.movement in granted
        ]
        assert rooms
        for intent in rooms:
            assert len(granted[intent.movement].authorisers) == 2
            for other in granted[intent.movement].authorisers:
                groups = set(told.house.people[other].groups)
                assert groups and not groups & set(told.house.people[intent.bearer].groups)

    def test_it_has_what_a_desk_has_to_deal_with(self, told: Told) -> None:
        wanted = {
            KeyOverdue, e.KeyIssueAbandoned, e.KeyReturnUnclear, e.DoorForced, e.DoorDoubted, e.DoorSettled,
            e.ParcelDropUnclear, e.BadgeRefused, e.GuessRefused, e.KioskStarted, e.NoticeSent,
        }  # fmt: skip
        assert wanted - {type(event) for event in told.events} == set()

    def test_doubts_are_settled(self, told: Told) -> None:
        last_at = told.batches[-1].at
        since = [door.doubt_since for door in told.house.doors.values() if door.doubt and door.doubt_since]
        assert all(last_at - one < timedelta(days=1) for one in since)

    def test_five_years_are_nearly_three_million_events(self, told: Told) -> None:
        first_night = told.batches[0].at + timedelta(days=1)
        later = sum(len(batch.events) for batch in told.batches if batch.at > first_night)
        assert 0.85 < later / (DAYS - 1) * (5 * 365) / 2_800_000 < 1.15

    def test_nights_are_quiet(self, told: Told) -> None:
        hours: Counter[int] = Counter()
        for batch in told.batches:
            hour = (batch.at.hour + 8) % 24
            hours[hour] += sum(isinstance(event, e.KeyIssueIntended) for event in batch.events)
        assert sum(hours[hour] for hour in range(6)) < sum(hours[hour] for hour in range(8, 14)) / 4
