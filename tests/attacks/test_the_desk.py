"""Who works at the desk, or wants to be taken for somebody who does, wants more than their role and PIN allow."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from kiosk.domain.badges import Proof, why_refused
from kiosk.domain.guesses import FREE_FAILURES
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.flows.people.directory import HASHER
from kiosk.settings import SettingsProblems, load
from kiosk.site_keys import LooseSecrets, load_or_make
from tests.attacks.standing import GUESSES, app_of, filled, role_of, rules, stood
from tests.lobby import CHEN, HERE, LIN, LIN_PIN, SIGNATURE, WANG, Play, free_port
from tests.ui.sites import demo_site
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until
from ui.app import DESK, LOBBY, bare_app
from ui.desk.sealing import seal
from ui.guards import Undeclared

CHEN_PIN = "864200"
FOREIGN: tuple[dict[str, str], ...] = (
    {},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
    {"Origin": "http://evil.example"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:1"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    {"Referer": "http://localhost/desk/map"},
)


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def app(play: Play) -> Flask:
    return app_of(play)


@pytest.fixture
def desk(play: Play, app: Flask) -> Desk:
    desk = Desk(play)
    desk.client = app.test_client()
    desk.client.set_cookie("language", "en")
    return desk


def who(play: Play, name: str) -> Person:
    return play.journeys.ledger.house.people[name]


def head(play: Play) -> str:
    return play.journeys.ledger.head


def test_wants_a_new_page_to_be_forgotten_by_whoever_writes_its_role() -> None:
    pages = Blueprint("loose", __name__)
    pages.add_url_rule("/desk/loose", "loose", lambda: "everything")
    with pytest.raises(Undeclared, match="loose"):
        bare_app(demo_site(), [*LOBBY, *DESK, pages])


def test_wants_a_supervisors_pages_with_an_attendants_badge(play: Play, app: Flask, desk: Desk) -> None:
    assert desk.enter(LIN, LIN_PIN).status_code == 303
    before, tried, fired = head(play), 0, len(play.bench.firings())
    for rule in rules(app):
        if role_of(app, rule) != ("supervisor", "desk"):
            continue
        for method in (rule.methods or set()) - {"OPTIONS"}:
            for guess in GUESSES[:5]:
                answer = desk.client.open(
                    filled(rule, guess), method=method, headers=OURS, data={"reason": "x"}
                )
                assert answer.status_code == 409 and ("supervisor" in answer.text or method == "HEAD"), (
                    rule.rule
                )
                tried += 1
    assert tried > 200 and head(play) == before and len(play.bench.firings()) == fired


def test_wants_the_desk_with_a_couriers_or_a_residents_badge(play: Play, app: Flask, desk: Desk) -> None:
    play.journeys.visits.end()
    play.tap(WANG)
    for rule in rules(app):
        wanted, _ = role_of(app, rule)
        if wanted in ("attendant", "supervisor"):
            assert (
                desk.client.open(filled(rule), method=min(rule.methods or {"GET"}), headers=OURS).status_code
                == 409
            )
    assert desk.post("/desk/enter", pin="31415926").status_code == 409
    play.journeys.visits.end()


def test_wants_any_form_posted_from_a_page_of_their_own(play: Play, app: Flask, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    before, fired, forms = head(play), len(play.bench.firings()), rules(app, unsafe=True)
    assert len(forms) > 300
    for rule in forms:
        for number, headers in enumerate(FOREIGN):
            if number > 3 and rule.endpoint.split(".")[0] not in (
                "desk_sessions",
                "desk_map",
                "movements",
                "keys",
            ):
                continue  # how it is told is one function: each of its ways is tried on some, the first four on all
            answer = desk.client.post(
                filled(rule, "L03"), headers=headers, data={"reason": "look", "finding": "empty"}
            )
            assert answer.status_code in (404, 409), (rule.rule, headers)
            assert answer.status_code == 404 or "another page" in answer.text or "Please begin" in answer.text
    assert head(play) == before and len(play.bench.firings()) == fired
    assert desk.client.get("/desk/map").status_code == 200, "the session was there all the time"


def test_wants_a_session_that_they_know_beforehand(play: Play, desk: Desk) -> None:
    desk.client.set_cookie("desk", "known-beforehand", path="/desk")
    desk.enter()
    cookie = desk.client.get_cookie("desk", path="/desk")
    assert cookie is not None and cookie.value != "known-beforehand" and len(cookie.value) >= 32
    other = desk.client.application.test_client()
    other.set_cookie("desk", "known-beforehand", path="/desk")
    assert other.get("/desk/map").status_code == 409
    tokens = set()
    for _ in range(3):
        desk.enter()
        again = desk.client.get_cookie("desk", path="/desk")
        assert again is not None
        tokens.add(again.value)
    assert len(tokens) == 3


def test_wants_the_cookie_by_a_script_or_another_site(play: Play, desk: Desk) -> None:
    said = desk.enter().headers["Set-Cookie"]
    assert "HttpOnly" in said and "SameSite=Strict" in said and "Path=/desk" in said
    assert "Max-Age" not in said and "Expires" not in said, "it dies with the browser"


def test_wants_a_session_to_outlive_its_badge_its_leaving_or_a_restart(
    play: Play, app: Flask, desk: Desk
) -> None:
    def kept() -> FlaskClient:
        desk.enter()
        cookie = desk.client.get_cookie("desk", path="/desk")
        assert cookie is not None
        copy = app.test_client()
        copy.set_cookie("desk", cookie.value, path="/desk")
        assert copy.get("/desk/map").status_code == 200
        return copy

    copy = kept()
    desk.post("/desk/leave")
    assert copy.get("/desk/map").status_code == 409
    copy = kept()
    play.journeys.visits.revoked("a-lin", "s-chen")
    assert copy.get("/desk/map").status_code == 409
    copy = kept()
    for token, (person, touched_s) in list(play.journeys.visits._desks.items()):
        play.journeys.visits._desks[token] = (person, touched_s - 601)
    assert copy.get("/desk/map").status_code == 409, "ten minutes of rest"


def test_wants_a_page_that_looks_again_by_itself_to_keep_the_session_alive(play: Play, desk: Desk) -> None:
    desk.enter()
    visits = play.journeys.visits
    (token, (person, touched_s)) = list(visits._desks.items())[-1]
    visits._desks[token] = (person, touched_s - 300)
    assert desk.client.get("/desk/map", headers={"X-Loge-Look": "again"}).status_code == 200
    assert visits._desks[token][1] == touched_s - 300


def test_wants_the_pin_by_trying_at_one_door_after_the_other(play: Play, desk: Desk) -> None:
    """At the desk's door, for a key, as a second person: each counts, and those in one session count together."""
    play.journeys.visits.end()
    chen, lin = who(play, "s-chen"), who(play, "a-lin")
    for _ in range(FREE_FAILURES):
        with pytest.raises(Refused, match=r"pin\.wrong"):
            play.journeys.emergency.begin(lin, chen.id, "000000", ["K01"], "fire")
    with pytest.raises(Refused, match=r"pin\.paused"):
        play.journeys.emergency.begin(lin, chen.id, CHEN_PIN, ["K01"], "fire")
    with pytest.raises(Refused, match=r"pin\.paused"):
        play.journeys.visits.confirm_pin(chen, CHEN_PIN, before=lin.id)
    assert play.bench.firings() == [] or all(one["place"] != "K01" for one in play.bench.firings())


