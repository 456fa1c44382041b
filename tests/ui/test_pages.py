"""What a client can prove without a browser: guards, headers, languages, and that no text is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Blueprint
from flask.testing import FlaskClient

from kiosk.domain.movements import Kind
from kiosk.language.messages import Language, catalogue, known
from tests.ui.sites import demo_site
from ui.app import LOBBY, bare_app
from ui.doorpage import AT, AT_ANY
from ui.guards import Undeclared
from ui.rendering import packed
from ui.scenes import scenes

ROOT = Path(__file__).parents[2]
NAMES = list(scenes(demo_site().furniture))
OWN = {"Origin": "http://localhost"}
MOMENTS_OF = {
    Kind.DROP: {"ask", "empty", "still_inside"},
    Kind.COLLECT: {"ask", "still_inside", "not_mine_gone"},
    Kind.ISSUE: {"ask", "still_inside", "wrong_key", "unreadable"},
    Kind.RETURN: {"ask", "empty", "wrong_key", "unreadable", "wrong_slot"},
    Kind.LEAVE: {"ask", "empty", "wrong_key", "unreadable"},
    Kind.RECALL: {"ask", "still_inside"},
    Kind.TAKE_BACK: {"ask", "still_inside", "wrong_key", "unreadable"},
}
"""What `kiosk.domain.observing` can leave unclear, by kind."""
COMMON = {"opening", "not_opened", "unreachable", "open", "left_open", "blind", "done", "given_up", "doubt"}


@pytest.fixture(scope="module")
def rendered(gallery: FlaskClient) -> dict[tuple[str, Language], str]:
    """Every scene's page in every language."""
    found = {}
    for name in NAMES:
        for language in Language:
            answer = gallery.get(f"/scenes/{language.value}/{name}")
            assert answer.status_code == 200, name
            found[name, language] = answer.get_data(as_text=True)
    return found


def test_every_scene_has_all_its_words(rendered: dict[tuple[str, Language], str]) -> None:
    for (name, language), page in rendered.items():
        assert f'lang="{language.tag}"' in page
        assert not re.search(r"\{\w+\}", page), f"{name} shows an unfilled fact"
        assert not re.search(r">\s*None\s*<", page), name
        assert not re.search(r"<(script(?! type=\"module\" src=)|style)|\s(style|on\w+)=", page), (
            f"{name} breaks its CSP"
        )


def test_pages_are_small(rendered: dict[tuple[str, Language], str]) -> None:
    """Each lobby page with all that it loads, as it is sent: its style, and its scripts."""
    sizes = {path.name: len(packed(path.name)) for path in (ROOT / "ui" / "static").iterdir()}
    for (name, _), page in rendered.items():
        loaded = set(re.findall(r"/static/([\w.]+)\?", page))
        assert {"loge.css", "pages.js"} <= loaded
        assert sum(sizes[one] for one in loaded) + len(page.encode()) <= 60_000, name


def test_each_kind_has_words_and_ways_for_each_moment_it_can_come_to() -> None:
    for kind, own in MOMENTS_OF.items():
        for moment in own | COMMON:
            assert moment in AT[kind] or moment in AT_ANY, f"no ways at {kind.value} {moment}"
            assert known(f"door.{kind.value}.{moment}.body") or known(f"door.any.{moment}.body"), (
                f"{kind.value} {moment}"
            )


def test_every_message_has_three_languages_and_the_same_facts() -> None:
    for key, texts in catalogue().items():
        assert set(texts) == {one.value for one in Language}, key
        facts = {language: set(re.findall(r"\{(\w+)\}", words)) for language, words in texts.items()}
        assert len({frozenset(found) for found in facts.values()}) == 1, f"{key}: {facts}"


def test_every_code_that_is_raised_has_words_and_a_scene() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in ("kiosk", "ui")
        for path in (ROOT / folder).rglob("*.py")
    ]
    raised = {code for text in sources for code in re.findall(r'Refused\("([\w.]+)"', text)}
    raised |= {
        code for text in sources for code in re.findall(r'return "((?:key|door|person)\.[\w.]+)"', text)
    }
    raised |= {code for text in sources for code in re.findall(r'"(trouble\.\w+)"', text)}
    raised -= {code for code in raised if code.startswith("webhook.")}  # said to programs: ui.api.problems
    assert len(raised) > 25
    for code in sorted(raised):
        assert known(f"refused.{code}.title") and known(f"refused.{code}.body"), f"no words for {code}"
        assert f"message-{code}" in NAMES


