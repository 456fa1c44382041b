"""The API as another program meets it: over real sockets, with tokens made on the command line."""

from __future__ import annotations

import json
import re
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from kiosk.__main__ import main
from kiosk.domain.api.telling import KINDS, SCOPES
from kiosk.domain.items import ParcelStage
from kiosk.flows.api.access import WRONG_A_MINUTE, fresh_token
from kiosk.flows.api.ports import Token
from kiosk.flows.parcels.deliveries import COLUMNS
from kiosk.serve import FOR_PROGRAMS, Limits, Server
from kiosk.settings import load
from tests.lobby import HERE, Play, Site, free_port
from tests.receiver import Receiver, verified
from tests.wire.waiting import until
from ui.api.app import DOCUMENT, api_app
from ui.api.problems import TITLES

OPENAPI = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
GOOD = {"barcode": "SF1", "unit": "1-1-0802", "size": "M", "carrier": "顺丰速运"}


def command(*words: str) -> subprocess.CompletedProcess[str]:
    """Return what a command of the kiosk said."""
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "token", *words],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )


@dataclass(frozen=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The content."""
        return json.loads(self.body)


class Program:
    """Another program that talks to the API; every answer is held against the API's document."""

    def __init__(self, port: int, token: str = "") -> None:
        self.port = port
        self.token = token

    def ask(self, method: str, path: str, sent: object = None, **headers: str) -> Answer:
        """Return the answer to one request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            named.setdefault("Authorization", f"Bearer {self.token}")
        body = None
        if sent is not None:
            body = sent if isinstance(sent, bytes) else json.dumps(sent).encode()
            named.setdefault("Content-Type", "application/json")
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as way:
            way.request(method, path, body, named)
            came = way.getresponse()
            answer = Answer(came.status, {n.lower(): v for n, v in came.getheaders()}, came.read())
        described(method, path, answer)
        return answer

    def code(self, method: str, path: str, sent: object = None, **headers: str) -> tuple[int, str]:
        """Return the status and the code of the problem that a request ran into."""
        answer = self.ask(method, path, sent, **headers)
        assert answer.headers["content-type"] == "application/problem+json", answer.body
        return answer.status, answer.json["code"]


def described(method: str, path: str, answer: Answer) -> None:
    """Return if an answer is as the document says."""
    inner = path.partition("?")[0].removeprefix("/v1")
    shapes = {re.sub(r"{\w+}", ".+", shape): shape for shape in OPENAPI["paths"]}
    known = [shapes[one] for one in sorted(shapes, key=len, reverse=True) if re.fullmatch(one, inner)]
    operation = OPENAPI["paths"][known[0]].get(method.lower(), {}) if known else {}
    said = operation.get("responses", {}).get(
        str(answer.status), OPENAPI["components"]["responses"]["Problem"]
    )
    if "json" in answer.headers.get("content-type", ""):
        ((_, content),) = said["content"].items()
        schema = {**content["schema"], "components": OPENAPI["components"]}
        Draft202012Validator(schema).validate(answer.json)


@dataclass
class Estate:
    """A lobby with its API, and a receiver that the site may send to."""

    play: Play
    server: Server
    receiver: Receiver

    def program(self, name: str, *scopes: str) -> Program:
        """Return a program with a token of its own."""
        kiosk = self.play.kiosk
        assert kiosk.api
        shown, digest = fresh_token(name, kiosk._storage.keys.digest)
        kiosk.api.store.give(Token(name, frozenset(scopes or SCOPES), digest, kiosk.clock.now()))
        return Program(self.server.port, shown)


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    receiver = Receiver()
    api = f'\n[api]\non = true\nlisten = "127.0.0.1:{free_port()}"\nhooks_to = ["{receiver.origin}"]\n'
    site = Site(
        tmp_path_factory.mktemp("api"),
        opens_within_s="1.0",
        amend=lambda toml: toml + api + "requests_a_minute = 6000\n",
    )
    play = Play(site)
    assert play.kiosk.api
    server = Server(api_app(play.kiosk.api.desk), "127.0.0.1", 0, threads=4, limits=FOR_PROGRAMS)
    server.start()
    yield Estate(play, server, receiver)
    server.stop()
    play.close()
    site.close()
    receiver.close()


def test_the_document_is_openapi_and_names_each_route_scope_and_word(estate: Estate) -> None:
    validate(OPENAPI)
    served = Program(estate.server.port).ask("GET", "/v1/openapi.yaml")
    assert yaml.safe_load(served.body) == OPENAPI and served.headers["content-type"].startswith(
        "application/yaml"
    )
    app = api_app(estate.play.kiosk.api.desk)  # type: ignore[union-attr]
    routes = set()
    for rule in app.url_map.iter_rules():
        shape = re.sub(r"<(?:path:)?(\w+)>", r"{\1}", rule.rule).removeprefix("/v1")
        routes |= {(shape, method) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    named = {(path, method.upper()) for path, item in OPENAPI["paths"].items() for method in item}
    assert routes == named
    schemas = OPENAPI["components"]["schemas"]
    stages = {stage.value.replace(" ", "_") for stage in ParcelStage}
    assert set(schemas["Parcel"]["properties"]["stage"]["enum"]) == stages | {"announced"}
    assert tuple(schemas["Kind"]["enum"]) == KINDS
    assert set(schemas["Announcement"]["properties"]) == set(COLUMNS)
    text = DOCUMENT.read_text(encoding="utf-8")
    assert all(scope in text for scope in SCOPES)


def test_what_is_announced_the_courier_has_only_to_scan(estate: Estate) -> None:
    program = estate.program("announcer", "deliveries:write")
    sent = {
        "deliveries": [GOOD, {"barcode": "SF2", "unit": "9-9-9999"}, {"barcode": "S F", "unit": "1-1-0802"}]
    }
    answer = program.ask("POST", "/v1/deliveries", sent)
    assert (answer.status, answer.json["taken"], answer.json["known"]) == (200, 2, 0)
    assert [(one["number"], one["code"]) for one in answer.json["wrong"]] == [(2, "delivery.unit")]
    again = program.ask("POST", "/v1/deliveries", sent).json
    assert (again["taken"], again["known"]) == (0, 2)
    assert estate.play.journeys.drop.announced("SF1")[1] == "M"
    listed = program.ask("GET", "/v1/deliveries?limit=1").json
    assert [one["barcode"] for one in listed["deliveries"]] == ["SF"] and listed["after"] == "SF"
    rest = program.ask("GET", "/v1/deliveries?after=SF").json
    assert [one["barcode"] for one in rest["deliveries"]] == ["SF1"] and rest["after"] is None
    assert program.ask("DELETE", "/v1/deliveries/SF").status == 204
    assert program.code("DELETE", "/v1/deliveries/SF") == (404, "delivery.unknown")


def test_a_program_changes_nothing_that_somebody_else_has_announced(estate: Estate) -> None:
    estate.play.journeys.deliveries.from_table(b"barcode,unit\nDESK1,1-1-0802\n", "s-chen")
    program = estate.program("thief", "deliveries:write")
    moved = {"deliveries": [{"barcode": "DESK1", "unit": "1-1-0802", "size": "XL"}]}
    (wrong,) = program.ask("POST", "/v1/deliveries", moved).json["wrong"]
    assert wrong["code"] == "delivery.announced"
    assert program.code("DELETE", "/v1/deliveries/DESK1") == (404, "delivery.unknown")
    assert program.ask("GET", "/v1/deliveries").json["deliveries"] == []
    assert estate.play.journeys.ledger.house.deliveries["DESK1"].size == ""


def test_states_and_a_webhook_of_a_parcel_that_comes(estate: Estate) -> None:
    program = estate.program("property", "states:read", "webhooks:manage")
    free = program.ask("GET", "/v1/lockers").json["sizes"]
    assert all(0 <= one["free"] <= one["all"] for one in free.values()) and free["S"]["free"]
    hook = program.ask(
        "POST", "/v1/webhooks", {"url": f"{estate.receiver.origin}/in", "events": ["parcel.waiting"]}
    )
    assert hook.status == 201 and hook.headers["location"] == f"/v1/webhooks/{hook.json['id']}"
    estate.play.tap("04D4E5F6071880")
    movement = estate.play.drop("STATE1")
    estate.play.comes_to(movement, "done")
    until(lambda: estate.receiver.told, 8)
    message = verified(estate.receiver.told[0], hook.json["secret"])
    schema = {"$ref": "#/components/schemas/Happening", "components": OPENAPI["components"]}
    Draft202012Validator(schema).validate(message)
    assert message["data"]["barcode"] == "STATE1"
    answer = program.ask("GET", "/v1/parcels/STATE1")
    parcel = answer.json
    assert (parcel["stage"], parcel["unit"], parcel["parcel"]) == (
        "waiting",
        "1-1-0802",
        message["data"]["parcel"],
    )
    same = program.ask("GET", "/v1/parcels/STATE1", If_None_Match=answer.headers["etag"])
    assert (same.status, same.body) == (304, b"")
    assert program.ask("GET", "/v1/lockers").json["sizes"] != free
    listed = program.ask("GET", "/v1/parcels?unit=1-1-0802").json["parcels"]
    assert parcel in listed
    assert program.ask("GET", f"/v1/parcels?since={parcel['since'][:19]}Z").json["parcels"][-1] == parcel
    assert program.ask("GET", "/v1/parcels?since=2999-01-01").json == {"parcels": [], "next": None}
    (listed_hook,) = program.ask("GET", "/v1/webhooks").json["webhooks"]
    assert "secret" not in listed_hook and listed_hook["url"].endswith("/in")
    fresh = program.ask("POST", f"/v1/webhooks/{hook.json['id']}/secret").json["secret"]
    assert fresh != hook.json["secret"]
    assert program.ask("DELETE", f"/v1/webhooks/{hook.json['id']}").status == 204
    assert program.ask("GET", "/v1/health").json["condition"] in ("up", "degraded")


def test_pages_of_parcels_follow_each_other_without_a_gap(estate: Estate) -> None:
    announcer, reader = estate.program("many", "deliveries:write"), estate.program("reader", "states:read")
    many = [{"barcode": f"PAGE{number:02}", "unit": "1-1-0802"} for number in range(7)]
    announcer.ask("POST", "/v1/deliveries", {"deliveries": many})
    everything = [one["barcode"] for one in reader.ask("GET", "/v1/parcels?limit=500").json["parcels"]]
    seen: list[str] = []
    path: str | None = "/v1/parcels?limit=3"
    while path:
        page = reader.ask("GET", path).json
        seen += [one["barcode"] for one in page["parcels"]]
        following = page["next"]
        path = (
            following
            and f"/v1/parcels?limit=3&since={following['since'].replace('+', '%2B')}&after={following['after']}"
        )
    assert seen == everything and len(set(seen)) == len(seen) >= 7


def test_no_answer_holds_a_name_a_code_or_a_phone(estate: Estate) -> None:
    program = estate.program("curious", "states:read")
    paths = ("/v1/lockers", "/v1/parcels?limit=500", "/v1/health")
    told = b"".join(program.ask("GET", path).body for path in paths).decode()
    house = estate.play.journeys.ledger.house
    cards = [estate.play.journeys.directory.card(person) for person in house.people]
    for card in cards:
        assert card and card.name not in told and (not card.phone or card.phone not in told)
    for parcel in house.parcels.values():
        assert parcel.slip not in told and parcel.code_mac not in told and parcel.recipient not in told
        assert (estate.play.journeys.ledger.opened(f"code:{parcel.slip}") or b"-").decode() not in told


@pytest.mark.parametrize("scopes", [("deliveries:write",), ("states:read",), ("webhooks:manage",)])
def test_a_scope_opens_its_own_routes_and_no_other(estate: Estate, scopes: tuple[str, ...]) -> None:
    program = estate.program(f"only-{scopes[0].partition(':')[0]}", *scopes)
    wanted = {"/deliveries": "deliveries:write", "/webhooks": "webhooks:manage", "/lockers": "states:read",
              "/parcels": "states:read", "/parcels/SF1": "states:read", "/health": "states:read"}  # fmt: skip
    for path, scope in wanted.items():
        for head in ({}, {"X-HTTP-Method-Override": "DELETE"}):
            answer = program.ask("GET", f"/v1{path}", **head)
            assert (answer.status == 403) == (scope not in scopes), path
    assert program.ask("POST", "/v1/webhooks/hook_x/secret").status == (
        404 if "webhooks:manage" in scopes else 403
    )


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer loge", "Bearer loge..", "Bearer loge.nobody.x", "Basic bG9nZTp4",
     "Bearer loge.stranger.%s", "Bearer " + "x" * 5000, "bearer\tloge"],
)  # fmt: skip
def test_who_shows_no_good_token_learns_nothing(estate: Estate, header: str) -> None:
    stranger = Program(estate.server.port)
    headers = {"Authorization": header} if header else {}
    for path in ("/v1/parcels/SF1", "/v1/nothing", "/", "/v1/deliveries/../health"):
        answer = stranger.ask("GET", path, **headers)
        assert answer.status in (401, 429), path
        assert answer.status == 429 or answer.headers["www-authenticate"] == "Bearer"


def test_a_good_token_still_passes_while_its_address_guesses_and_guessing_is_slowed(estate: Estate) -> None:
    good = estate.program("steady", "states:read")
    name = good.token.split(".")[1]
    guesser = Program(estate.server.port, f"loge.{name}.{'A' * 43}")
    seen = [guesser.ask("GET", "/v1/health") for _ in range(WRONG_A_MINUTE + 3)]
    assert seen[-1].status == 429 and 1 <= int(seen[-1].headers["retry-after"]) <= 60
    assert good.ask("GET", "/v1/health").status == 200


def test_a_token_in_an_address_is_refused_even_beside_a_good_one(estate: Estate) -> None:
    good = estate.program("careless", "states:read")
    bare = Program(estate.server.port)
    assert bare.ask("GET", f"/v1/health?token={good.token}").status in (401, 429)
    assert good.code("GET", f"/v1/health?access_token={good.token}") == (422, "query")


def test_a_token_is_renewed_and_revoked_on_the_command_line_while_the_kiosk_is_at_work(
    estate: Estate,
) -> None:
    site = str(estate.play.site.file)
    first = Program(
        estate.server.port, command("add", site, "rotating", "--scope=states:read").stdout.strip()
    )
    assert first.ask("GET", "/v1/health").status == 200
    assert command("add", site, "rotating", "--scope=states:read").returncode == 1
    made = command("renew", site, "rotating")
    second = Program(estate.server.port, made.stdout.strip())
    assert (
        first.ask("GET", "/v1/health").status in (401, 429) and second.ask("GET", "/v1/health").status == 200
    )
    listed = command("list", site).stdout
    assert "rotating" in listed and second.token.split(".")[2] not in listed
    assert command("revoke", site, "rotating").returncode == 0
    assert second.ask("GET", "/v1/health").status in (401, 429)
    assert command("renew", site, "rotating").returncode == 1
    kept = (estate.play.site.root / "var" / "api.db").read_bytes()
    assert second.token.split(".")[2].encode() not in kept
    assert (estate.play.site.root / "var" / "api.db").stat().st_mode & 0o777 == 0o600
    register = estate.play.journeys.register
    until(lambda: "api.token.revoked/1" in [line.kind for line in register.events()], 8)


@pytest.mark.parametrize("name", ["", "A", "a.b", "x" * 33, "../x", "a b"])
def test_a_tokens_name_is_plain(estate: Estate, name: str) -> None:
    assert main(["token", "add", str(estate.play.site.file), name, "--scope=states:read"]) == 1


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (b"", "application/json"), (b"{", "application/json"), (b"[" * 100_000, "application/json"),
        (b"[]", "application/json"), (b'{"deliveries": []}', "application/json"),
        (b'{"deliveries": [1]}', "application/json"),
        (b'{"deliveries": [{"barcode": 1, "unit": "x"}]}', "application/json"),
        (b'{"deliveries": [{"barcode": "a", "unit": "b", "heavy": "yes"}]}', "application/json"),
        (b'{"deliveries": [{"barcode": "a", "unit": "b", "source": "csv:x"}]}', "application/json"),
        (b'{"deliveries": [], "source": "x"}', "application/json"), (b"\xff\xfe", "application/json"),
        (b'{"deliveries": [{"barcode": "a", "unit": "b"}]}', "text/plain"),
    ],
)  # fmt: skip
def test_a_body_that_is_not_as_it_must_be_changes_nothing(estate: Estate, sent: bytes, kind: str) -> None:
    program = _writer(estate)
    before = dict(estate.play.journeys.ledger.house.deliveries)
    assert program.code("POST", "/v1/deliveries", sent, Content_Type=kind) == (422, "body")
    assert estate.play.journeys.ledger.house.deliveries == before


_WRITER: dict[int, Program] = {}


def _writer(estate: Estate) -> Program:
    """Return one program for all tests that only want a body refused."""
    if id(estate) not in _WRITER:
        _WRITER[id(estate)] = estate.program("writer", "deliveries:write")
    return _WRITER[id(estate)]


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=٣", "limit=x", "since=yesterday", "name=Li", "code=1"]
)
def test_a_query_that_is_not_as_it_must_be_is_refused(estate: Estate, query: str) -> None:
    program = estate.program(f"asker-{abs(hash(query)) % 10**9}", "states:read")
    path = "/v1/parcels?" + query.replace("٣", "%D9%A3")
    assert program.code("GET", path) == (422, "query")


def test_a_giant_is_cut_off_and_more_than_a_thousand_are_too_many(estate: Estate) -> None:
    program = _writer(estate)
    assert program.code("POST", "/v1/deliveries", b" " * 550_000) == (413, "http.413")
    with closing(socket.create_connection(("127.0.0.1", estate.server.port), timeout=5)) as way:
        way.sendall(b"POST /v1/deliveries HTTP/1.1\r\nHost: x\r\nContent-Length: 900000000000\r\n\r\n")
        assert b" 413 " in way.recv(200)
    with closing(socket.create_connection(("127.0.0.1", estate.server.port), timeout=5)) as way:
        way.sendall(b"GET / HTTP/1.1\r\n" + b"X: " + b"y" * 20_000)
        assert b" 431 " in way.recv(200)
    many = {"deliveries": [{"barcode": f"M{number}", "unit": "x"} for number in range(1001)]}
    assert program.code("POST", "/v1/deliveries", many) == (422, "body")


def test_a_request_that_drips_is_not_waited_for(estate: Estate) -> None:
    limits = Limits(whole_within_s=0.3, silent_s=10)
    server = Server(api_app(estate.play.kiosk.api.desk), "127.0.0.1", 0, threads=2, limits=limits)  # type: ignore[union-attr]
    server.start()
    try:
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=5)) as way:
            way.sendall(b"GET /v1/health HTTP/1.1\r\n")
            begun_s = time.monotonic()

            def cut() -> bool:
                try:
                    way.sendall(b"X")
                except (BrokenPipeError, ConnectionResetError):
                    return True
                return False

            until(cut, 5)
            assert 0.2 < time.monotonic() - begun_s < 4
    finally:
        server.stop()


def test_the_lobby_goes_on_while_the_api_is_held_up(estate: Estate) -> None:
    held = [socket.create_connection(("127.0.0.1", estate.server.port), timeout=5) for _ in range(40)]
    try:
        for one in held:
            one.sendall(b"POST /v1/deliveries HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{")
        program = estate.program("patient", "states:read")
        assert program.ask("GET", "/v1/health").status == 200
        assert not estate.play.kiosk.stuck()
    finally:
        for one in held:
            one.close()


def test_methods_and_other_protocols(estate: Estate) -> None:
    program = estate.program("prober", *SCOPES)
    wrong = program.ask("PUT", "/v1/health")
    assert wrong.status == 405 and "GET" in wrong.headers["allow"]
    assert program.code("GET", "/v1/health/") == (404, "http.404")
    assert program.code("GET", "/v1//health") == (404, "http.404")
    assert program.code("GET", "/v1/%2e%2e/static/loge.css")[0] == 404
    assert program.code("GET", f"/v1/parcels/{'x' * 300}") == (422, "query")
    with pytest.raises((ssl.SSLError, ConnectionError, OSError)):
        ssl.create_default_context().wrap_socket(
            socket.create_connection(("127.0.0.1", estate.server.port), timeout=5),
            server_hostname="localhost",
        )


def test_a_formula_in_a_barcode_stays_text_in_every_table(estate: Estate) -> None:
    from ui.desk.log import csv_line

    program = estate.program("excel", "deliveries:write")
    evil = '=HYPERLINK("http://x","y")'
    program.ask(
        "POST", "/v1/deliveries", {"deliveries": [{"barcode": evil, "unit": "1-1-0802", "carrier": "=1+1"}]}
    )
    kept = estate.play.journeys.ledger.house.deliveries[evil]
    assert kept.carrier == "11"
    assert csv_line([kept.barcode]).startswith("\"'=")


def test_every_problem_has_a_title() -> None:
    assert all(TITLES.values())


def test_the_kiosk_itself_serves_it_and_ends_with_it(tmp_path: Path) -> None:
    port = free_port()
    api = f'\n[api]\non = true\nlisten = "127.0.0.1:{port}"\n'
    site = Site(tmp_path / "s", amend=lambda toml: toml + api)
    try:
        child = site.kiosk_process()
        until(lambda: _listens(port), 60)
        program = Program(port)
        assert program.ask("GET", "/v1/openapi.yaml").status == 200
        assert program.code("GET", "/v1/health") == (401, "token.missing")
        child.terminate()
        assert child.wait(timeout=40) == 0
        assert not _listens(port)
    finally:
        site.close()


def _listens(port: int) -> bool:
    with closing(socket.socket()) as way:
        way.settimeout(0.5)
        return way.connect_ex(("127.0.0.1", port)) == 0


def test_it_is_off_unless_the_site_says_otherwise() -> None:
    assert load(HERE / "config" / "demo.toml").api.on is False
