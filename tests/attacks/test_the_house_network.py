"""Who sits in the house's network wants the desk, the lobby's screen, people's data, or the kiosk to stand still."""

from __future__ import annotations

import http.client
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest
from flask import Flask, Response, request
from pydantic import ValidationError

from kiosk.house_network import desk_listener
from kiosk.serve import FOR_THE_HOUSE, Limits, Server
from kiosk.settings.house_network import DeskNetwork
from kiosk.settings.tables import HealthPage, Screen
from kiosk.site_keys import LooseSecrets
from kiosk.tls import OWN_CERTIFICATE, NoCertificate, context_of, fingerprint, own_certificate
from tests.attacks.standing import stood
from tests.lobby import CHEN, LIN, LIN_PIN, Play, free_port
from tests.ui.test_desk import OURS, Desk
from tests.wire.waiting import until
from ui.app import create_app

CHEN_PIN = "864200"
AFAR = {"REMOTE_ADDR": "192.168.1.77"}
LARGE = os.urandom(3_000_000)


def small_app() -> Flask:
    app = Flask("small")

    @app.get("/large")
    def large() -> Response:
        return Response(LARGE)

    @app.post("/echo")
    def echo() -> Response:
        return Response(request.get_data(), headers={"X-Scheme": request.scheme})

    return app


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return own_certificate(tmp_path_factory.mktemp("tls"), ("127.0.0.1", "loge.house"))


@contextmanager
def speaking(certificate: tuple[Path, Path], limits: Limits = FOR_THE_HOUSE) -> Iterator[Server]:
    server = Server(small_app(), "127.0.0.1", 0, threads=4, limits=limits, tls=context_of(*certificate))
    server.start()
    try:
        yield server
    finally:
        server.stop()


def trusting(certificate: tuple[Path, Path], **most: ssl.TLSVersion) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(certificate[0]))
    for name, version in most.items():
        setattr(context, name, version)
    return context


def asked(server: Server, certificate: tuple[Path, Path]) -> http.client.HTTPSConnection:
    return http.client.HTTPSConnection("127.0.0.1", server.port, timeout=10, context=trusting(certificate))


def test_wants_to_read_along_and_finds_only_tls(certificate: tuple[Path, Path]) -> None:
    with speaking(certificate) as server:
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=5)) as plain:
            plain.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            answered = b""
            while part := plain.recv(4096):
                answered += part
        assert b"HTTP" not in answered and LARGE[:20] not in answered
        with closing(asked(server, certificate)) as way:  # and whoever speaks TLS gets it whole
            way.request("GET", "/large")
            assert way.getresponse().read() == LARGE
            way.request("POST", "/echo", body=LARGE[:1_500_000])
            answer = way.getresponse()
            assert answer.read() == LARGE[:1_500_000] and answer.headers["X-Scheme"] == "https"


def test_wants_an_old_protocol_that_can_be_broken(certificate: tuple[Path, Path]) -> None:
    with speaking(certificate) as server:
        for version in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            old = trusting(certificate)
            with pytest.warns(DeprecationWarning):
                old.minimum_version = old.maximum_version = version
            old.set_ciphers("ALL:@SECLEVEL=0")
            with (
                closing(socket.create_connection(("127.0.0.1", server.port), timeout=5)) as plain,
                pytest.raises((ssl.SSLError, ConnectionError)),
            ):
                old.wrap_socket(plain, server_hostname="127.0.0.1")
    assert context_of(*certificate).minimum_version is ssl.TLSVersion.TLSv1_2


def test_wants_to_be_taken_for_the_desk_with_a_certificate_of_their_own(
    tmp_path: Path, certificate: tuple[Path, Path]
) -> None:
    false = own_certificate(tmp_path, ("127.0.0.1",))
    assert fingerprint(false[0]) != fingerprint(certificate[0])
    with (
        speaking(false) as server,
        closing(asked(server, certificate)) as way,
        pytest.raises(ssl.SSLCertVerificationError),
    ):
        way.request("GET", "/large")


def test_wants_the_key_of_the_certificate(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path, ("loge.house",))
    assert key.stat().st_mode & 0o777 == 0o600
    assert own_certificate(tmp_path, ("loge.house",)) == (certificate, key)
    known = fingerprint(certificate)
    own_certificate(tmp_path, ("loge.house",))
    assert fingerprint(certificate) == known, "a start makes no new one: nobody would look any more"
    key.chmod(0o640)
    with pytest.raises(LooseSecrets, match="chmod 600"):
        context_of(certificate, key)


