"""Names of people who do not exist, with surnames as frequent as they are in China."""

from __future__ import annotations

from random import Random

_SHARES_OF_SURNAMES = (
    "王 72 李 71 张 68 刘 53 陈 46 杨 31 黄 23 赵 22 吴 21 周 21 徐 17 孙 16 马 14 朱 13 胡 13 郭 12 何 12 高 11 "
    "林 11 罗 9 郑 9 梁 9 谢 8 宋 7 唐 7 许 7 韩 7 冯 6 邓 6 曹 6 彭 6 曾 6 肖 6 田 5 董 5 袁 5 潘 5 于 5 蒋 5 "
    "蔡 5 余 5 杜 5 叶 5 程 5 苏 4 魏 4 吕 4 丁 4 任 4 沈 4 姚 4 卢 4 姜 4 崔 4 钟 4 谭 3 陆 3 汪 3 范 3 金 3 "
    "石 3 廖 3 贾 3 夏 3 韦 3 付 3 方 3 白 3 邹 3 孟 3 熊 3 秦 3 邱 3 江 2 尹 2 薛 2 闫 2 段 2 雷 2 侯 2 龙 2 "
    "史 2 陶 2 黎 2 贺 2 顾 2 毛 2 郝 2 龚 2 邵 2 欧阳 1 诸葛 1"
)
"""Each surname and its share in thousandths, rounded; two rare ones stand for all that are rare."""
SURNAMES = tuple(_SHARES_OF_SURNAMES.split()[::2])
SHARES = tuple(int(share) for share in _SHARES_OF_SURNAMES.split()[1::2])

_GIVEN = {
    "old": "建国 建华 国强 志明 德明 永福 秀英 桂英 玉兰 秀兰 淑珍 凤英 玉梅 金凤 福生 长海 文斌 素芬 红梅 春生",
    "middle": "伟 强 磊 军 勇 杰 涛 明 超 辉 芳 娜 敏 静 丽 艳 娟 燕 萍 霞 志强 海涛 晓东 文杰 晓梅 丽华 雪梅 慧敏",
    "young": "浩然 子轩 宇航 俊杰 博文 思远 天宇 一鸣 嘉豪 泽宇 婷婷 雨桐 梓涵 欣怡 思琪 佳怡 诗涵 雅婷 梦洁 晨曦",
}
_TRADITIONAL_SURNAMES = "陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 洪 郭 邱 曾 廖 賴 徐 葉 蘇 鍾 潘 馮 鄧 譚 麥"
_TRADITIONAL_GIVEN = (
    "美玲 淑芬 雅惠 怡君 家豪 志偉 俊傑 建宏 淑娟 詠詩 嘉敏 偉文 麗華 承恩 冠廷 宗翰 思穎 佩珊 子晴 國榮"
)
_ENGLISH_FIRST = (
    "Emma Oliver Sophie Daniel Hannah Marco Ingrid Thomas Priya Yuki Carlos Amelie Liam Nora Felix"
)
_ENGLISH_LAST = "Smith Novak Rossi Keller Dubois Larsen Mehta Tanaka Morales Brandt Walsh Kowalski Byrne Haas"


def surname(rng: Random) -> str:
    """Return a surname, common ones as often as in China."""
    return rng.choices(SURNAMES, SHARES)[0]


def simplified(rng: Random, family: str = "", age: str = "") -> str:
    """Return a name in simplified characters; `age`: "old", "middle" or "young"."""
    given = _GIVEN[age or rng.choices(("old", "middle", "young"), (2, 5, 3))[0]].split()
    return (family or surname(rng)) + rng.choice(given)


def traditional(rng: Random) -> str:
    """Return a name in traditional characters."""
    return rng.choice(_TRADITIONAL_SURNAMES.split()) + rng.choice(_TRADITIONAL_GIVEN.split())


def english(rng: Random) -> str:
    """Return a name in Latin letters."""
    return f"{rng.choice(_ENGLISH_FIRST.split())} {rng.choice(_ENGLISH_LAST.split())}"
