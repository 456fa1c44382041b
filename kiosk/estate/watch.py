"""What an invented desk writes down: the duty log, now and then an incident, and what each day came to."""

from __future__ import annotations

from hashlib import sha256

from kiosk.domain.dutylog.writing import WriteLine, decide_line
from kiosk.domain.homesfile.deciding import decide_contacts, decide_look
from kiosk.domain.homesfile.look import REASONS
from kiosk.domain.incidents import writing as w
from kiosk.domain.incidents.events import Told
from kiosk.domain.refusal import Refused
from kiosk.domain.shifts.deciding import Pen
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import signed
from kiosk.ports.record import Sealed

LINES = {
    "patrol": ("巡查地下一层，一切正常", "楼顶门已锁好", "夜巡完毕，路灯正常", "消防通道畅通"),
    "visitor": ("送水工两名进出", "物业检查人员到访", "燃气公司抄表"),
    "notice": ("3栋电梯有异响，已报修", "停水通知已张贴", "大堂空调温度已调整"),
    "other": ("失物招领：雨伞一把", "业主来电咨询停车", "花卉公司更换绿植"),
}
HAPPENED = {
    "water": (
        "2栋地下车库",
        "管道渗水，地面积水约三平方米。",
        "关闭阀门，清理积水，联系维修。",
        "当日修复。",
    ),
    "lift": (
        "1栋2单元电梯",
        "电梯停运，一名住户被困约十分钟。",
        "安抚住户，联系维保解困。",
        "住户平安离开。",
    ),
    "damage": ("小区北门", "快递车碰坏道闸杆。", "登记车辆，联系公司赔偿。", "次日更换。"),
    "medical": ("大堂", "老人头晕摔倒。", "拨打120，通知家属。", "送医后平安。"),
}
MADE = ("place", "course", "measures", "result")


def duty_line(lobby: Lobby) -> Journey:
    """Yield one line of the duty log."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    kind = rng.choices(tuple(LINES), (10, 3, 3, 4))[0]
    content = rng.choice(LINES[kind]).encode()
    kept = Sealed(f"words:duty:{name}", by.id, content)
    digest = sha256(content).hexdigest()
    command = WriteLine(name, kind, lobby.at, by, kept.reference, digest, lobby.local.year)
    try:
        yield Step(decide_line(lobby.house, command, lobby.at), sealed=(kept,))
    except Refused:
        return


def look(lobby: Lobby) -> Journey:
    """Yield one look into a home's file, with the reason that was given; now and then names and phones as well."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    unit = rng.choice(lobby.residents).unit or ""
    try:
        yield Step(decide_look(lobby.house, name, unit, by, rng.choice(REASONS)), 12)
        if lobby.likely(0.4):
            yield Step(decide_contacts(lobby.house, name, unit, by, lobby.at))
    except Refused:
        return


def incident(lobby: Lobby) -> Journey:
    """Yield one incident: begun, written, signed, and with the company within the day mostly."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    kind = rng.choice(tuple(HAPPENED))
    begin = w.BeginReport(name, kind, lobby.at, by, lobby.local.year)
    try:
        yield Step(w.decide_begin(lobby.house, begin, lobby.at), rng.uniform(20, 90) * 60)
        told, sealed = [], []
        for part, words in zip(MADE, HAPPENED[kind], strict=True):
            kept = Sealed(f"words:{name}:{part}:{rng.getrandbits(64):016x}", name, words.encode())
            told.append(Told(part, kept.reference, sha256(kept.content).hexdigest()))
            sealed.append(kept)
        at = lobby.house.incidents[name].happened
        written = w.decide_write(lobby.house, name, by, kind, at, told, lobby.at)
        yield Step(written, 900, tuple(sealed))
        drawn, digest = signed(by.id, f"incident:{name}")
        seen = w.seen_digest(lobby.house.incidents[name])
        yield Step(
            w.decide_sign(lobby.house, name, by, MADE, seen, Pen(drawn.reference, digest)),
            rng.uniform(1, 9) * 3600,
            (drawn,),
        )
        yield Step(w.decide_sent(lobby.house, name, by, "email"))
    except (Refused, KeyError):
        return
