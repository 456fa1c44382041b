"""Fits the lobby's voice: an engine that is a program like the real one, and a sound card to pull."""

from __future__ import annotations

import base64
import contextlib
import json
import shutil
import socketserver
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.speech.sim import SpeechSim

if TYPE_CHECKING:
    from drivers.sim.world import World

PROGRAM = """#!{python} -ISE
# What the kiosk starts in place of espeak-ng: it asks the simulated lobby, and writes what comes back.
import base64, json, os, socket, sys
way = socket.socket(socket.AF_UNIX)
os.chdir(os.path.dirname(os.path.abspath(__file__)))
way.connect({socket!r})
words = base64.b64encode(sys.stdin.buffer.read()).decode() if "--stdin" in sys.argv else ""
way.sendall(json.dumps([sys.argv[1:], words]).encode() + b"\\n")
status, sound = json.loads(way.makefile("rb").readline())
sys.stdout.buffer.write(base64.b64decode(sound))
sys.exit(status)
"""
"""Small, without the site's packages: a process an utterance must begin quickly."""


class SoundCard:
    """The sound card and the engine beside it. With the cable the card goes; the engine stays installed."""

    def __init__(self, voice: SpeechSim, engine: Path, cards: Path) -> None:
        self._voice = voice
        self._engine = engine
        self._card = cards / "card0"
        self._server: _Server | None = None

    @property
    def plugged(self) -> bool:
        """Whether it is in."""
        return self._card.exists()

    def plug(self) -> None:
        """Put it in: there is a card, and from the first time on an engine."""
        if self._server is None:
            self._server = self._install()
        self._card.mkdir(parents=True, exist_ok=True)

    def unplug(self) -> None:
        """Pull it: there is no card."""
        with contextlib.suppress(FileNotFoundError):
            self._card.rmdir()

    def remove(self) -> None:
        """Take everything away: the world ends."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        self._voice.mended.set()
        shutil.rmtree(self._card.parent, ignore_errors=True)
        self._engine.unlink(missing_ok=True)
        self._engine.with_suffix(".sock").unlink(missing_ok=True)

    def _install(self) -> _Server:
        at = self._engine.with_suffix(".sock")
        self._engine.parent.mkdir(parents=True, exist_ok=True)
        at.unlink(missing_ok=True)
        server = _Server(at, self._voice)
        threading.Thread(target=server.serve_forever, name="voice", daemon=True).start()
        self._engine.write_text(PROGRAM.format(python=sys.executable, socket=at.name), encoding="utf-8")
        self._engine.chmod(0o755)
        return server


class _Server(socketserver.ThreadingUnixStreamServer):
    """Answers the program's questions, each on a thread of its own: one that hangs hangs alone."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, voice: SpeechSim) -> None:
        self.voice = voice
        super().__init__(str(path), _Run)


class _Run(socketserver.StreamRequestHandler):
    """One run of the engine."""

    server: _Server

    def handle(self) -> None:
        """Answer with the exit status and what goes to standard output."""
        arguments, stdin = json.loads(self.rfile.readline())
        spoken = self.server.voice.answer(arguments, base64.b64decode(stdin))
        answer = [spoken.status, base64.b64encode(spoken.stdout).decode()]
        with contextlib.suppress(BrokenPipeError):  # the kiosk had no patience any more
            self.wfile.write(json.dumps(answer).encode() + b"\n")


def fit_speech(world: World) -> SpeechSim:
    """Return the lobby's voice, with a sound card to pull where the site has one that is simulated."""
    voice = SpeechSim()
    wanted = world.plan.site.get("speech")
    if wanted is None or str(wanted.get("engine", "/")).startswith("/"):
        return voice
    card = SoundCard(voice, world.plan.path(wanted["engine"]), world.plan.path(wanted["cards"]))
    world.cables["speech"] = card
    world.faultable["speech"] = [voice]
    return voice