def test_wants_everybody_kept_out_by_typing_wrong_pins(play: Play, desk: Desk) -> None:
    play.journeys.visits.end()
    play.tap(LIN)
    for _ in range(FREE_FAILURES + 2):
        assert desk.post("/desk/enter", pin="000000").status_code == 409
    assert desk.post("/desk/enter", pin=LIN_PIN).status_code == 409, "whose badge it is waits"
    assert desk.enter(CHEN, CHEN_PIN).status_code == 303, "nobody else does"


def test_wants_a_power_cut_to_forgive_the_wrong_pins(tmp_path: Path) -> None:
    for play in stood(tmp_path):
        desk = Desk(play)
        play.tap(LIN)
        for _ in range(FREE_FAILURES):
            desk.post("/desk/enter", pin="000000")
        play.power_cycle()
        desk = Desk(play)
        assert desk.enter().status_code == 409
        assert "pin.paused" in str(refused_pin(play))
        assert desk.enter(CHEN, CHEN_PIN).status_code == 303


def refused_pin(play: Play) -> Refused:
    with pytest.raises(Refused) as refused:
        play.journeys.visits.confirm_pin(who(play, "a-lin"), LIN_PIN)
    return refused.value


def test_wants_the_pins_from_the_files(play: Play) -> None:
    told = extract_parameters(HASHER.hash("246810"))
    assert told.type is Type.ID and told.memory_cost >= 19_456 and told.time_cost >= 2, (
        "OWASP, Password Storage"
    )
    held = b"".join(one.read_bytes() for one in (play.site.root / "var").rglob("*") if one.is_file())
    for secret in (LIN_PIN, CHEN_PIN, "31415926", LIN, "林晓梅", "13800000802"):
        assert secret.encode() not in held, secret


