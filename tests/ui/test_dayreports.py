"""The reports of days and months, and the homes' files, from the desk's pages before a real lobby."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from kiosk.domain.homesfile.look import VISIT, Look
from kiosk.domain.registers.events import RegisterExported
from kiosk.domain.reports.deciding import decide_counted
from kiosk.flows.reports.happened import HAPPENED
from kiosk.flows.reports.parts import LINES
from kiosk.flows.reports.reporting import Reports
from kiosk.pdf.verifying import Verified, verify_pdf
from tests.lobby import CHEN, LIN, LIN_PIN, Play, Site
from tests.ui.test_desk import Desk
from tests.ui.test_keybook import CHEN_PIN
from tests.ui.test_registers import gone_to, hidden, made, way
from tests.unit.test_pdf import texts
from ui.desk.dayreports.paths import COUNTED, PAST, STANDING, path_of

LI = "04F60718293A80"
HERE, FILES = "/desk/dayreport", "/desk/homesfile"


@pytest.fixture(scope="module")
def play(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Play]:
    site = Site(tmp_path_factory.mktemp("reports"), opens_within_s="1.0")
    played = Play(site)
    yield played
    played.close()
    site.close()


@pytest.fixture
def desk(play: Play) -> Desk:
    return Desk(play)


def days_ago(play: Play, days: int) -> str:
    """Return the site's day so many days ago."""
    return (play.journeys.reports.today() - timedelta(days=days)).isoformat()


def counted(play: Play, days: int, **numbers: int) -> str:
    """Return a day that was written down with these numbers."""
    day = days_ago(play, days)
    told = dict.fromkeys(LINES, 0) | {code.replace("_", ".", 1): n for code, n in numbers.items()}
    hours = {"keys.out": (0,) * 9 + (numbers.get("keys_out", 0),) + (0,) * 14}
    since = datetime.fromisoformat(f"{day}T00:00:00+08:00")
    play.journeys.ledger.execute(lambda house: decide_counted(house, day, since, told, hours))
    return day


