"""Deeds on reports that come at the same moment: each counts once, in an order, for the right one.

Two offices on one database are two workers: each has its own engine and groups its own deeds.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Refusal
from bot.rules import reports
from bot.rules.people import Official, Role
from bot.rules.reports import Answer, Decision, Status
from bot.usecases import report, review
from bot.usecases.office import Office
from db import reports as kept
from db.engine import Database
from db.tables import ReportEventKind
from tests.conftest import WEDNESDAY, ZONE
from tests.support.builders import a_unit, an_official
from tests.support.queries import counted
from tests.support.waiting import somebody_waits

ROUNDS = 6
"""Races are run some times over: which side wins is up to the database."""


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Office]:
    """Give a second worker on the same database."""
    other = Office(Database(database_url), ZONE)
    yield other
    await other.db.close()


@pytest.fixture
async def staff(office: Office) -> list[Official]:
    """A division's head and twelve officials."""
    unit = await a_unit(office, "Phòng Nội vụ")
    roles = [Role.HEAD, *[Role.OFFICIAL] * 12]
    return [
        await an_official(office, f"C{n}", f"Người {n}", unit, role, telegram_id=100 + n)
        for n, role in enumerate(roles)
    ]


async def opened(office: Office, people: Sequence[Official]) -> list[int]:
    """Open everybody's card of the day and give the reports' ids."""
    day = WEDNESDAY.date()
    cards = [report.open_day(office, person.id, day, WEDNESDAY) for person in people]
    return [card.report.id for card in await asyncio.gather(*cards)]


async def at_once(*deeds: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*deeds, return_exceptions=True))


async def stored(office: Office, report_id: int) -> reports.Report:
    async with office.db.read() as session:
        found = await kept.get(session, report_id)
    assert found
    return found


async def history(office: Office, report_id: int) -> list[ReportEventKind]:
    async with office.db.read() as session:
        return [event.kind for event in await kept.events(session, report_id)]


async def test_each_of_a_crowd_gets_the_own_card(office: Office, staff: list[Official]) -> None:
    _, *authors = staff
    ids = await opened(office, authors)
    given = list(Answer) * 4
    cards = await at_once(
        *(
            report.answer(office, author.id, report_id, "C2", answer, WEDNESDAY)
            for author, report_id, answer in zip(authors, ids, given, strict=True)
        )
    )
    assert [card.official for card in cards] == authors
    assert [card.report.answers["C2"] for card in cards] == given
    assert [await stored(office, report_id) for report_id in ids] == [c.report for c in cards]


async def test_a_crowd_asks_the_database_no_more_than_one(
    office: Office, staff: list[Official]
) -> None:
    async def sent_by(authors: Sequence[Official], ids: Sequence[int]) -> int:
        pairs = list(zip(authors, ids, strict=True))
        with counted(office) as queries:
            await at_once(*(report.meet_all(office, a.id, i, WEDNESDAY) for a, i in pairs))
            cards = await at_once(*(report.submit(office, a.id, i, WEDNESDAY) for a, i in pairs))
        assert [card.deciders for card in cards] == [(staff[0],)] * len(pairs)
        return len(queries)

    _, *authors = staff
    ids = await opened(office, authors)
    assert await sent_by(authors[1:], ids[1:]) == await sent_by(authors[:1], ids[:1])


