"""What events do to papers and notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kiosk.domain import events as e
from kiosk.domain.evolution.at_hand import put, put_paper
from kiosk.domain.evolution.evolved import evolved
from kiosk.domain.house import House
from kiosk.domain.outgoing import Notice, Paper, PaperStage
from kiosk.domain.shifts.evolving import told_of_late


@evolved.register
def _(event: e.PaperQueued, house: House, at: datetime) -> House:
    return put_paper(
        house, Paper(event.paper, event.what, event.movement, event.language, PaperStage.QUEUED, at)
    )


@evolved.register
def _(event: e.PaperBegun, house: House, at: datetime) -> House:
    paper = house.papers.get(event.paper)
    return put_paper(house, replace(paper, stage=PaperStage.BEGUN, since=at)) if paper else house


@evolved.register
def _(event: e.PaperEnded, house: House, at: datetime) -> House:
    paper = house.papers.get(event.paper)
    if paper is None:
        return house
    return put_paper(house, replace(paper, stage=PaperStage(event.outcome), since=at, detail=event.detail))


@evolved.register
def _(event: e.NoticeQueued, house: House, at: datetime) -> House:
    notice = Notice(event.notice, event.person, event.template, event.item, at)
    house = told_of_late(house, event, at)
    return house.having(notices=put(house.notices, notice.id, notice))


@evolved.register
def _(event: e.NoticeTaken, house: House, at: datetime) -> House:
    notice = house.notices.get(event.notice)
    if notice is None or event.channel in notice.taken:
        return house
    taken = replace(notice, taken=(*notice.taken, event.channel))
    return house.having(notices=put(house.notices, notice.id, taken))


@evolved.register
def _(event: e.NoticeSent, house: House, at: datetime) -> House:
    notices = {name: notice for name, notice in house.notices.items() if name != event.notice}
    return house.having(notices=notices)