def test_wants_a_start_with_half_a_certificate_to_fall_back_to_the_clear(tmp_path: Path) -> None:
    certificate, key = own_certificate(tmp_path, ("loge.house",))
    certificate.write_bytes(certificate.read_bytes()[:100])
    with pytest.raises(NoCertificate):
        context_of(certificate, key)
    with pytest.raises(ValidationError, match="go together"):
        DeskNetwork(listen="192.168.1.20:8443", certificate=certificate)


@pytest.mark.parametrize("listen", ["0.0.0.0:8410", "192.168.1.20:8410", "[::]:8410", "loge.house:8410"])
def test_wants_a_setting_that_serves_the_lobby_to_the_network(listen: str) -> None:
    for table in (Screen, HealthPage):
        with pytest.raises((ValidationError, ValueError)):
            table(listen=listen)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"listen": "loge.house:8443"}, "an address"),
        ({"listen": "0.0.0.0:8443"}, "by which names"),
        ({"listen": "192.168.1.20:99999"}, "no such port"),
        ({"names": ["*.evil.example"]}, "no name"),
        ({"names": ["Loge House"]}, "no name"),
    ],
)
def test_wants_a_listener_that_answers_to_any_name(said: dict[str, object], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        DeskNetwork.model_validate(said)


def stalled(port: int, stack: ExitStack, send: bytes) -> socket.socket:
    way = stack.enter_context(closing(socket.create_connection(("127.0.0.1", port), timeout=10)))
    way.sendall(send)
    return way


@pytest.mark.parametrize(
    "sent", [b"", b"\x16\x03\x01", b"\x16\x03\x01\xff\xff" + bytes(70_000), b"GET / HTTP/1.1\r\n"]
)
def test_wants_connections_that_never_end_to_take_every_place(
    certificate: tuple[Path, Path], sent: bytes
) -> None:
    limits = Limits(connections=40, silent_s=1, whole_within_s=2)
    with speaking(certificate, limits) as server, ExitStack() as stack:
        stuck = [stalled(server.port, stack, sent) for _ in range(20)]
        with closing(asked(server, certificate)) as way:
            way.request("POST", "/echo", body=b"still here")
            assert way.getresponse().read() == b"still here"

        def let_go() -> bool:
            for one in stuck:
                one.settimeout(0.01)
                try:
                    if one.recv(4096):
                        return False
                except TimeoutError:
                    return False
                except OSError:
                    continue
            return True

        until(let_go, 20)


def test_wants_a_reader_that_never_reads_to_keep_its_thread(certificate: tuple[Path, Path]) -> None:
    with (
        speaking(certificate, Limits(connections=40, silent_s=2, whole_within_s=5)) as server,
        ExitStack() as stack,
    ):
        for _ in range(6):  # more than there are threads
            plain = stack.enter_context(
                closing(socket.create_connection(("127.0.0.1", server.port), timeout=10))
            )
            lazy = stack.enter_context(
                closing(trusting(certificate).wrap_socket(plain, server_hostname="127.0.0.1"))
            )
            lazy.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

        def answers() -> bool:
            with closing(asked(server, certificate)) as way:
                way.request("POST", "/echo", body=b"x")
                return way.getresponse().read() == b"x"

        until(answers, 20)


def test_wants_a_slow_reader_cut_off_or_its_pages_heaped_up_in_memory(certificate: tuple[Path, Path]) -> None:
    """Somebody at the end of a poor line gets all of it, in order, however little is taken at a time."""
    held, page, at_once = 0, LARGE[:150_000], 100_000
    with speaking(certificate, Limits(silent_s=2, whole_within_s=20)) as server, ExitStack() as stack:
        plain = stack.enter_context(closing(socket.socket()))
        plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        plain.settimeout(10)
        plain.connect(("127.0.0.1", server.port))
        way = trusting(certificate).wrap_socket(plain, server_hostname="127.0.0.1")
        stack.enter_context(closing(way))
        (channel,) = server._server.active_channels.values()
        channel.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # the system itself keeps little
        channel.sendbuf_len = at_once
        way.sendall(b"POST /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 150000\r\n\r\n" + page)
        answered, line = b"", threading.Event()
        while not answered.endswith(page[-64:]):
            part = way.recv(8192)
            assert part, f"cut off after {len(answered)} bytes"
            answered += part
            held = max(held, len(channel._unsent))
            line.wait(0.4)  # so slow is the line: what was sealed at once takes longer than silence may last
        assert answered.partition(b"\r\n\r\n")[2] == page
        assert 0 < held < at_once * 1.1, "no more is sealed beforehand than goes out at a time"


def test_wants_several_readers_of_one_connection_to_mix_their_pages(certificate: tuple[Path, Path]) -> None:
    wrong: list[str] = []

    def reads(mark: bytes) -> None:
        with closing(asked(server, certificate)) as way:
            for _ in range(15):
                way.request("POST", "/echo", body=mark * 20_000)
                if way.getresponse().read() != mark * 20_000:
                    wrong.append(mark.decode())

    with speaking(certificate) as server:
        hands = [threading.Thread(target=reads, args=(bytes([65 + number]) * 3,)) for number in range(6)]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
    assert not wrong


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    yield from stood(tmp_path_factory.mktemp("house"))


@pytest.fixture
def house(desk: Desk) -> Callable[..., int]:
    """What a browser of the house is answered."""

    def ask(method: str, path: str, **said: object) -> int:
        answer = desk.client.open(
            path,
            method=method,
            environ_overrides=AFAR,
            headers={**OURS},
            **said,  # type: ignore[arg-type]
        )
        answer.close()
        return answer.status_code

    return ask


def test_wants_to_use_the_lobby_from_an_armchair_while_somebody_stands_there(
    play: Play, desk: Desk, house: Callable[..., int]
) -> None:
    play.tap(LIN)
    for method, path in (
        ("GET", "/"), ("GET", "/keys"), ("GET", "/home"), ("GET", "/collect/code"), ("POST", "/visit/end"),
        ("POST", "/collect/code"), ("GET", "/events"), ("GET", "/desk/way-in"), ("POST", "/desk/way-in"),
        ("POST", "/visit/here"), ("GET", "/message/bug"), ("POST", "/speech"),
    ):  # fmt: skip
        assert house(method, path) == 409, path
    assert play.journeys.visits.current is not None, "nobody ends another's visit from there"
    assert house("GET", "/static/desk.css") == 200


def test_wants_an_attendant_kept_out_of_the_desk_by_typing_their_pin_wrongly_from_afar(
    play: Play, desk: Desk, house: Callable[..., int]
) -> None:
    play.journeys.visits.end()
    play.tap(LIN)
    for _ in range(8):
        assert house("POST", "/desk/enter", data={"pin": "000000"}) == 409
    assert house("POST", "/desk/enter", data={"pin": LIN_PIN}) == 409, "there it pauses"
    assert desk.post("/desk/enter", pin=LIN_PIN).status_code == 303, "here it does not"


def test_wants_a_name_of_their_own_to_point_at_the_desk(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    play.journeys.visits.end()
    settings = play.site.settings.model_copy(
        update={"desk": DeskNetwork(listen="192.168.1.20:8443", names=("loge.house",))}
    )
    monkeypatch.setitem(play.journeys.__dict__, "settings", settings)
    client = create_app(play.journeys).test_client()
    for host, status in (("loge.house:8443", 409), ("192.168.1.20:8443", 409), ("evil.example", 400)):
        answer = client.get("/desk/", headers={"Host": host}, base_url="https://x/", environ_overrides=AFAR)
        assert answer.status_code == status, host
        assert "max-age" in answer.headers["Strict-Transport-Security"] or status == 400


def test_wants_the_sessions_cookie_to_travel_in_the_clear(play: Play, desk: Desk) -> None:
    play.journeys.visits.end()
    play.tap(CHEN)
    answer = desk.client.post(
        "/desk/enter",
        data={"pin": CHEN_PIN},
        headers=OURS,
        base_url="https://localhost/",
        environ_overrides=AFAR,
    )
    assert answer.status_code == 303 and "Secure" in answer.headers["Set-Cookie"]


def test_wants_the_fingerprint_told_by_the_very_page_that_it_is_to_prove(
    play: Play, desk: Desk, tmp_path: Path
) -> None:
    listens = DeskNetwork(listen=f"127.0.0.1:{free_port()}")
    (tmp_path / play.site.settings.storage.folder / "keys").mkdir(parents=True)
    server = desk_listener(
        play.site.settings.model_copy(update={"desk": listens}), tmp_path, desk.client.application
    )
    assert server is not None
    server.stop()
    (certificate,) = tmp_path.rglob(OWN_CERTIFICATE)
    first, last = fingerprint(certificate)[:47], fingerprint(certificate)[48:]
    desk.enter(CHEN, CHEN_PIN)
    here = desk.page("/desk/devices")
    assert first in here and last in here and f":{listens.port}/desk/" in here
    play.journeys.visits.end()
    afar = desk.client.get("/desk/devices", environ_overrides=AFAR)
    assert afar.status_code == 200 and first not in afar.text and last not in afar.text
