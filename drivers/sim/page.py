"""The bench's page: the lobby screen beside the simulated lobby, its cables and its paper, on waitress."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import waitress
from flask import Flask, Response, abort, render_template, request
from waitress.channel import HTTPChannel
from waitress.trigger import trigger

from drivers.camera import codec
from drivers.sim import pictures
from drivers.sim.deeds import Deeds, perform
from drivers.sim.plan import Plan, Table
from drivers.sim.world import World

FOLDER = Path(__file__).with_name("page")
MOST_UPLOAD_BYTES = 20_000_000

SECURE_CHIPS = {"ntag424": "ntag424", "desfire": "desfire-ev3"}
"""The kind of badge that proves itself, by the site's setting."""

_CLAIM = re.compile(r"^LOGE\d:[0-9A-Z $%*+./:-]+$", re.MULTILINE)
"""A claim code on a line of its own; its letters are Base45's, which has a space (RFC 9285, section 4)."""


class Page:
    """The page's HTTP server on one address, in threads of its own, until `close`."""

    def __init__(self, app: Flask, host: str, port: int) -> None:
        """Listen on `host` and `port`; OSError if it is taken."""
        # one thread a camera stream and page; a slow viewer must not pile up megabytes of old frames
        self._open: dict[int, Any] = {}
        self._server = waitress.create_server(
            app, self._open, host=host, port=port, threads=16, ident=None, outbuf_high_watermark=300_000
        )
        self._trigger = next(one for one in self._open.values() if isinstance(one, trigger))
        self._thread = threading.Thread(target=self._server.run, name="page", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening, once whoever looks is let go: a camera's stream is never at its end by itself."""
        self._trigger.pull_trigger(self._let_go)
        self._server.task_dispatcher.shutdown(timeout=1)
        self._trigger.pull_trigger(self._end)
        self._thread.join(timeout=2)

    def _let_go(self) -> None:
        """On the server's own thread."""
        for one in list(self._open.values()):
            if isinstance(one, HTTPChannel):
                one.handle_close()

    def _end(self) -> None:
        """On the server's own thread, whose loop ends when nothing is open any more."""
        self._let_go()
        for one in list(self._open.values()):
            one.close()


def page_app(world: World, deeds: Deeds) -> Flask:
    """Return the page's WSGI application."""
    app = Flask(__name__, template_folder=str(FOLDER / "templates"), static_folder=str(FOLDER / "static"))
    app.config["MAX_CONTENT_LENGTH"] = MOST_UPLOAD_BYTES
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    _serve_bench(app, world, deeds)
    _serve_pictures(app, world)
    return app


def _serve_bench(app: Flask, world: World, deeds: Deeds) -> None:
    @app.get("/")
    def bench() -> str:
        plan = world.plan
        return render_template(
            "bench.html",
            estate=plan.site["site"]["name"],
            screen=screen_url(plan, request.host),
            facts=facts(plan, world),
            people=plan.people.get("people", []),
            secure=SECURE_CHIPS.get(plan.site.get("badge_reader", {}).get("secure", "off"), ""),
            scanners=list(world.scanners),
            with_kiosk=deeds.state()["kiosk"] is not None,
        )

    @app.get("/state")
    def state() -> Response:
        seen = deeds.state() | {"screen_up": screen_up(world.plan), "notices": notices(world.plan)}
        answer = Response(json.dumps(seen, ensure_ascii=False), mimetype="application/json")
        answer.set_etag(hashlib.blake2b(answer.get_data(), digest_size=12).hexdigest())
        answer.headers["Cache-Control"] = "no-cache"
        answer.make_conditional(request)
        return answer

    @app.post("/do")
    def do() -> tuple[dict[str, Any], int]:
        _same_page()
        answer = perform(deeds, request.get_json(silent=True))
        return answer, 409 if "error" in answer else 200

    @app.post("/show")
    def show() -> tuple[dict[str, Any], int]:
        _same_page()
        picture = base64.b64encode(request.get_data()).decode()
        answer = perform(
            deeds, {"do": "show", "picture": picture, "for_s": request.args.get("for_s", type=float)}
        )
        return answer, 409 if "error" in answer else 200


def _same_page() -> None:
    """Refuse what a foreign page sends: it cannot set this header without being asked first."""
    if request.headers.get("X-Bench") != "1":
        abort(403)


def _serve_pictures(app: Flask, world: World) -> None:
    @app.get("/camera.mjpg")
    def camera() -> Response:
        if not world.camera.plugged:
            abort(503)
        frames: Iterator[bytes] = world.camera.stream()
        return Response(frames, content_type=codec.content_type(), headers={"Cache-Control": "no-store"})

    @app.get("/camera.jpg")
    def seen() -> Response:
        return Response(world.camera.jpeg(), mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    @app.get("/label/<number>.png")
    def label(number: str) -> Response:
        return Response(pictures.png(world.label(number)), mimetype="image/png")

    @app.get("/paper/<int:index>.png")
    def paper(index: int) -> Response:
        pieces = world.printer.pieces
        if index >= len(pieces):
            abort(404)
        return Response(pieces[index], mimetype="image/png")

    @app.get("/paper/hanging.png")
    def hanging() -> Response:
        piece = world.printer.hanging
        if piece is None:
            abort(404)
        return Response(io.BytesIO(piece), mimetype="image/png", headers={"Cache-Control": "no-store"})


def facts(plan: Plan, world: World) -> Table:
    """Return what never changes while the world runs: geometry in mm, names of keys, parcels."""
    doors = [
        {
            "place": door.place,
            "slot": door.is_slot,
            "left": door.left_mm,
            "bottom": door.bottom_mm,
            "width": door.width_mm,
            "height": door.height_mm,
            "size": door.size,
            "sensed": door.senses_items,
            "wire": f"{door.wire[0]}, board {door.wire[1]}, channel {door.wire[2]}",
        }
        for door in plan.doors
    ]
    keys = {key["tag"]: key["label"].get("en", key["id"]) for key in plan.people.get("keys", [])}
    parcels = {number: vars(shipment) for number, shipment in world.shipments.items()}
    return {"doors": doors, "keys": keys, "parcels": parcels, "serial": list(world.hosts)}


def screen_address(plan: Plan) -> tuple[str, int]:
    """Return where the lobby screen listens."""
    host, _, port = str(plan.site["screen"]["listen"]).rpartition(":")
    return host.strip("[]"), int(port)


def screen_url(plan: Plan, page_host: str) -> str:
    """Return the lobby screen's address for the frame, as the browser that asked `page_host` reaches it."""
    host, port = screen_address(plan)
    if host in ("", "0.0.0.0", "::"):
        host = page_host.rpartition(":")[0] or page_host
    return f"http://{host}:{port}/"


def screen_up(plan: Plan) -> bool:
    """Return whether something listens where the lobby screen should."""
    host, port = screen_address(plan)
    try:
        socket.create_connection((host or "127.0.0.1", port), timeout=0.3).close()
    except OSError:
        return False
    return True


def notices(plan: Plan, most: int = 20) -> list[Table]:
    """Return what residents were told, newest first: file name, wall time, text, claim codes in it."""
    outbox = plan.site.get("notices", {}).get("file", "outbox")
    storage = plan.site.get("storage", {}).get("folder", ".")
    told: set[Path] = set()
    for folder in {plan.root / outbox, plan.root / storage / outbox}:
        with contextlib.suppress(OSError):  # nobody was told anything yet
            told |= {path for path in folder.iterdir() if path.is_file() and path.suffix != ".new"}
    return [_notice(path) for path in sorted(told, key=_written_s, reverse=True)[:most]]


def _notice(path: Path) -> Table:
    """Return one notice as its reader has it: JSON with a body as a letter, anything else as it is."""
    try:
        text = path.read_text(errors="replace")[:6000]
    except OSError:
        text = ""
    claims = _CLAIM.findall(text)
    with contextlib.suppress(ValueError):
        letter = json.loads(text)
        if isinstance(letter, dict):
            claims = [value for value in letter.values() if _CLAIM.fullmatch(str(value))]
            named = [str(letter[part]) for part in ("name", "subject", "body") if letter.get(part)]
            text = "\n".join(named) or json.dumps(letter, ensure_ascii=False, indent=1)
    return {"name": path.name, "at_s": _written_s(path), "text": text, "claims": list(dict.fromkeys(claims))}


def _written_s(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