async def test_in_a_crowd_each_is_refused_for_the_own_reason(
    office: Office, staff: list[Official]
) -> None:
    head, lan, minh, thu = staff[:4]
    of_lan, of_minh, of_thu = await opened(office, [lan, minh, thu])
    for author, report_id in ((lan, of_lan), (thu, of_thu)):
        await report.meet_all(office, author.id, report_id, WEDNESDAY)
        await report.submit(office, author.id, report_id, WEDNESDAY)
    await review.decide(office, head.id, of_thu, Decision.APPROVE, WEDNESDAY)
    sent, unanswered, decided, strange, nowhere, unasked, done = await at_once(
        report.answer(office, lan.id, of_lan, "C1", Answer.NA, WEDNESDAY),
        report.submit(office, minh.id, of_minh, WEDNESDAY),
        report.reopen(office, thu.id, of_thu, WEDNESDAY),
        report.meet_all(office, lan.id, of_minh, WEDNESDAY),
        report.meet_all(office, lan.id, 999_999, WEDNESDAY),
        report.answer(office, minh.id, of_minh, "C9", Answer.MET, WEDNESDAY),
        report.meet_all(office, minh.id, of_minh, WEDNESDAY),
    )
    assert isinstance(sent, reports.Sent)
    assert isinstance(unanswered, reports.Unanswered)
    assert isinstance(decided, reports.Decided)
    assert isinstance(strange, reports.NotYours)
    assert isinstance(nowhere, reports.NotYours)
    assert type(unasked) is Refusal
    assert done.report.complete
    assert (await stored(office, of_minh)).complete


async def test_a_day_of_deeds_at_once_is_done_in_its_order(
    office: Office, staff: list[Official]
) -> None:
    _, lan, *_ = staff
    [report_id] = await opened(office, [lan])
    cards = await at_once(
        report.meet_all(office, lan.id, report_id, WEDNESDAY),
        report.answer(office, lan.id, report_id, "C1", Answer.NOT_MET, WEDNESDAY),
        report.submit(office, lan.id, report_id, WEDNESDAY),
        report.reopen(office, lan.id, report_id, WEDNESDAY),
        report.answer(office, lan.id, report_id, "C1", Answer.NA, WEDNESDAY),
        report.write_note(office, lan.id, report_id, "Đi họp", WEDNESDAY),
        report.submit(office, lan.id, report_id, WEDNESDAY),
        report.write_note(office, lan.id, report_id, "Đi họp ở tỉnh", WEDNESDAY),
    )
    assert [card.report.status for card in cards] == [
        Status.DRAFT,
        Status.DRAFT,
        Status.SUBMITTED,
        Status.DRAFT,
        Status.DRAFT,
        Status.DRAFT,
        Status.SUBMITTED,
        Status.SUBMITTED,
    ]
    assert [len(card.deciders) for card in cards] == [0, 0, 1, 0, 0, 0, 1, 1]
    assert await stored(office, report_id) == cards[-1].report
    assert cards[-1].report.answers["C1"] is Answer.NA
    assert await history(office, report_id) == [
        ReportEventKind.SUBMITTED,
        ReportEventKind.REOPENED,
        ReportEventKind.SUBMITTED,
        ReportEventKind.SUBMITTED,
    ]


async def test_an_author_on_two_workers_sends_once(
    office: Office, other: Office, staff: list[Official]
) -> None:
    _, lan, *_ = staff
    [report_id] = await opened(office, [lan])
    await report.meet_all(office, lan.id, report_id, WEDNESDAY)
    cards = await at_once(
        *(report.submit(worker, lan.id, report_id, WEDNESDAY) for worker in (office, other) * 3)
    )
    assert [card.report.status for card in cards] == [Status.SUBMITTED] * 6
    assert await history(office, report_id) == [ReportEventKind.SUBMITTED]


async def test_a_day_is_opened_once_by_two_workers(
    office: Office, other: Office, staff: list[Official]
) -> None:
    ids, same, again = await asyncio.gather(
        opened(office, staff), opened(other, staff[::-1]), opened(office, staff)
    )
    assert ids == same[::-1] == again
    assert len(set(ids)) == len(staff)
    for report_id in ids:
        assert list((await stored(office, report_id)).answers) == ["C1", "C2", "C3", "C4", "C5"]


