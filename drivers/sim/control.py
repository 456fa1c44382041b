"""The bench's own Unix socket: one JSON object a line each way; `Bench` is its client.

Faults and hands travel here and never on a device's wire. A request is {"do": deed, ...}; the reply is
{"ok": result} or {"error": words}. Pictures travel as base64.
"""

from __future__ import annotations

import json
import socketserver
import threading
from pathlib import Path

from drivers.sim.bench import Bench, BenchTrouble
from drivers.sim.deeds import Deeds, perform

__all__ = ["Bench", "BenchTrouble", "ControlServer"]


class _Line(socketserver.StreamRequestHandler):
    """One client's connection."""

    server: ControlServer

    def handle(self) -> None:
        """Answer line by line until the client goes."""
        for line in self.rfile:
            try:
                request = json.loads(line)
            except ValueError:
                request = None
            answer = perform(self.server.deeds, request)
            try:
                self.wfile.write(json.dumps(answer).encode() + b"\n")
            except OSError:
                return


class ControlServer(socketserver.ThreadingUnixStreamServer):
    """Serves the deeds on a Unix socket at `path` until `close`."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: Path, deeds: Deeds) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        super().__init__(str(path), _Line)
        self.deeds = deeds
        self._path = path
        threading.Thread(target=self.serve_forever, args=(0.05,), name="bench", daemon=True).start()

    def close(self) -> None:
        """Stop serving and remove the socket."""
        self.shutdown()
        self.server_close()
        self._path.unlink(missing_ok=True)