def test_every_literal_key_in_the_templates_is_known() -> None:
    pattern = re.compile(r"""say\(\s*["']([\w.]+)["']\s*[,)]""")
    keys = {
        key
        for path in (ROOT / "ui" / "templates").rglob("*.html")
        for key in pattern.findall(path.read_text(encoding="utf-8"))
    }
    assert len(keys) > 60
    assert [key for key in sorted(keys) if not known(key)] == []


def test_a_view_without_a_role_keeps_the_app_from_starting() -> None:
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/secret", "secret", lambda: "")
    with pytest.raises(Undeclared, match=r"silent\.secret"):
        bare_app(demo_site(), [silent])


@pytest.fixture
def client() -> FlaskClient:
    """A client of the lobby's pages with no journeys behind them: guards must act before any is needed."""
    return bare_app(demo_site(), LOBBY).test_client()


@pytest.mark.parametrize(
    "path", ["/visit/end", "/collect/code", "/courier/pin", "/movements/0/again", "/comfort"]
)
@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://elsewhere.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}, {}],
)
def test_a_post_from_elsewhere_is_refused(client: FlaskClient, path: str, headers: dict[str, str]) -> None:
    answer = client.post(path, headers=headers)
    assert answer.status_code == 409
    assert "请从这里开始" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["/courier/scan", "/courier/recipient", "/keys/k-1/reason", "/movements/0/larger"]
)
def test_a_page_for_somebody_else_is_friendly(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 409
    assert 'class="button' in answer.get_data(as_text=True)


def test_headers_keep_a_page_to_itself(client: FlaskClient) -> None:
    headers = client.get("/leave").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy
    assert "frame-ancestors 'self' http://127.0.0.1:8400" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_static_files_are_kept_for_ever_under_their_hash_only(client: FlaskClient) -> None:
    page = client.get("/leave").get_data(as_text=True)
    for address in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
        with client.get(address) as hashed, client.get(address.partition("?")[0]) as bare:
            assert "immutable" in hashed.headers["Cache-Control"]
            assert bare.headers["Cache-Control"] == "no-cache"


def test_a_language_is_remembered_and_leads_back_where_one_was(client: FlaskClient) -> None:
    answer = client.get("/language/en?to=%2Fleave")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/leave")
    assert "SameSite=Strict" in answer.headers["Set-Cookie"]
    assert "Leave or send" in client.get("/leave").get_data(as_text=True)


@pytest.mark.parametrize(
    "to", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "leave", "/a\nb"]
)
def test_a_language_switch_leads_nobody_out_of_the_lobby(client: FlaskClient, to: str) -> None:
    assert client.get("/language/en", query_string={"to": to}).headers["Location"] == "/"


def test_a_look_is_chosen(client: FlaskClient) -> None:
    assert client.post("/comfort", data={"theme": "night"}, headers=OWN).status_code == 303
    assert 'data-theme="night"' in client.get("/leave").get_data(as_text=True)
    client.post("/comfort", data={"theme": 'x" onload="y'}, headers=OWN)
    assert 'data-theme="night"' in client.get("/leave").get_data(as_text=True)


def test_an_address_puts_no_words_of_its_own_on_the_screen(client: FlaskClient) -> None:
    asked = {"minutes": "<b>call 1234</b>", "reference": "A1B-2C3"}
    assert "call 1234" not in client.get("/message/code.paused", query_string=asked).get_data(as_text=True)
    assert "A1B-2C3" in client.get("/message/bug", query_string=asked).get_data(as_text=True)


def test_a_receipt_that_fits_the_record_is_good_news_with_its_number(client: FlaskClient) -> None:
    page = client.get("/message/receipt.holds", query_string={"number": "050366"}).get_data(as_text=True)
    assert "050366" in page
    assert 'data-cue="seen"' in page
    assert "words care" not in page


def test_every_message_is_shown_whatever_its_address_says_of_it(client: FlaskClient) -> None:
    keys = [key for key in catalogue() if key.startswith("refused.") and key.endswith(".title")]
    codes = {key.removeprefix("refused.").removesuffix(".title") for key in keys}
    broken = {code for code in codes if client.get(f"/message/{code}").status_code != 200}
    assert not broken


def test_an_unknown_page_says_so_kindly(client: FlaskClient) -> None:
    answer = client.get("/nowhere")
    assert answer.status_code == 404
    assert "没有这个页面" in answer.get_data(as_text=True)


def test_a_bug_shows_a_reference_and_no_traceback(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = client.get("/collect")  # there are no journeys behind this app
    page = answer.get_data(as_text=True)
    assert answer.status_code == 500
    assert "Traceback" not in page and "KeyError" not in page
    found = re.search(r"[0-9A-F]{3}-[0-9A-F]{3}", page)
    assert found and found.group() in caplog.text
