"""Work orders, complaints and follow-ups of an invented estate: mostly quick, mostly content."""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from kiosk.domain.followups import deciding as asking
from kiosk.domain.followups.followup import DECLINED, DEFAULT, NOT_REACHED, REACHED, TRIES, FollowUp
from kiosk.domain.followups.followup import Stage as AskedStage
from kiosk.domain.followups.sources import unplanned
from kiosk.domain.grievances import deciding as answering
from kiosk.domain.grievances.grievance import ABOUT, COMPLAINT, PRAISE, TOLD_BY, Rules
from kiosk.domain.people import Person
from kiosk.domain.refusal import Refused
from kiosk.domain.workorders import deciding as orders
from kiosk.domain.workorders import ending
from kiosk.domain.workorders.order import SIGNATURE, WHAT, Stage
from kiosk.estate.lobby import Journey, Lobby, Step
from kiosk.estate.pens import signed
from kiosk.ports.record import Sealed

BROKEN = (
    "厨房水龙头滴水",
    "客厅插座没电",
    "入户门关不严",
    "卫生间灯不亮",
    "空调不制冷",
    "地漏返味",
    "暖气不热",
)
SAID = ("楼上深夜有噪声", "电梯厅没有打扫", "快递放错了柜子", "门禁卡刷不开", "楼道堆放杂物", "停车位被占")
PRAISED = ("保洁阿姨很细心", "保安师傅帮忙搬东西", "维修很及时")
ANSWERED = ("已上门处理并致歉", "已提醒对方，继续跟进", "已安排重新保洁", "已说明原因，住户理解")
DAY_S = 24 * 3600.0
RULES = Rules()


def work_order(lobby: Lobby) -> Journey:
    """Yield one repair: ordered within minutes, on site mostly in time, signed for; now and then called off."""
    rng, by, worker = lobby.rng, lobby.on_duty("desk"), lobby.on_duty("plant")
    person, name, asked = rng.choice(lobby.residents), lobby.number(), lobby.at
    yield Step((), rng.uniform(0.4, 4.6) * 60 if lobby.likely(0.93) else rng.uniform(6, 20) * 60)
    content = json.dumps({"where": "", "words": rng.choice(BROKEN)}, ensure_ascii=False).encode()
    kept = Sealed(f"words:order:{name}", person.id, content)
    command = orders.Issue(
        name, rng.choice(WHAT), person.unit or "", person.id, asked, by.id, worker=worker.id,
        urgent=lobby.likely(0.1), words=kept.reference, words_digest=sha256(content).hexdigest(),
    )  # fmt: skip
    try:
        yield Step(orders.decide_issue(lobby.house, command), rng.uniform(0.5, 4) * 60, (kept,))
        yield _step(lobby, name, Stage.TAKEN, worker, rng.uniform(3, 10) if lobby.likely(0.88) else 25)
        yield _step(lobby, name, Stage.ON_SITE, worker, rng.uniform(15, 110))
        if lobby.likely(0.03):
            yield Step(ending.decide_call_off(lobby.house, name, "settled_itself", by.id))
            return
        drawn, digest = signed(person.id, f"order:{name}", rng.randrange(4))
        done = ending.Done(name, SIGNATURE, worker.id, 0, drawn.reference, digest)
        yield Step(ending.decide_done(lobby.house, done), sealed=(drawn,))
    except Refused:
        return


def _step(lobby: Lobby, name: str, stage: Stage, by: Person, then_min: float) -> Step:
    return Step(orders.decide_step(lobby.house, name, stage, by.id, lobby.at, None, ""), then_min * 60)


def grievance(lobby: Lobby) -> Journey:
    """Yield a complaint or praise: owned, answered within three days mostly, told to who made it."""
    rng, by, name = lobby.rng, lobby.on_duty("desk"), lobby.number()
    person = rng.choice(lobby.residents)
    praise = lobby.likely(0.2)
    kept = _words(person.id, name, rng.choice(PRAISED if praise else SAID))
    made = answering.Make(
        name, PRAISE if praise else COMPLAINT, rng.choice(ABOUT), rng.choice(("desk", "phone")), person.id,
        by.id, words=kept.reference, words_digest=sha256(kept.content).hexdigest(),
    )  # fmt: skip
    try:
        yield Step(answering.decide_make(lobby.house, made, RULES, lobby.local), 600, (kept,))
        owner = lobby.on_duty("desk")
        yield Step(answering.decide_own(lobby.house, name, owner.id, by.id, RULES))
        yield Step((), rng.uniform(0.1, 2.6) * DAY_S if lobby.likely(0.92) else 4 * DAY_S)
        told = _words(person.id, f"{name}:answer", rng.choice(ANSWERED))
        digest, answer = sha256(told.content).hexdigest(), rng.choice(("put_right", "explained"))
        yield Step(
            answering.decide_handled(lobby.house, name, answer, told.reference, digest, owner.id, RULES),
            rng.uniform(0.2, 10) * 3600,
            (told,),
        )
        how = rng.choice(TOLD_BY)
        yield Step(answering.decide_told(lobby.house, name, how, owner.id, RULES))
    except Refused:
        return


def _words(person: str, about: str, words: str) -> Sealed:
    content = json.dumps({"words": words, "strokes": []}, ensure_ascii=False).encode()
    return Sealed(f"words:grievance:{about}", person, content)


def follow_ups(lobby: Lobby) -> Journey:
    """Yield what is to be asked, decided every hour, and the calls of a day at the desk."""
    while True:
        for source in unplanned(lobby.house):
            month = [
                one
                for one in lobby.house.follow_ups.values()
                if one.of == source.of
                and (one.made.year, one.made.month) == (source.ended.year, source.ended.month)
            ]
            stages = Counter(one.stage is not AskedStage.PASSED_OVER for one in month)
            yield Step(asking.decide_plan(lobby.house, source, DEFAULT, stages[True], len(month)), 1)
        if 9 <= lobby.local.hour < 20:
            for one in asking.to_ask(lobby.house, lobby.at)[:4]:
                yield from _called(lobby, one)
        yield Step((), 3600)


def _called(lobby: Lobby, one: FollowUp) -> Journey:
    rng, by = lobby.rng, lobby.on_duty("desk")
    rests = asking.rests_until(one)
    if (rests is not None and rests > lobby.at) or not lobby.likely(0.8):
        return
    result = rng.choices((REACHED, NOT_REACHED, DECLINED), (80, 15, 5))[0]
    if result == NOT_REACHED and len(one.tries) >= TRIES:
        result = "given_up"
    happy = rng.choices((5, 4, 3), (60, 32, 8))[0] if result == REACHED else 0
    try:
        yield Step(asking.decide_look(lobby.house, one.id, by.id), 90)
        told = asking.Told(lobby.number(), result, happy)
        yield Step(asking.decide_result(lobby.house, one.id, told, by.id, lobby.at), 30)
    except Refused:
        return
