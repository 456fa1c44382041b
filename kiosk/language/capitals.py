"""Amounts of money in Chinese capital numerals (大写金额), which nobody changes with one more stroke.

Source: 《支付结算办法》 (People's Bank of China, 1997), annex 1, "正确填写票据和结算凭证的基本规定", sections 1 to 4.
"""

from __future__ import annotations

from kiosk.language.messages import Language

_SIMPLIFIED = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿"), "整")
_TRADITIONAL = ("零壹貳參肆伍陸柒捌玖", ("", "拾", "佰", "仟"), ("", "萬", "億"), "整")
_CURRENCIES = {
    "CNY": ("人民币", "人民幣"),
    "HKD": ("港币", "港幣"),
    "MOP": ("澳门币", "澳門幣"),
    "TWD": ("新台币", "新臺幣"),
}
MOST_CENTS = 10**14 - 1


def in_capitals(cents: int, currency: str, language: Language) -> str:
    """Return an amount, 0 or more, in capitals: 120350 cents of CNY are "人民币壹仟贰佰零叁元伍角整".

    English readers get the simplified form; a currency without a Chinese name here goes by its letters.

    Raises:
        ValueError: it is below 0, or more than anybody writes so.
    """
    if not 0 <= cents <= MOST_CENTS:
        raise ValueError(cents)
    traditional = language is Language.TRADITIONAL
    digits, places, groups, whole = _TRADITIONAL if traditional else _SIMPLIFIED
    name = _CURRENCIES.get(currency, (currency, currency))[traditional]
    yuan, jiao, fen = cents // 100, cents // 10 % 10, cents % 10
    words = name + (_integer(yuan, digits, places, groups) + "元" if yuan else "")
    if not cents:
        return f"{name}{digits[0]}元{whole}"
    if jiao:
        words += digits[jiao] + "角"
    elif fen and yuan:
        words += digits[0]
    return words + (digits[fen] + "分" if fen else whole)


def _integer(number: int, digits: str, places: tuple[str, ...], groups: tuple[str, ...]) -> str:
    words, gap = "", False
    for power in reversed(range(len(groups))):
        part = number // 10 ** (4 * power) % 10_000
        if not part:
            gap = gap or bool(words)
            continue
        for place in reversed(range(4)):
            digit = part // 10**place % 10
            if digit:
                words += (digits[0] if gap else "") + digits[digit] + places[place]
                gap = False
            elif words:
                gap = True
        words += groups[power]
        gap = False
    return words
