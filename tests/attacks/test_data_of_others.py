"""Who stands at the lobby's screen wants to read what is somebody else's: by addresses, answers, caches, and errors."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.attacks.standing import GUESSES, NAMES, app_of, filled, role_of, rules, stood
from tests.flows.test_collect import code, slip_text, waiting_parcel
from tests.flows.test_consents import visit_of
from tests.lobby import LIN, WANG, Play
from tests.ui.test_desk import OURS, Desk
from tests.ui.test_waiting_pages import DRAWN
from tests.wire.waiting import until

HOLLOW = re.compile(r"[0-9a-f]{16,}")


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("others"))


@pytest.fixture(scope="module")
def app(play: Play) -> Flask:
    return app_of(play)


@pytest.fixture
def nobody(play: Play, app: Flask) -> FlaskClient:
    play.journeys.visits.end()
    play.bench.lift()
    return app.test_client()


def test_wants_any_page_of_the_desk_without_a_session(app: Flask, nobody: FlaskClient) -> None:
    tried = 0
    for rule in rules(app):
        wanted, at = role_of(app, rule)
        if wanted == "anyone":
            continue
        for guess in GUESSES if at == "desk" else GUESSES[:2]:
            for method in (rule.methods or set()) - {"OPTIONS"}:
                answer = nobody.open(filled(rule, guess), method=method, headers=OURS)
                assert answer.status_code in (404, 409, 308), (method, filled(rule, guess))
                assert not any(name in answer.text for name in NAMES), filled(rule, guess)
                tried += 1
    assert tried > 3000


def test_wants_the_desk_by_other_spellings_of_its_addresses(nobody: FlaskClient) -> None:
    for path in (
        "/desk/map/", "/desk//map", "//desk/map", "/desk/map.", "/desk/map..", "/desk/map%20", "/DESK/map", "/desk/MAP",
        "/desk/map;x=1", "/desk/map%00", "/desk/./map", "/static/../desk/map", "/static/..%2fdesk/map", "/desk%2fmap",
        "/desk/map?role=supervisor", "/desk/map#", "/%64esk/map",
    ):  # fmt: skip
        answer = nobody.get(path)
        assert answer.status_code in (400, 404, 308, 409), path
        assert "data-live" not in answer.text, path


def test_wants_a_form_taken_for_another_method(app: Flask, nobody: FlaskClient, play: Play) -> None:
    head = play.journeys.ledger.head
    for headers in (
        {"X-HTTP-Method-Override": "GET"},
        {"X-Method-Override": "DELETE"},
        {"X-Original-URL": "/desk/map"},
    ):
        assert nobody.post("/desk/places/L03/open", headers=headers).status_code == 409
        assert nobody.get("/desk/map", headers=headers).status_code == 409
    assert nobody.post("/desk/places/L03/open?_method=GET", headers=OURS).status_code == 409
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "CONNECT", "X" * 200):
        assert nobody.open("/desk/map", method=method, headers=OURS).status_code in (404, 405, 409), method
    for path in ("/desk/map", "/desk/log.csv", "/keys"):
        assert "data-live" not in nobody.open(path, method="OPTIONS").text
    assert play.journeys.ledger.head == head


def test_wants_what_a_head_request_tells(nobody: FlaskClient) -> None:
    for path in ("/desk/log.csv", "/desk/map", "/desk/events"):
        answer = nobody.head(path)
        assert answer.status_code == 409 and not answer.data
        assert not any("filename" in value for value in answer.headers.values())


def test_wants_the_files_beneath_the_pages(nobody: FlaskClient) -> None:
    for path in (
        "../app.py", "..%2fapp.py", "%2e%2e/app.py", "..\\app.py", "/etc/passwd", "....//app.py", "loge.css%00.py",
        "../../var/ledger.db", ".", "", "..",
    ):  # fmt: skip
        answer = nobody.get(f"/static/{path}")
        assert answer.status_code in (400, 404, 409, 308), path
        assert b"SQLite" not in answer.data and b"root:" not in answer.data and b"import" not in answer.data


def test_wants_the_scenes_and_their_invented_people_on_a_real_site(nobody: FlaskClient) -> None:
    for path in ("/scenes", "/scenes/en/desk-log", "/scenes/"):
        assert nobody.get(path).status_code == 404


def test_wants_an_error_page_that_says_too_much(
    app: Flask, nobody: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret: /var/lib/loge/keys 13800000802")

    monkeypatch.setitem(app.view_functions, "first.leave", broken)
    broken.__dict__["role"] = ("anyone", "lobby")
    answer = nobody.get("/leave")
    assert answer.status_code == 500
    for word in ("secret", "Traceback", "RuntimeError", "13800000802", "/var/lib", "File"):
        assert word not in answer.text
    assert "Werkzeug" not in str(answer.headers) and "Python" not in str(answer.headers)


def test_wants_to_know_by_the_answer_whether_a_movement_exists(play: Play, nobody: FlaskClient) -> None:
    waiting_parcel(play, "SFX1")
    play.journeys.visits.end()
    real = next(iter(play.journeys.ledger.house.movements))

    def told(name: str) -> tuple[int, str]:
        answer = nobody.post(f"/movements/{name}/again", headers=OURS)
        return answer.status_code, HOLLOW.sub("", answer.text)

    fired = len(play.bench.firings())
    assert told("f" * 32)[0] == 409
    assert told(real)[0] in (303, 409), "what is over is shown again, and nothing else"
    assert len(play.bench.firings()) == fired
    shown = nobody.get(f"/movements/{real}")
    assert not any(name in shown.text for name in NAMES), "whose it is"
    assert "0802" not in shown.text and "SFX1" not in shown.text


def test_wants_the_codes_of_parcels_from_the_pages(play: Play, app: Flask, nobody: FlaskClient) -> None:
    parcel = waiting_parcel(play, "SFX2")
    digits, slip = code(play, parcel), slip_text(play, parcel)
    play.journeys.visits.end()
    play.tap(WANG)
    for rule in rules(app, unsafe=False):
        if rule.rule == "/events" or role_of(app, rule)[1] == "desk":
            continue
        answer = nobody.get(filled(rule, parcel))
        assert digits not in answer.text and slip not in answer.text, rule.rule
    play.journeys.visits.end()


def test_wants_names_and_codes_from_the_event_stream(play: Play, nobody: FlaskClient) -> None:
    heard = play.journeys.hub.subscribe()
    parcel = waiting_parcel(play, "SFX3")
    said = []
    while message := heard.next(0.3):
        said.append(str(message))
    play.journeys.hub.leave(heard)
    told = "".join(said)
    assert "movement" in told, "it does tell of movements"
    for word in (*NAMES, "SFX3", "0802", code(play, parcel), "r-zhang"):
        assert word not in told, word
    play.journeys.visits.end()


def test_wants_the_page_that_was_left_from_the_browsers_memory(
    app: Flask, play: Play, nobody: FlaskClient
) -> None:
    """No page is kept: the way back after a visit asks anew, and a visit that is over answers nothing."""
    visit_of(play, "r-zhang")
    kept = [rule.rule for rule in rules(app, unsafe=False) if "<" not in rule.rule and rule.rule != "/events"]
    for path in kept:
        answer = nobody.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
    assert nobody.get("/home").status_code == 200
    play.journeys.visits.end()
    for path in (
        "/home",
        "/home/parcels",
        "/home/delegates",
        "/home/consents",
        "/home/items",
        "/services/mine",
    ):
        assert nobody.get(path).status_code in (303, 409), path


def test_wants_to_go_on_in_a_visit_from_a_second_browser(play: Play, app: Flask) -> None:
    visit_of(play, "r-zhang")
    other = app.test_client()
    play.journeys.visits.end()
    visit_of(play, "r-li")
    page = other.get("/home")
    assert page.status_code == 200 and "张" not in page.text
    assert other.post("/home/delegates/d-1/end", headers=OURS).status_code == 409
    play.journeys.visits.end()


def test_wants_to_know_who_lives_where_by_typing_names(play: Play, nobody: FlaskClient) -> None:
    for path in ("/courier/found?name=张", "/courier/found?last_four=0802", "/courier/found?unit=1-1-0802"):
        assert nobody.get(path).status_code == 409, path
    play.tap(WANG)
    shown = nobody.get("/courier/found?last_four=0802").text
    assert "13800000802" not in shown and "张伟" not in shown, "a courier sees a masked name, and no number"
    play.journeys.visits.end()


def test_wants_a_guess_at_the_code_told_apart_by_its_answer(play: Play, nobody: FlaskClient) -> None:
    """A good check digit alone must not be told from a code that never was."""
    answers = {
        (answer.status_code, re.sub(r"came_from\S+|[0-9a-f]{16,}", "", answer.text))
        for typed in ("0000000000", "1111111116")
        for answer in [nobody.post("/collect/code", data={"code": typed}, headers=OURS)]
        if play.journeys.ledger.house.guesses
    }
    assert len({status for status, _ in answers}) <= 1
    assert not any(name in text for _, text in answers for name in NAMES)


def test_wants_to_sign_as_whoever_was_here_before(play: Play, app: Flask) -> None:
    visit_of(play, "r-zhang")
    client = app.test_client()
    client.get("/send/new")
    left = os.urandom(16).hex()  # the id that stands in the page which was left
    play.journeys.visits.end()
    visit_of(play, "r-li")
    posted = client.post(
        "/send/new",
        data={"movement": left, "carrier": "顺丰速运", "fee": "desk", "strokes": DRAWN},
        headers=OURS,
    )
    assert posted.status_code == 303
    senders = {one.person for one in play.journeys.ledger.house.sendings.values()}
    assert senders == {"r-li"}, "whoever is here now signs for themselves"
    play.journeys.visits.end()


class Page(HTMLParser):
    """What a page would run, load or lead to."""

    def __init__(self) -> None:
        super().__init__()
        self.inline: list[str] = []
        self.addresses: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.inline += [f"{tag} {name}" for name in said if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and not said.get("src")):
            self.inline.append(tag)
        self.addresses += [
            v or "" for n, v in attrs if n in ("src", "href", "action", "srcset", "formaction", "data")
        ]
        if said.get("target"):
            self.inline.append(f"{tag} target")


def test_wants_a_script_of_their_own_on_any_page_whatever_its_status(app: Flask, play: Play) -> None:
    desk = Desk(play)
    desk.client = app.test_client()
    desk.enter()
    seen = set()
    for rule in rules(app):
        if rule.rule == "/events" or rule.rule == "/static/<path:name>":
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            if method == "POST" and rule.rule in ("/desk/leave", "/visit/end", "/desk/enter"):
                continue
            answer = desk.client.open(filled(rule), method=method, headers=OURS)
            seen.add(answer.status_code)
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "unsafe" not in policy and "*" not in policy, rule.rule
            assert (
                "form-action 'self'" in policy
                and "base-uri 'none'" in policy
                and "object-src 'none'" in policy
            )
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "no-referrer"
            if answer.mimetype == "text/html" and answer.text:
                page = Page()
                page.feed(answer.text)
                assert not page.inline, (rule.rule, page.inline)
                outside = [
                    one
                    for one in page.addresses
                    if re.match(r"(?i)\s*(https?:|//|javascript:|data:|file:)", one)
                ]
                assert not outside, (rule.rule, outside)
    assert {200, 409} <= seen
    for path, status in (("/nowhere", 404), ("/static/loge.css", 200), ("/static/none", 404)):
        answer = desk.client.get(path)
        assert (
            answer.status_code == status and "default-src 'self'" in answer.headers["Content-Security-Policy"]
        )
        answer.close()
    assert desk.client.post("/", headers=OURS).headers["Content-Security-Policy"]  # 405
    assert desk.client.get("/", headers={"Host": "evil.example"}).headers["Content-Security-Policy"]  # 400
    play.journeys.visits.end()


def test_wants_the_pages_to_ask_another_machine_for_something() -> None:
    folder = Path(__file__).parents[2] / "ui"
    for file in [*folder.glob("static/*"), *folder.glob("templates/**/*.html")]:
        if file.suffix not in (".js", ".css", ".html", ".svg"):
            continue
        text = re.sub(r"https?://www\.w3\.org/\S+|innerHTML ===", "", file.read_text(encoding="utf-8"))
        assert not re.findall(r"https?://|@import|url\(\s*['\"]?(?!data:|#)[a-z]+:", text), file
        if file.suffix == ".js":
            for word in ("eval(", "new Function", "innerHTML =", "document.write", "serviceWorker", "localStorage",
                         "indexedDB", "window.open", "importScripts", "postMessage("):  # fmt: skip
                assert word not in text, (file.name, word)


def test_wants_the_visit_to_go_on_after_its_person_has_gone(play: Play, app: Flask) -> None:
    client = app.test_client()
    play.tap(LIN)
    assert client.get("/keys").status_code == 200
    visits = play.journeys.visits
    visits._touched_s -= 3600  # an hour of rest
    assert visits.current is None
    for path in ("/keys/k-lobby/sign", "/keys/k-lobby/ask", "/alarms", "/keys/bookings"):
        assert client.get(path).status_code == 409, path
    until(lambda: visits._visit is None, 5)


def test_wants_the_screen_left_in_their_language_or_look_to_tell_who_was_here(
    app: Flask, nobody: FlaskClient
) -> None:
    nobody.set_cookie("language", "en\r\nSet-Cookie: desk=1")
    nobody.set_cookie("theme", "<script>")
    answer = nobody.get("/")
    assert answer.status_code == 200 and "<script>" not in answer.text.replace('<script type="module"', "")
    for to in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%0d%0aX: y",
        "\\\\e",
    ):
        for path in (f"/language/en?to={to}", f"/help?to={to}"):
            went = nobody.get(path)
            assert not re.match(r"(?i)(https?:|//|javascript:|/\\)", went.headers.get("Location", "/")), (
                path,
                to,
            )
            assert (
                "X" not in went.headers
                and 'href="//' not in went.text
                and 'href="javascript' not in went.text
            )
