"""The Chinese resident ID card out of lines of text: what is proved, what is mended, and what is never guessed."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.documents.document import (
    FEMALE,
    LONG,
    MALE,
    REPAIRED,
    Document,
    Field,
    FieldName,
    Kind,
    voted,
)
from kiosk.domain.documents.lines import Choices, Line
from kiosk.domain.documents.nations import NATIONS, nation
from kiosk.domain.documents.resident_card import resident_card
from kiosk.domain.id_numbers import check_mark

TODAY = date(2026, 11, 22)
NUMBER = "33010619850309122" + check_mark("33010619850309122")
N, F = FieldName, Field
ROWS = (
    (0.06, 0.05, "姓名"),
    (0.17, 0.05, "林晓梅"),
    (0.06, 0.14, "性别"),
    (0.17, 0.14, "女"),
    (0.29, 0.14, "民族汉"),
    (0.06, 0.22, "出生"),
    (0.17, 0.22, "1985年3月9日"),
    (0.06, 0.31, "住址"),
    (0.17, 0.31, "浙江省杭州市西湖区文三"),
    (0.17, 0.36, "路12号3幢401室"),
    (0.06, 0.53, "公民身份号码"),
    (0.31, 0.53, NUMBER),
)


def sure(text: str, share: float = 0.999) -> tuple[Choices, ...]:
    return tuple(((mark, share),) for mark in text)


def line(left: float, top: float, text: str, choices: tuple[Choices, ...] | None = None) -> Line:
    return Line(
        text, 0.99, left, top, left + 0.03 * len(text), top + 0.05, sure(text) if choices is None else choices
    )


def lines(*, without: str = "", **changed: str) -> list[Line]:
    """The card's lines; `changed` by the old text."""
    return [
        line(x, y, changed.get(f"_{text}", text)) for x, y, text in ROWS if not without or without not in text
    ]


def front(these: list[Line]) -> Document:
    found = resident_card(these, TODAY)
    assert found is not None and found.kind is Kind.RESIDENT_FRONT
    return found


def test_a_whole_card() -> None:
    found = front(lines())
    assert dict(found.fields) == {
        N.NAME: F("林晓梅", False),
        N.SEX: F(FEMALE, True),
        N.NATION: F("汉", False),
        N.BORN: F("1985-03-09", True),
        N.ADDRESS: F("浙江省杭州市西湖区文三路12号3幢401室", False),
        N.NUMBER: F(NUMBER, True),
    }
    assert found.doubts == ()


def test_what_is_read_never_stands_in_a_log() -> None:
    assert NUMBER not in repr(front(lines())) and "林晓梅" not in repr(front(lines()))


def test_labels_and_values_that_were_read_as_one_line() -> None:
    merged = [
        line(0.06, 0.05, "姓名欧阳龑"),
        line(0.06, 0.14, "性别女民族维吾尔"),
        line(0.06, 0.22, "出生1985年3月9日"),
        line(0.06, 0.31, "住址浙江省杭州市"),
        line(0.17, 0.36, "文三路 12 号"),
        line(0.06, 0.53, f"公民身份号码{NUMBER}"),
    ]
    found = front(merged)
    assert [found.text(name) for name in (N.NAME, N.NATION, N.ADDRESS)] == [
        "欧阳龑",
        "维吾尔",
        "浙江省杭州市文三路12号",
    ]
    assert found.is_sure(N.NUMBER) and found.is_sure(N.SEX)


def test_a_number_read_in_two_pieces() -> None:
    pieces = [*lines(without=NUMBER), line(0.31, 0.53, NUMBER[:10]), line(0.62, 0.532, NUMBER[10:])]
    assert front(pieces).is_sure(N.NUMBER)


def test_a_name_of_one_mark_and_one_of_many() -> None:
    for name in ("王一", "阿依古丽·买买提", "欧阳修远"):
        assert front(lines(_林晓梅=name)).text(N.NAME) == name


def test_without_its_labels_the_name_is_the_line_above() -> None:
    assert front(lines(without="姓名")).text(N.NAME) == "林晓梅"


def test_the_last_mark_of_an_address_may_be_alone() -> None:
    more = [*lines(), line(0.17, 0.41, "9")]
    assert front(more).text(N.ADDRESS).endswith("401室9")


