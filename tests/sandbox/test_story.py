"""The sample office: its days, its people's history, and how it stands when a visitor comes."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.files import sheets
from bot.rules import campaign, roster
from bot.rules.campaign import Campaign
from bot.rules.people import Language, Official, Unit
from bot.rules.reports import Answer
from bot.rules.workdays import Workdays
from bot.sandbox import demo, story
from bot.sandbox.history import Chronicle, Played
from bot.sandbox.story import Plot
from db.tables import ReportEventKind

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.fixture
def plot() -> Plot:
    return story.plot(NOW, ZONE, Workdays())


@pytest.fixture
def movement() -> Campaign:
    return campaign.load(story.campaign(), "binh-an")


@pytest.fixture
def office(plot: Plot) -> Sequence[Official]:
    """The roster's people as they are after sign-up."""
    found = roster.validate(sheets.read(story.ROSTER).rows)
    ids = {unit.name: number for number, unit in enumerate(found.units, start=1)}
    units = {
        unit.name: Unit(ids[unit.name], unit.name, ids.get(unit.parent or ""), unit.block)
        for unit in found.units
    }
    return [
        Official(
            id=number,
            code=one.code,
            name=one.name,
            title=one.title,
            unit=units[one.unit],
            role=one.role,
            front_line=one.front_line,
            language=Language.VI,
            telegram_id=number,
            joined_on=plot.signed_up(one.code).astimezone(ZONE).date(),
            left_on=None,
            reachable=True,
        )
        for number, one in enumerate(found.people, start=1)
        if one.code != story.NEWCOMER
    ]


@pytest.fixture
def played(plot: Plot, movement: Campaign, office: Sequence[Official]) -> Sequence[Played]:
    return list(Chronicle(plot, movement, office).played())


@pytest.mark.parametrize("days_later", range(0, 400, 9))
def test_the_story_opens_on_the_last_working_day_of_a_month_not_in_the_future(
    days_later: int,
) -> None:
    now, calendar = NOW + timedelta(days=days_later), Workdays()
    plot = story.plot(now, ZONE, calendar)
    assert plot.today == calendar.last_working_of_month(plot.today)
    assert now - timedelta(days=40) < plot.opening <= now + timedelta(days=1)
    assert (plot.days[0].month % 12) + 1 == plot.today.month
    assert plot.founding < plot.days[0] <= plot.eve < plot.today


def test_the_movement_of_the_story_has_no_blank_left(movement: Campaign) -> None:
    assert campaign.to_fill(movement) == ()


def test_the_same_seed_tells_the_same_story(
    plot: Plot, movement: Campaign, office: Sequence[Official], played: Sequence[Played]
) -> None:
    assert list(Chronicle(plot, movement, office).played()) == played
    assert list(Chronicle(plot, movement, office, seed=1).played()) != played


def test_the_history_is_varied(played: Sequence[Played]) -> None:
    answers = Counter(answer for one in played for answer in one.answers.values())
    kinds = Counter(happening.kind for one in played for happening in one.life)
    assert len(played) > 800
    assert 0.01 < answers[Answer.NOT_MET] / answers.total() < 0.1
    assert answers[Answer.NA]
    assert kinds[ReportEventKind.RETURNED] > 10
    assert kinds[ReportEventKind.APPROVED] == len(played)
    assert len({one.note for one in played}) > 10
    late = [one for one in played if one.life[0].at.astimezone(ZONE).date() > one.day]
    assert len(late) > 20
    assert [one for one in played if one.late] == late
    closing = partial(Workdays().closing, at=time(9), zone=ZONE)
    assert all(one.life[0].at < closing(one.day) for one in played)


def test_every_decision_is_by_somebody_who_may(
    plot: Plot, office: Sequence[Official], played: Sequence[Played]
) -> None:
    by_id = {one.id: one for one in office}
    for one in played:
        for happening in one.life:
            if happening.kind is ReportEventKind.SUBMITTED:
                assert happening.actor_id == one.author.id
                continue
            decider = by_id[happening.actor_id]
            assert decider.id != one.author.id
            assert decider.leads or decider.is_council
            assert not plot.is_away(decider.code, happening.at.astimezone(ZONE).date())


def test_a_deputy_decides_while_the_head_is_away(
    plot: Plot, office: Sequence[Official], played: Sequence[Played]
) -> None:
    head, deputy = (next(one.id for one in office if one.code == code) for code in ("BA14", "BA15"))
    away = [day for day in plot.days if plot.is_away("BA14", day)]
    deciders = {
        happening.actor_id
        for one in played
        if one.author.code == "BA16"
        for happening in one.life
        if happening.kind is ReportEventKind.APPROVED
        and happening.at.astimezone(ZONE).date() in away
    }
    assert deciders == {deputy}
    assert head != deputy


def test_nobody_reports_on_leave_or_before_joining(plot: Plot, played: Sequence[Played]) -> None:
    days: dict[str, set[date]] = {}
    for one in played:
        days.setdefault(one.author.code, set()).add(one.day)
    for code, first, last, _ in plot.absences():
        assert not {day for day in days[code] if first <= day <= last}
    for code, nth in story.CAME_LATER.items():
        assert min(days[code]) >= plot.days[nth]


async def test_the_stage_opens_with_a_full_office(tmp_path: Path) -> None:
    async with demo.staged(tmp_path) as stage:
        chats = [stage.world.messages(person) for person in stage.leads]
        official, head, council = ("\n".join(one.text for one in chat) for chat in chats)
        assert "Đã duyệt" in official
        assert "Chờ duyệt" in head
        assert "Đã duyệt" in council
        event = await stage.timeline.upcoming()
        assert event
        await stage.timeline.go_to(event.at)
        newest = [stage.world.messages(person)[-1] for person in stage.leads]
        assert all("Tự đánh giá" in message.text for message in newest)
        newcomer = next(one for one in stage.characters.values() if one.invitation)
        assert stage.world.messages(newcomer.profile.id) == []