def test_wants_to_tell_by_the_time_whether_there_is_such_a_courier(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(hash))
            return super().verify(hash, password)

    monkeypatch.setattr("kiosk.flows.people.directory.HASHER", Counting())
    check = play.journeys.directory.check_pin
    assert not check("nobody", "000000") and not check("a-lin", "000000")
    assert len(verified) == 2, "for nobody as much is reckoned as for somebody"
    told = [extract_parameters(one) for one in verified]
    assert told[0] == told[1]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660])
def test_wants_the_sites_keys_readable_by_another_account(tmp_path: Path, mode: int) -> None:
    load_or_make(tmp_path / "keys")
    for file in (tmp_path / "keys").iterdir():
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(mode)
        with pytest.raises(LooseSecrets, match="chmod 600"):
            load_or_make(tmp_path / "keys")
        file.chmod(0o600)


def test_wants_the_kiosk_to_start_with_keys_that_anybody_reads(play: Play, tmp_path: Path) -> None:
    text = play.site.file.read_text().replace(str(play.site.port), str(free_port()))
    (tmp_path / "site.toml").write_text(text)
    load_or_make(tmp_path / "var" / "keys")
    (tmp_path / "var" / "keys" / "vault.key").chmod(0o644)
    command = [sys.executable, "-m", "kiosk", "run", str(tmp_path / "site.toml"), "--root", str(tmp_path)]
    with (tmp_path / "log").open("wb") as log:
        child = subprocess.Popen(command, cwd=HERE, stdout=log, stderr=log)
    try:
        until(lambda: "chmod 600" in (tmp_path / "log").read_text(), 60)
        assert child.poll() is None, "the screen says that it is out of order, instead of nothing"
        assert not (tmp_path / "var" / "ledger.db").exists()
    finally:
        child.terminate()
        assert child.wait(20) == 0


