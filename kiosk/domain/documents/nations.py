"""The 56 nationalities (民族) that a Chinese ID card may name, as they are printed there."""

from __future__ import annotations

NATIONS = frozenset(
    {
        "汉", "蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗",
        "瑶", "白", "土家", "哈尼", "哈萨克", "傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜",
        "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬", "羌", "布朗", "撒拉", "毛南",
        "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克", "德昂", "保安", "裕固",
        "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺", "穿青人",
    }
)  # fmt: skip
"""Source: GB/T 3304-1991, table 1; 穿青人 stands on cards too, by a ruling of its province's authority."""

_ALIKE = {
    "漢": "汉",
    "滿": "满",
    "壯": "壮",
    "維": "维",
    "爾": "尔",
    "東": "东",
    "鄉": "乡",
    "達": "达",
    "錫": "锡",
}
"""Characters that stand on no card and that a recogniser takes for those that do."""


def nation(read: str) -> str | None:
    """Return the nationality that some text says, or None if it is none of them."""
    plain = "".join(_ALIKE.get(mark, mark) for mark in read).removesuffix("族")
    return plain if plain in NATIONS else None