def test_a_wrong_check_digit_is_told() -> None:
    found = front([*lines(without=NUMBER), line(0.31, 0.53, NUMBER[:-1] + "5")])
    assert not found.is_sure(N.NUMBER) and found.text(N.NUMBER) == NUMBER[:-1] + "5"
    assert "number.check" in found.doubts and not found.is_sure(N.BORN) and not found.is_sure(N.SEX)


def test_a_print_that_contradicts_the_number_is_told() -> None:
    found = front(lines(_1985年3月9日="1986年3月9日"))
    assert not found.is_sure(N.NUMBER) and not found.is_sure(N.BORN) and "born.differs" in found.doubts
    found = front(lines(_女="男"))
    assert not found.is_sure(N.NUMBER) and not found.is_sure(N.SEX) and "sex.differs" in found.doubts
    assert found.text(N.SEX) == MALE


def test_what_is_not_printed_proves_nothing() -> None:
    found = front(lines(without="1985年"))
    assert not found.is_sure(N.NUMBER) and "born.unread" in found.doubts
    assert found.text(N.BORN) == "1985-03-09" and not found.is_sure(N.BORN)
    found = front(lines(without=NUMBER))
    assert found.text(N.NUMBER) == "" and "number.unread" in found.doubts


def test_a_faint_figure_proves_nothing() -> None:
    choices = list(sure(NUMBER))
    choices[3] = (("1", 0.5), ("7", 0.4))
    found = front([*lines(without=NUMBER), line(0.31, 0.53, NUMBER, tuple(choices))])
    assert found.text(N.NUMBER) == NUMBER and not found.is_sure(N.NUMBER)


def misread(at: int, said: str, share: float = 0.3) -> list[Line]:
    """The card with one figure misread, the right one being the recogniser's second choice."""
    text = NUMBER[:at] + said + NUMBER[at + 1 :]
    choices = list(sure(text))
    choices[at] = ((said, 0.65), (NUMBER[at], share))
    return [*lines(without=NUMBER), line(0.31, 0.53, text, tuple(choices))]


def test_one_misread_figure_is_mended_and_stays_unsure_until_two_looks_agree() -> None:
    once = front(misread(16, "8"))
    assert once.text(N.NUMBER) == NUMBER and not once.is_sure(N.NUMBER) and REPAIRED in once.doubts
    twice = voted([once, front(misread(4, "8"))])
    assert twice is not None and twice.is_sure(N.NUMBER) and twice.doubts == ()


def test_two_ways_to_mend_it_are_none() -> None:
    text = NUMBER[:5] + "5" + NUMBER[6:]
    choices = list(sure(text))
    choices[5] = (("5", 0.5), ("6", 0.3))
    other = next(
        (at, mark)
        for at in range(14, 17)
        for mark in "0123456789"
        if mark != text[at] and check_mark(text[:at] + mark + text[at + 1 : 17]) == text[17]
    )
    choices[other[0]] = ((text[other[0]], 0.6), (other[1], 0.3))
    found = front([*lines(without=NUMBER), line(0.31, 0.53, text, tuple(choices))])
    assert found.text(N.NUMBER) == text and "number.check" in found.doubts


def test_a_contradiction_stays_one_however_often_it_is_seen() -> None:
    look = front(lines(_1985年3月9日="1986年3月9日"))
    together = voted([look, look, look])
    assert together is not None and not together.is_sure(N.NUMBER) and "born.differs" in together.doubts


def test_two_cards_one_after_the_other_are_no_proof() -> None:
    other = NUMBER[:14] + "124"
    other += check_mark(other)
    together = voted([front(lines()), front(lines(**{f"_{NUMBER}": other}))])
    assert together is not None and not together.is_sure(N.NUMBER) and "number.differs" in together.doubts


def test_a_mainland_card_prints_simplified_characters() -> None:
    found = front(lines(_林晓梅="趙強", _路12号3幢401室="路12號3幢401室"))
    assert found.text(N.NAME) == "赵强" and found.text(N.ADDRESS).endswith("路12号3幢401室")
    permit = "81000019850309122"
    abroad = front(lines(**{"_林晓梅": "趙強", f"_{NUMBER}": permit + check_mark(permit)}))
    assert abroad.text(N.NAME) == "趙強" and abroad.is_sure(N.NUMBER)