def test_today_leads_from_each_number_to_what_it_counts(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page(HERE)
    assert "It goes on" in page and "Report it" not in page
    assert "Daily report" in page
    paths = {unescape(one) for one in re.findall(r'class="count-of"><a href="([^"]+)"', page)}
    assert len(paths) > 20
    for path in sorted(paths):
        assert desk.client.get(path, follow_redirects=True).status_code == 200, path


def test_every_way_of_a_number_is_a_page_for_a_month_too(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    month = days_ago(play, 0)[:7]
    every = {
        path_of(code, period, now=now)
        for code in LINES
        for period in (month, days_ago(play, 1))
        for now in (True, False)
    }
    for path in sorted(every):
        assert desk.client.get(path, follow_redirects=True).status_code == 200, path
    assert {*COUNTED, *STANDING, *PAST} <= set(LINES)


def test_a_number_of_events_leads_to_just_these(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    today = days_ago(play, 0)
    for _ in range(3):
        desk.client.get(f"{HERE}/{today}.csv")
    numbers = play.journeys.reports.report(today).numbers
    assert numbers["records.exported"] >= 3 and numbers["system.started"] >= 1
    for code in HAPPENED:
        page = desk.page(f"{HERE}/{today}/of/{code}")
        assert page.count('<td class="time">') == 2 * min(50, numbers[code]), code
    assert "Nothing in this period" in desk.page(f"{HERE}/{days_ago(play, 9)}/of/system.started")
    for wrong in ("of/keys.out", "of/x", "of/records.exported?before=x"):
        assert desk.client.get(f"{HERE}/{today}/{wrong}").status_code == (200 if "?" in wrong else 404)
    assert desk.client.get(f"{HERE}/2026-13/of/system.started").status_code == 409


def test_a_day_is_reported_once_and_keeps_what_proves_it(play: Play, desk: Desk) -> None:
    day = counted(play, 2, keys_out=17, keys_overdue=3)
    desk.enter(LIN, LIN_PIN)
    page = desk.page(f"{HERE}/{day}")
    assert ">17</a>" in page and "Report it" not in page
    assert desk.post(f"{HERE}/{day}/freeze", movement="f" * 32).status_code == 409
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page(f"{HERE}/{day}")
    assert 'role="img"' in page and "Issued: 17 in all, most at 9" in page
    act = hidden(page, "movement")
    head = play.journeys.ledger.head
    for _ in range(2):  # a double tap
        assert gone_to(desk.post(f"{HERE}/{day}/freeze", movement=act)) == f"{HERE}/{day}"
    again = desk.post(f"{HERE}/{day}/freeze", movement="e" * 32)
    assert again.status_code == 409 and "Reported already" in again.text
    page = desk.page(f"{HERE}/{day}")
    assert "It stays as it is" in page and "Report it" not in page
    assert head[:16] in page
    assert act[:8].upper() in desk.page(f"{HERE}/reported")


def test_what_goes_on_is_not_reported(play: Play, desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    answer = desk.post(f"{HERE}/{days_ago(play, 0)}/freeze", movement="d" * 32)
    assert answer.status_code == 409 and "not over yet" in answer.text


def test_a_report_is_taken_along_as_a_spreadsheet_and_as_a_signed_document(play: Play, desk: Desk) -> None:
    day = counted(play, 3, keys_out=12)
    desk.enter(CHEN, CHEN_PIN)
    got = desk.client.get(f"{HERE}/{day}.csv")
    assert got.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(got.data.decode("utf-8-sig"))))
    assert ["Keys", "Issued", "12", "", ""] in rows
    exported = play.journeys.register.events(words="register.exported", most=1)[0].body
    assert (exported["register"], exported["period"]) == ("report", day)
    pdf = made(desk, desk.post(f"{HERE}/{day}/sheet"))
    assert isinstance(verify_pdf(pdf), Verified) or verify_pdf(pdf)
    written = "".join(texts(pdf))
    assert "Daily report" in written and "Issued" in written
    back = desk.page(gone_to(desk.post(f"{HERE}/{day}/sheet")))
    assert f"{HERE}/{day}" in back
    assert RegisterExported.stored_as == "register.exported/1"


@pytest.mark.parametrize(("length", "days"), [(10, 6), (7, 40)])
def test_page_spreadsheet_and_document_say_the_same(play: Play, desk: Desk, length: int, days: int) -> None:
    every = {code.replace(".", "_", 1): 1_000 + 7 * at for at, code in enumerate(LINES)}
    period = counted(play, days, **every)[:length]
    desk.enter(CHEN, CHEN_PIN)
    page = unescape(desk.page(f"{HERE}/{period}"))
    shown = [
        (re.sub(r"<[^>]+>", "", label).strip(), re.sub(r"<[^>]+>", "", number).strip())
        for label, number in re.findall(
            r'<th scope="row"[^>]*>(.*?)</th><td class="count-of">(.*?)</td>', page
        )
    ]
    got = desk.client.get(f"{HERE}/{period}.csv").data.decode("utf-8-sig")
    rows = [row for row in csv.reader(io.StringIO(got)) if len(row) == 5]
    assert shown == [(label, number.removeprefix("'")) for _, label, number, _, _ in rows]
    assert len(shown) == len(LINES)
    pdf = "".join("".join(texts(made(desk, desk.post(f"{HERE}/{period}/sheet")))).split()).replace("!", "")
    at = 0
    for label, number in shown:  # in their order, each number after its words
        at = pdf.find("".join(f"{label}{number}".split()).replace("!", ""), at)
        assert at >= 0, (label, number)


def test_a_month_draws_its_days_and_a_csv_has_each(play: Play, desk: Desk) -> None:
    day = counted(play, 4, keys_out=9)
    desk.enter(CHEN, CHEN_PIN)
    page = desk.page(f"{HERE}/{day[:7]}")
    assert "Monthly report" in page
    got = desk.client.get(f"{HERE}/{day[:7]}.csv").data.decode("utf-8-sig")
    line = next(row for row in csv.reader(io.StringIO(got)) if row and row[0] == day)
    assert "9" in line


@pytest.mark.parametrize("period", ["2026-13", "2999-01-01", "x", "2026-05-33", "%2e%2e"])
def test_what_is_no_period_is_refused_and_leads_on(desk: Desk, period: str) -> None:
    desk.enter(CHEN, CHEN_PIN)
    answer = desk.client.get(f"{HERE}/{period}")
    assert answer.status_code == 409 and "No such report" in answer.text


def test_the_picked_day_is_where_the_form_leads(desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    assert gone_to(desk.client.get(f"{HERE}?day=2026-05-03")) == f"{HERE}/2026-05-03"
    assert gone_to(desk.client.get(f"{HERE}?month=2026-05")) == f"{HERE}/2026-05"
    hostile = desk.client.get(f"{HERE}?day=//evil.example/x")
    assert hostile.headers["Location"].startswith(HERE)


def test_days_are_written_down_by_the_running_kiosk(play: Play) -> None:
    reports: Reports = play.journeys.reports
    assert play.kiosk.journeys.reports is reports
    reports.record_due()
    assert days_ago(play, 0) not in play.journeys.ledger.house.day_figures


def opened(desk: Desk, why: str = "repair") -> str:
    """Return the address of Li's file, opened for a reason."""
    desk.enter(CHEN, CHEN_PIN)
    found = desk.page(gone_with_query(desk, "1-2-1201"))
    asked = found_home(found)
    page = desk.page(asked)
    assert "Why do you look?" in page
    return gone_to(desk.post(asked, movement=hidden(page, "movement"), why=why))


def found_home(page: str) -> str:
    """Return the address of the home that was found."""
    homes = re.findall(rf'<li><a class="act" href="({FILES}/[^"]+)"', page)
    assert len(homes) == 1, page
    return str(homes[0])


def gone_with_query(desk: Desk, words: str) -> str:
    """Return where a search leads."""
    location = desk.post(f"{FILES}/find", words=words).headers["Location"]
    assert words not in location
    return str(location)


def looks(play: Play) -> list[Look]:
    """Return who looked into Li's file, the newest first."""
    return list(play.journeys.homes_files.looks(unit="1-2-1201"))


def test_a_file_opens_for_a_reason_that_is_on_record(play: Play, desk: Desk) -> None:
    before = len(looks(play))
    file = opened(desk)
    page = desk.page(file)
    assert "Household" in page and "Keys kept here" in page
    assert "李娜" not in page and "13957141201" not in page
    assert len(looks(play)) == before + 1
    mine = next(one for one in looks(play) if one.id == file.rpartition("/")[2])
    assert (mine.by, mine.why, mine.contacts) == ("s-chen", "repair", False)
    desk.page(file)  # a reload of the same visit is the same look
    assert len(looks(play)) == before + 1


def test_names_are_shown_when_asked_and_that_is_on_record_too(play: Play, desk: Desk) -> None:
    file = opened(desk)
    assert gone_to(desk.post(f"{file}/contacts")) == file
    page = desk.page(file)
    assert play.journeys.directory.name("r-li") in page
    look = file.rpartition("/")[2]
    assert [one.contacts for one in looks(play) if one.id == look] == [True]


def test_without_a_reason_it_stays_shut(play: Play, desk: Desk) -> None:
    before = len(looks(play))
    desk.enter(CHEN, CHEN_PIN)
    asked = found_home(desk.page(gone_with_query(desk, "1-2-1201")))
    for why in ("", "curious"):
        answer = desk.post(asked, movement="c" * 32, why=why)
        assert answer.status_code == 409 and "Household" not in answer.text
    assert len(looks(play)) == before


def test_a_look_is_its_own_and_ends(play: Play, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    file = opened(desk)
    home = file.rpartition("/")[0]
    other = Desk(play)
    other.enter(LIN, LIN_PIN)
    assert gone_to(other.client.get(file)) == home  # another's look opens nothing
    desk.enter(CHEN, CHEN_PIN)
    later = datetime.now(UTC) + VISIT + timedelta(seconds=1)
    monkeypatch.setattr(play.kiosk.clock, "now", lambda: later)
    assert gone_to(desk.client.get(file)) == home


def test_a_note_is_sealed_and_its_words_go_when_it_is_taken_out(play: Play, desk: Desk) -> None:
    file = opened(desk)
    page = desk.page(file)
    words = "老人听力不好 <b>please knock</b>"
    about, act = way_to(page, "about"), hidden(page, "movement")
    for _ in range(2):
        desk.post(f"{file}/notes", movement=act, about=about, words=words)
    shown = desk.page(file)
    assert shown.count("老人听力不好 &lt;b&gt;") == 1
    log = play.journeys.register.events(words="home.noted", most=5)
    assert len(log) == 1 and "听力" not in str(log[0].body)
    reference = str(log[0].body["words"])
    assert play.journeys.ledger.opened(reference)
    strike = way(shown, f'{FILES}/[^"]+/strike')
    assert gone_to(desk.post(strike)) == file
    assert play.journeys.ledger.opened(reference) is None
    assert "老人听力不好" not in desk.page(file)
    empty = desk.post(f"{file}/notes", movement="a" * 32, about=about, words="  ")
    assert empty.status_code == 409 and "The note is empty" in empty.text


def way_to(page: str, name: str) -> str:
    """Return the value of a field that is chosen."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found.group(1)


def test_who_looked_is_listed_for_supervisors_and_shown_to_the_resident(play: Play, desk: Desk) -> None:
    opened(desk, "emergency")
    page = desk.page(f"{FILES}/looks")
    assert "1-2-1201" in page and "Emergency" in page
    desk.enter(LIN, LIN_PIN)
    assert desk.client.get(f"{FILES}/looks").status_code == 409
    play.journeys.visits.end()
    play.tap(LI)
    own = desk.client.get("/home/looks")
    assert own.status_code == 200
    assert play.journeys.directory.name("s-chen") in own.text and "Emergency" in own.text
    assert "/home/looks" in desk.page("/home/consents")
    play.journeys.visits.end()
    assert desk.client.get("/home/looks").status_code == 409


def test_only_a_supervisor_has_a_file_printed(play: Play, desk: Desk) -> None:
    file = opened(desk)
    pdf = made(desk, desk.post(f"{file}/sheet"))
    written = "".join(texts(pdf))
    assert "1-2-1201" in written and play.journeys.directory.name("r-li") not in written
    desk.enter(LIN, LIN_PIN)
    assert desk.post(f"{file}/sheet").status_code == 409


def test_a_home_that_nobody_knows_has_no_file(desk: Desk) -> None:
    desk.enter(CHEN, CHEN_PIN)
    assert "No home is called so" in desk.page(gone_with_query(desk, "9-9-9999"))
    assert desk.client.get(f"{FILES}/not-sealed-by-us").status_code == 409
