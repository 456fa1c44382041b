"""The end of an installation: the kiosk is started, its first page is fetched, and what a person has to do is said."""

from __future__ import annotations

import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator

from kiosk.installing.target import Target, Trouble

WITHIN_S = 120.0
LOOK = "`journalctl -u kiosk -n 50` tells why; wrong settings: `kiosk check-config /etc/loge/site.toml`."


def address(settings: str) -> str:
    """Return where the lobby's pages are, by the text of the settings."""
    section = re.search(r'^\[screen\][^\[]*?^listen\s*=\s*"([^"]+)"', settings, re.MULTILINE | re.DOTALL)
    return f"http://{section[1] if section else '127.0.0.1:8410'}/"


def start(say: Callable[[str], None], *, changed: bool) -> None:
    """Start the kiosk, fetch its first page, start the screen; all of it anew when something has `changed`.

    Raises:
        Trouble: the kiosk does not start, or gives no page.
    """
    here = Target()
    verb = "restart" if changed else "start"
    say("Starting the kiosk ...")
    here.run(("systemctl", verb, "kiosk.service"), "The kiosk does not start", LOOK)
    page = address(here.at("/etc/loge/site.toml").read_text(encoding="utf-8"))
    took_s = fetched(page, WITHIN_S)
    say(f"The kiosk runs; {page} answered after {took_s:.1f} s.")
    if _on_the_screens_console():
        say("The screen starts with the machine: this very login stands on its console.")
        return
    here.run(
        ("systemctl", verb, "kiosk-screen.service"),
        "The screen does not start",
        "journalctl -u kiosk-screen -n 50",
    )


def fetched(page: str, within_s: float) -> float:
    """Return after how many seconds the page came: `within_s` after the last sign that the record is being read again.

    Raises:
        Trouble: it did not come in time.
    """
    begun = since = time.monotonic()
    last = "no answer"
    while time.monotonic() - since < within_s:
        try:
            with urllib.request.urlopen(page, timeout=10) as answer:
                if answer.status == 200:
                    return time.monotonic() - begun
                last = f"status {answer.status}"
        except urllib.error.HTTPError as answer:
            # What has grown for years is read again after an upgrade: as long as that goes on, it is waited for.
            further = answer.headers.get("Loge-Reread", "")
            if further and further != last:
                since = time.monotonic()
            last = further or str(answer)
            answer.close()
        except (OSError, urllib.error.URLError) as trouble:
            last = str(trouble)
        time.sleep(0.5)
    raise Trouble(f"{page} gave no page within {within_s:.0f} s ({last}).", LOOK)


def next_steps(target: Target, *, restart: bool) -> Iterator[str]:
    """Yield what a person has to do now."""
    if restart:
        yield "Restart the machine (`systemctl reboot`): the quiet start, the splash and the watchdog begin with it."
        yield "From then on a keyboard works only in a socket that 60-loge.rules lists; ssh works as before."
    if not target.here:
        yield "In this tree nothing was started; the services begin with the machine."
    yield "Next, with a screwdriver (docs/install.md):"
    yield "  1. the sockets' names      /etc/udev/rules.d/60-loge.rules"
    yield "  2. the site's settings     /etc/loge/site.toml, then: kiosk check-config /etc/loge/site.toml"
    yield "  3. every door once         docs/commissioning.md"
    yield "  4. a look at all of it     sudo -u loge kiosk doctor /etc/loge/site.toml --root /var/lib/loge"


def _on_the_screens_console() -> bool:
    try:
        return os.ttyname(0) == "/dev/tty1"
    except OSError:
        return False