async def test_either_the_author_takes_it_back_or_the_head_approves(
    office: Office, other: Office, staff: list[Official]
) -> None:
    """Many reports at once, in two orders: whoever comes second is told, and nobody hangs."""
    head, *authors = staff
    ids = await opened(office, authors)
    for number in range(ROUNDS):
        now = WEDNESDAY + timedelta(minutes=number)
        waiting = [
            (author, report_id)
            for author, report_id in zip(authors, ids, strict=True)
            if (await stored(office, report_id)).status is Status.DRAFT
        ]
        for author, report_id in waiting:
            await report.meet_all(office, author.id, report_id, now)
            await report.submit(office, author.id, report_id, now)
        approved, *taken_back = await at_once(
            review.approve_clean(other, head.id, now),
            *(report.reopen(office, author.id, each, now) for author, each in waiting[::-1]),
        )
        refused = [outcome for outcome in taken_back if isinstance(outcome, reports.Decided)]
        assert approved == len(refused)
        assert all(
            outcome.report.status is Status.DRAFT
            for outcome in taken_back
            if outcome not in refused
        )
    approved_ids = [i for i in ids if (await stored(office, i)).status is Status.APPROVED]
    for report_id in approved_ids:
        kinds = await history(office, report_id)
        assert kinds[-2:] == [ReportEventKind.SUBMITTED, ReportEventKind.APPROVED]
        assert kinds.count(ReportEventKind.APPROVED) == 1


async def test_a_decision_and_a_correction_of_one_report(
    office: Office, other: Office, staff: list[Official]
) -> None:
    head, *authors = staff
    for author in authors[:ROUNDS]:
        [report_id] = await opened(office, [author])
        await report.meet_all(office, author.id, report_id, WEDNESDAY)
        await report.submit(office, author.id, report_id, WEDNESDAY)
        decided, corrected = await at_once(
            review.decide(other, head.id, report_id, Decision.APPROVE, WEDNESDAY),
            report.reopen(office, author.id, report_id, WEDNESDAY),
        )
        status = (await stored(office, report_id)).status
        if status is Status.APPROVED:
            assert decided.report.status is Status.APPROVED
            assert isinstance(corrected, reports.Decided)
        else:
            assert isinstance(decided, review.Overtaken)
            assert corrected.report.status is status is Status.DRAFT


async def test_a_correction_waits_for_the_decision_that_is_being_made(
    office: Office, other: Office, staff: list[Official]
) -> None:
    head, lan, *_ = staff
    [report_id] = await opened(office, [lan])
    await report.meet_all(office, lan.id, report_id, WEDNESDAY)
    await report.submit(office, lan.id, report_id, WEDNESDAY)
    async with other.db.begin() as session:
        await kept.decide(session, [report_id], Status.APPROVED, by=head.id, now=WEDNESDAY)
        deed = report.write_note(office, lan.id, report_id, "Đi họp", WEDNESDAY)
        late = asyncio.ensure_future(deed)
        await somebody_waits(office, 1)
    with pytest.raises(reports.Decided):
        await late
    assert (await stored(office, report_id)).status is Status.APPROVED
    kinds = [ReportEventKind.SUBMITTED, ReportEventKind.APPROVED]
    assert await history(office, report_id) == kinds


async def test_who_wants_many_reports_waits_in_turn(
    office: Office, other: Office, staff: list[Official]
) -> None:
    """A decision on two reports and two corrections, both begun while the first one is held."""
    head, *authors = staff
    ids = await opened(office, authors[:2])
    for author, report_id in list(zip(authors, ids, strict=False))[::-1]:
        await report.meet_all(office, author.id, report_id, WEDNESDAY)
        await report.submit(office, author.id, report_id, WEDNESDAY)
    async with other.db.begin() as session:
        await kept.hold(session, ids[:1])
        corrected = asyncio.ensure_future(
            at_once(
                *(
                    report.reopen(office, author.id, report_id, WEDNESDAY)
                    for author, report_id in zip(authors, ids, strict=False)
                )
            )
        )
        await somebody_waits(office, 1)
        decided = asyncio.ensure_future(review.approve_clean(other, head.id, WEDNESDAY))
        await somebody_waits(office, 2)
    corrections, count = await corrected, await decided
    # PostgreSQL lets them in in their turn; SQLite lets in whoever asks again first
    expected = {"postgresql": [0], "sqlite": [0, 2]}[office.db.engine.dialect.name]
    assert count in expected
    assert [isinstance(one, reports.Decided) for one in corrections] == [count == 2] * 2