def test_a_portrait_is_no_letter() -> None:
    head = Line("b", 0.6, 0.7, 0.12, 0.96, 0.47, sure("b"))
    assert front([*lines(), head]).text(N.ADDRESS) == front(lines()).text(N.ADDRESS)


def test_a_label_that_was_misread_is_no_part_of_the_name() -> None:
    for spoilt in ("5 林晓梅", "姓各林晓梅", "姓名:林晓梅", "_ 林晓梅"):
        assert front([*lines(without="姓名")[1:], line(0.06, 0.05, spoilt)]).text(N.NAME) == "林晓梅"


def test_two_cards_in_one_picture_are_no_proof() -> None:
    other = NUMBER[:14] + "124"
    found = front([*lines(), line(0.31, 0.9, other + check_mark(other))])
    assert not any(field.sure for field in found.fields.values()) and "cards.several" in found.doubts


def test_what_most_looks_say_counts_and_the_side_seen_most() -> None:
    looks = [front(lines(_林晓梅=name)) for name in ("林晓梅", "林晓悔", "林晓梅")]
    back = resident_card([line(0.2, 0.4, "签发机关"), line(0.2, 0.5, "有效期限")], TODAY)
    assert back is not None
    together = voted([*looks, back])
    assert together is not None and together.text(N.NAME) == "林晓梅" and together.is_sure(N.NUMBER)
    assert voted([]) is None


BACK = (
    (0.3, 0.1, "中华人民共和国"),
    (0.3, 0.2, "居民身份证"),
    (0.2, 0.45, "签发机关"),
    (0.36, 0.45, "西湖区公安局"),
)


def back(validity: str) -> Document:
    found = resident_card(
        [*(line(*row) for row in BACK), line(0.2, 0.53, "有效期限"), line(0.36, 0.53, validity)], TODAY
    )
    assert found is not None and found.kind is Kind.RESIDENT_BACK
    return found


def test_the_back() -> None:
    found = back("2019.05.06-2039.05.06")
    assert dict(found.fields) == {
        N.AUTHORITY: F("西湖区公安局", False),
        N.ISSUED: F("2019-05-06", True),
        N.EXPIRES: F("2039-05-06", True),
    }
    assert back("2019.05.06-长期").fields[N.EXPIRES] == F(LONG, False)
    assert back("2016.02.29-2036.02.29").is_sure(N.EXPIRES)
    assert back("2012.01.05-2022.01.05").doubts == ("expired",)


def test_a_validity_that_no_card_has_is_not_believed() -> None:
    odd = back("2019.05.06-2037.05.06")
    assert not odd.is_sure(N.EXPIRES) and "validity.odd" in odd.doubts
    for unread in ("2019.05.06-2039.13.06", "2029.05.06-2039.05.06", "有效"):
        assert "validity.unread" in back(unread).doubts


def test_a_receipt_is_no_card() -> None:
    assert resident_card([], TODAY) is None
    assert resident_card([line(0.1, 0.1, "顺丰速运"), line(0.1, 0.3, "SF1029384756123")], TODAY) is None


def test_nations() -> None:
    assert (
        nation("漢") == "汉"
        and nation("汉族") == "汉"
        and nation("维吾尔") == "维吾尔"
        and nation("汗") is None
    )
    assert len(NATIONS) == 57


@given(at=st.integers(0, 16), said=st.sampled_from("0123456789"))
def test_no_single_misread_figure_is_ever_sure(at: int, said: str) -> None:
    text = NUMBER[:at] + said + NUMBER[at + 1 :]
    found = front([*lines(without=NUMBER), line(0.31, 0.53, text)])
    assert found.is_sure(N.NUMBER) == (text == NUMBER)


@given(st.lists(st.builds(line, st.floats(0, 1), st.floats(0, 1), st.text(max_size=30)), max_size=20))
def test_any_lines_are_a_card_or_none(these: list[Line]) -> None:
    found = resident_card(these, TODAY)
    assert found is None or not found.is_sure(N.NAME)
