"""The record can't be opened: the screen says so in three languages, and the kiosk comes back by itself."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.test_collect import slip_text, waiting_parcel
from tests.lobby import Play, Site
from tests.wire.waiting import until
from ui.out_of_order import out_of_order_app

SAYS = ("系统暂停使用", "Out of order just now", "系統暫停使用")


def page(site: Site, path: str = "/") -> tuple[int, str]:
    """Return what the screen's address answers, (0, "") where nobody does."""
    try:
        with urllib.request.urlopen(site.address + path, timeout=3) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()
    except OSError:
        return 0, ""


def test_a_record_that_is_no_database_is_said_and_its_return_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    try:
        record = site.root / "var" / "ledger.db"
        whole = record.read_bytes()
        record.write_bytes(b"\0" * 8192 + whole[8192:])
        child = site.kiosk_process()
        until(lambda: page(site)[0] == 503, 90)
        for path in ("/", "/desk/log", "/courier"):
            assert all(words in page(site, path)[1] for words in SAYS)
        assert child.poll() is None
        record.write_bytes(whole)
        until(lambda: page(site)[0] == 200, 90)
        os.kill(child.pid, signal.SIGTERM)
        assert child.wait(20) == 0
    finally:
        site.close()


def test_a_key_that_others_can_read_and_a_record_of_a_newer_release_are_said_on_the_screen(
    tmp_path: Path,
) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    try:
        key, record = site.root / "var" / "keys" / "vault.key", site.root / "var" / "ledger.db"
        key.chmod(0o644)
        child = site.kiosk_process()
        until(lambda: page(site)[0] == 503, 90)
        assert SAYS[1] in page(site)[1] and child.poll() is None
        assert f"chmod 600 {key}" in (site.root / "kiosk.log").read_text()
        with closing(sqlite3.connect(record, isolation_level=None)) as newer:
            (known,) = newer.execute("PRAGMA user_version").fetchone()
            newer.execute("PRAGMA user_version = 999")
            key.chmod(0o600)
            until(lambda: "has version 999" in (site.root / "kiosk.log").read_text(), 90)
            assert page(site)[0] == 503 and child.poll() is None
            newer.execute(f"PRAGMA user_version = {known}")
        until(lambda: page(site)[0] == 200, 90)
        os.kill(child.pid, signal.SIGTERM)
        assert child.wait(20) == 0
    finally:
        site.close()


def test_a_disk_that_is_read_only_keeps_what_it_holds_and_opens_no_door(tmp_path: Path) -> None:
    folder = tmp_path / "s" / "var"
    folder.mkdir(parents=True)
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=900m,mode=0700", "tmpfs", str(folder)], check=False
    )
    if made.returncode:
        pytest.skip("NO FILE SYSTEM MAY BE MOUNTED HERE")
    try:
        site = Site(tmp_path / "s", opens_within_s="1.0")
        try:
            play = Play(site)
            parcel = waiting_parcel(play)
            slip = slip_text(play, parcel)
            play.close()
            fired = len(site.bench.firings())
            subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
            child = site.kiosk_process()
            until(lambda: page(site)[0] == 503, 90)
            assert SAYS[1] in page(site)[1] and len(site.bench.firings()) == fired
            subprocess.run(["mount", "-o", "remount,rw", str(folder)], check=True)
            until(lambda: page(site)[0] == 200, 90)
            os.kill(child.pid, signal.SIGTERM)
            assert child.wait(20) == 0
            play = Play(site)
            movement = play.journeys.collect.by_slip(slip)
            play.comes_to(movement, "open")
            play.close()
        finally:
            site.close()
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def test_a_record_that_is_missing_is_said_with_what_to_do_and_its_return_is_found(tmp_path: Path) -> None:
    site = Site(tmp_path / "s", opens_within_s="1.0")
    try:
        folder = site.root / "var"
        aside = site.root / "aside"
        aside.mkdir()
        for path in folder.glob("ledger.db*"):
            path.rename(aside / path.name)
        child = site.kiosk_process()
        until(lambda: page(site)[0] == 503, 90)
        said = page(site)[1]
        assert all(words in said for words in ("记录丢失", "the record is missing", "紀錄遺失"))
        assert f"move {folder} away" in said and "kiosk restore" in said and child.poll() is None
        (site.root / ".restoring").mkdir()
        until(lambda: "the record is being restored" in page(site)[1], 30)
        for path in aside.iterdir():
            path.rename(folder / path.name)
        until(lambda: page(site)[0] == 200, 90)
        assert not (site.root / ".restoring").exists(), "what a restoration has left that came to its end"
        os.kill(child.pid, signal.SIGTERM)
        assert child.wait(20) == 0
    finally:
        site.close()


def test_the_page_answers_every_address_and_needs_nothing() -> None:
    client = out_of_order_app("021-5555").test_client()
    for path, method in (("/", "get"), ("/collect/code", "post"), ("/..%2f..", "get")):
        answer = getattr(client, method)(path)
        assert answer.status_code == 503 and "021-5555" in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Retry-After"]
    with client.get("/static/loge.css") as style:
        assert style.status_code == 200
    assert "前台" in out_of_order_app("").test_client().get("/").text
