"""The desk's pages for browsers of the house: their own listener, by TLS, beside the lobby's."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask

from kiosk.serve import FOR_THE_HOUSE, PortTaken, Server
from kiosk.settings import Settings
from kiosk.site_keys import LooseSecrets
from kiosk.tls import NoCertificate, context_of, fingerprint, own_certificate

log = logging.getLogger(__name__)

THREADS = 10
"""For all browsers of the house together; the lobby's screen has its own."""


def certificate_of(settings: Settings, root: Path) -> tuple[Path, Path]:
    """Return the certificate and the key that the desk's pages are served with; the site's own is made if need be.

    Raises:
        OSError: the site's folder can't be used.
    """
    said = settings.desk
    if said.certificate and said.key:
        return root / said.certificate, root / said.key
    return own_certificate(root / settings.storage.folder / "keys", said.known_as)


def desk_listener(settings: Settings, root: Path, app: Flask) -> Server | None:
    """Return the listener for the house, started; None where the site has none, or what it needs can't be used.

    Without it the desk is at the lobby: it costs nothing there. How its certificate is known is told, in the journal
    and on the page of devices.
    """
    if not settings.desk.listen:
        return None
    address = f"https://{_host(settings.desk.known_as[0])}:{settings.desk.port}/desk/"
    app.config["IN_THE_HOUSE"] = (address, "")
    try:
        certificate, key = certificate_of(settings, root)
        context, known_by = context_of(certificate, key), fingerprint(certificate)
        server = Server(
            app, settings.desk.host, settings.desk.port, threads=THREADS, limits=FOR_THE_HOUSE, tls=context
        )
    except (LooseSecrets, NoCertificate, PortTaken, OSError, ValueError) as trouble:
        log.warning("no desk in the house's network: %s", trouble)
        return None
    server.start()
    app.config["IN_THE_HOUSE"] = (address, known_by)
    log.info("the desk at %s, certificate SHA-256 %s", address, known_by)
    return server


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name