def test_wants_a_secrets_file_that_others_can_read_or_change(play: Play, tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(play.site.file.read_text())
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('webhook_token = "x"\n')
    for mode in (0o644, 0o640, 0o620, 0o602):
        secrets.chmod(mode)
        with pytest.raises(SettingsProblems) as wrong:
            load(tmp_path / "site.toml")
        assert any("secrets.toml" in one for one in wrong.value.problems), oct(mode)
        assert not any('"x"' in one for one in wrong.value.problems)


def test_wants_two_people_to_be_one(play: Play) -> None:
    lin = who(play, "a-lin")
    fired = len(play.bench.firings())
    for second, pin in (
        ("a-lin", LIN_PIN),
        ("A-LIN", LIN_PIN),
        ("a-lin ", LIN_PIN),
        ("", ""),
        ("r-li", LIN_PIN),
    ):
        with pytest.raises(Refused):
            play.journeys.emergency.begin(lin, second, pin, ["K02"], "fire")
    assert len(play.bench.firings()) == fired


def test_wants_what_is_kept_of_a_courier_destroyed_by_one_alone(play: Play, desk: Desk) -> None:
    chen = who(play, "s-chen")
    for second, pin in (
        ("a-lin", "000000"),
        ("a-lin", ""),
        ("s-chen", CHEN_PIN),
        ("c-wang", "31415926"),
        ("", ""),
    ):
        with pytest.raises(Refused, match=r"pin\.wrong|erasure\.second"):
            play.journeys.erasing.erase(chen, "c-wang", os.urandom(16).hex(), second, pin, "asked")
    desk.enter(CHEN, CHEN_PIN)
    assert desk.post("/desk/couriers/forget", who=seal("c-wang")).status_code == 404, (
        "there is one way, and it asks two"
    )
    assert (
        play.journeys.directory.card("c-wang") is not None and "c-wang" in play.journeys.ledger.house.people
    )


def test_wants_to_be_two_people_with_two_badges(play: Play, desk: Desk) -> None:
    """A person has one badge at a time: a second one that is given takes the first one's place."""
    desk.enter(CHEN, CHEN_PIN)
    badges = [one.badge for one in play.journeys.ledger.house.people.values() if one.badge]
    assert len(badges) == len(set(badges)), "nor does one badge stand for two people"
    assert not isinstance(who(play, "s-chen").badge, tuple | list)


def test_wants_a_copied_number_to_pass_for_a_badge_that_proves_itself(play: Play) -> None:
    secure = replace(who(play, "a-lin"), badge_proves=True)
    for proof in Proof:
        assert (why_refused(secure, proof) is None) is (proof is Proof.PROVEN), proof


def test_wants_a_key_with_a_copied_badge_alone(play: Play) -> None:
    play.journeys.visits.end()
    play.tap(CHEN)
    fired = len(play.bench.firings())
    for pin in ("", "000000", "864201", "' OR 1=1--"):
        with pytest.raises(Refused, match=r"pin\."):
            play.journeys.keys.issue(os.urandom(16).hex(), "k-lobby", "repair", "W-7", pin, SIGNATURE)
    assert len(play.bench.firings()) == fired
    play.journeys.visits.end()


def test_wants_a_form_sent_twice_to_count_twice(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    fired = len(play.bench.firings())
    assert desk.post("/desk/places/L07/open", reason="look").status_code == 303
    assert desk.post("/desk/places/L07/open", reason="look").status_code in (303, 409)
    until(lambda: play.journeys.ledger.house.door("L07").seen_open, 5)
    assert len([one for one in play.bench.firings()[fired:] if one["place"] == "L07"]) == 1
    play.bench.push_shut("L07")


def test_wants_a_role_that_the_form_says(play: Play, desk: Desk) -> None:
    desk.enter(LIN, LIN_PIN)
    for extra in ({"role": "supervisor"}, {"by": "s-chen"}, {"person": "s-chen"}, {"supervisor": "1"}):
        assert desk.client.get("/desk/events", query_string=extra).status_code == 409
        assert desk.client.post("/desk/clock/right", data=extra, headers=OURS).status_code == 409


def test_wants_words_of_theirs_to_run_on_the_desks_pages(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    for words in (
        "<script>alert(1)</script>",
        '"><img src=x onerror=y>',
        "{{ 7*7 }}",
        "${7*7}",
        "\x00\u202e\u2066",
    ):
        where = desk.post("/desk/log/find", words=words).headers["Location"]
        shown = desk.client.get(where)
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text and "<img src=x" not in shown.text
        assert not re.search(r'value="49"', shown.text)
