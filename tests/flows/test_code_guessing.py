"""Guessing at pick-up codes before a kiosk that is killed: what was given away stays given away."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request

from kiosk.doctor.guessing import alive_codes, guessing_findings
from tests.flows.test_collect import digits, waiting_parcel, wrong_codes
from tests.lobby import Play
from tests.wire.waiting import until


def typed(play: Play, code: str, home: str = "") -> tuple[int, str]:
    """Return what the running kiosk answers to a code that somebody types."""
    form = urllib.parse.urlencode({"code": code, "home": home}).encode()
    request = urllib.request.Request(
        f"{play.site.address}/collect/code", form, headers={"Sec-Fetch-Site": "same-origin"}
    )
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.url
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def test_a_power_cut_in_the_middle_of_guessing_forgives_nothing(play: Play) -> None:
    parcel = waiting_parcel(play)
    right = digits(play, parcel)
    recipient = play.journeys.ledger.house.parcels[parcel].recipient
    home = play.journeys.ledger.house.people[recipient].unit or ""
    play.close()
    killed = play.site.kiosk_process()
    until(play.site.answers, 60)
    for number, wrong in enumerate(wrong_codes(right, 5)):
        assert typed(play, wrong)[0] == 409
        if number not in (1, 4):
            continue
        killed.kill()  # in the instant after the answer
        killed.wait()
        killed = play.site.kiosk_process()
        until(play.site.answers, 60)
    status, page = typed(play, right)
    assert (
        status == 409 and 'name="home"' in page
    )  # the right code, and it is asked for the home all the same
    until(lambda: typed(play, right, home)[0] == 200, 20)  # once the doors answer
    killed.kill()
    killed.wait()
    play.kiosk = play.site.kiosk()


def test_the_doctor_counts_the_codes_that_are_alive(play: Play) -> None:
    folder = play.site.root / play.site.settings.storage.folder
    assert alive_codes(folder / "ledger.db") == 0
    for number in (1, 2, 3):
        waiting_parcel(play, f"SF{number}")
    (finding,) = guessing_findings(folder, 10)
    assert finding.facts["alive"] == "3" and finding.says == "doctor.guessing.bound"
    assert int(str(finding.facts["day"]).replace(",", "")) >= 1_000_000
    assert next(guessing_findings(folder, 9)).facts["tries"] == 16
