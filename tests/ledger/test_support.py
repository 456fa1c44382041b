"""The support bundle: what a site knows of people and secrets is searched for in all of it, however it is written."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from kiosk.clock import SystemClock
from kiosk.domain import events as e
from kiosk.ledger.store import SqliteLedger
from kiosk.ports.record import Sealed
from kiosk.site_keys import SiteKeys, load_or_make
from kiosk.support.gathering import parts
from kiosk.support.scrubbing import Scrubber

NAMES = ("Margaret Featherstonehaugh", "欧阳娜娜", "张伟")
PHONES = ("13800138000", "+852 9123 4567", "6123-4567")
HOMES = ("T1-3302", "2座801")
BADGE = "04A1B2C3D4E580"
PASSPHRASE = "correct horse battery staple"
SECRETS = ("swordfish-77", "0f1e2d3c4b5a69788796a5b4c3d2e1f0")
CODE = "4711087553"
SITE = f"""
[site]
id = "small"
name = "Lakeside Court"
desk_phone = "{PHONES[1]}"
[notices.smtp]
host = "mail.lakeside.example"
sender = "desk@lakeside.example"
[backup]
folder = "/media/loge"
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("support")
    (root / "site.toml").write_text(SITE, encoding="utf-8")
    (root / "secrets.toml").touch(mode=0o600)
    (root / "secrets.toml").write_text(
        f'smtp_password = "{SECRETS[0]}"\nosdp_key = "{SECRETS[1]}"\nbackup_passphrase = "{PASSPHRASE}"\n'
    )
    (root / "var").mkdir(mode=0o700)
    ledger = SqliteLedger(root / "var/ledger.db", SystemClock(), load_or_make(root / "var/keys").vault)
    cards = [
        Sealed(
            f"person:r-{number}",
            f"r-{number}",
            json.dumps({"name": name, "phone": phone, "unit": HOMES[number % 2], "badge": BADGE}).encode(),
        )
        for number, (name, phone) in enumerate(zip(NAMES, PHONES, strict=True))
    ]
    ledger.execute(lambda _house: [e.KioskStarted("0.1.0")], sealed=cards)
    ledger.close()
    (root / "var/evidence").mkdir()
    (root / "var/evidence/p1.sealed").write_bytes(b"picture")
    return root


def keys_of(site: Path) -> SiteKeys:
    return load_or_make(site / "var" / "keys")


def ways_of(word: str) -> Iterator[str]:
    """Yield how a word may stand in a text."""
    content = word.encode()
    yield word
    yield word.upper()
    yield quote(word)
    yield quote(word, safe="")
    yield json.dumps(word)[1:-1]
    yield repr(content)[2:-1]
    yield content.hex()
    yield base64.b64encode(content).decode()
    yield base64.urlsafe_b64encode(content).decode().rstrip("=")


def wanted(site: Path) -> list[str]:
    """Return every word that may not be found."""
    keys = keys_of(site)
    secret = [
        one
        for key in (keys.vault, keys.digests, keys.badges)
        for one in (key.hex(), base64.b64encode(key).decode())
    ]
    words = [
        *NAMES,
        "Featherstonehaugh",
        *PHONES,
        *HOMES,
        BADGE,
        PASSPHRASE,
        *SECRETS,
        "desk@lakeside.example",
    ]
    return [
        *(way for word in words for way in ways_of(word)),
        *secret,
        CODE,
        "Lakeside Court",
        "mail.lakeside",
    ]


def journal(site: Path) -> str:
    """A journal of a kiosk that has said far too much."""
    said = "\n".join(
        f"2026-05-03T04:00:00+0800 loge python[812]: INFO kiosk.x: {one} came" for one in wanted(site)
    )
    more = (
        f"\nWARNING kiosk.flows: code {CODE} refused\nbadge 04:A1:B2:C3:D4:E5:80 http://desk:{SECRETS[0]}@mail/ "
        "Authorization: Bearer abc.def\nNOTICE 请张伟到前台\nround took 12 ms, error -110 at 0x7f3a, door K07, "
        "2026-05-03"
    )
    return said + more


def bundle(site: Path) -> dict[str, str]:
    said = journal(site)
    return dict(parts(site / "site.toml", site / "var", lambda: said, lambda: said, lambda: said))


def test_nothing_that_the_site_knows_of_people_is_anywhere_in_it(site: Path) -> None:
    whole = "\n".join(bundle(site).values())
    assert [one for one in wanted(site) if one.lower() in whole.lower()] == []
    for leak in ("04:A1:B2", "abc.def", "张伟"):
        assert leak not in whole


def test_what_an_engineer_needs_is_still_there(site: Path) -> None:
    made = bundle(site)
    for useful in ("round took 12 ms, error -110 at 0x7f3a, door K07, 2026-05-03", "2026-05-03T04:00:00"):
        assert useful in made["journal.txt"]
    record = json.loads(made["record.json"])
    assert record["events"] == {"kiosk.started/1": 1} and record["sealed"][0] == len(NAMES)
    told = json.loads(made["settings.toml.json"])
    assert told["site"]["id"] == "small" and told["backup"]["folder"] == "/media/loge"
    stored = json.loads(made["storage.json"])
    assert stored["keys"]["vault.key"] == "0600" and stored["files"]["evidence"] == [1, 7]
    assert json.loads(made["versions.json"])["packages"]


def test_the_command_makes_one_file_that_others_can_not_read(site: Path, tmp_path: Path) -> None:
    out = tmp_path / "help.zip"
    command = [sys.executable, "-m", "kiosk", "support", str(out), str(site / "site.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert out.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(out) as packed:
        assert packed.testzip() is None
        assert sorted(packed.namelist()) == [
            "README.txt", "doctor.json", "health.json", "journal.txt", "record.json", "settings.toml.json",
            "storage.json", "versions.json",
        ]  # fmt: skip
        whole = b"\n".join(packed.read(name) for name in packed.namelist()).decode().lower()
    assert [one for one in wanted(site) if one.lower() in whole] == []
    again = subprocess.run(command, capture_output=True, text=True, check=False)
    assert again.returncode == 1, "it writes over nothing"


def test_a_broken_site_gets_help_too(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text("[site\nthis is no TOML")
    (tmp_path / "var").mkdir()
    load_or_make(tmp_path / "var" / "keys")
    (tmp_path / "var" / "ledger.db").write_bytes(b"worn out" * 1000)
    made = dict(parts(tmp_path / "site.toml", tmp_path / "var", lambda: "", lambda: "{}", lambda: "line"))
    assert "unreadable" in made["record.json"] and "unreadable" in made["settings.toml.json"]


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("call 13800138000 now", "call […] now"),
        ("2026-05-03 04:05:06 K07 opened", "2026-05-03 04:05:06 K07 opened"),
        ("took 1200 ms", "took 1200 ms"),
        ("user ann@example.com", "user […]"),
        ("ann was here; Ann's flat; channel", "[…] was here; […]'s flat; channel"),
        ("小明明天来", "[…]明天来"),
    ],
)
def test_words_are_found_as_people_write_them(said: str, left: str) -> None:
    assert Scrubber(["Ann", "小明", "x"])(said) == left
