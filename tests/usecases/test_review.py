"""Deciding on reports, as it stands in the database."""

from datetime import timedelta

from bot.rules.people import Official, Role
from bot.rules.reports import Answer, Status
from bot.usecases import inboxes, review
from bot.usecases.office import Office
from tests.conftest import WEDNESDAY
from tests.support.builders import a_unit, an_official
from tests.support.queries import counted
from tests.support.reports import MET, a_report, missing

TODAY = WEDNESDAY.date()


async def a_chair(office: Office) -> Official:
    top = await a_unit(office, "UBND xã")
    return await an_official(office, "CT", "Chủ tịch", top, Role.HEAD, telegram_id=1)


async def a_unit_without_a_head(office: Office, chair: Official, number: int) -> list[int]:
    """Give reports of two officials that wait for the chair: a plain one and one to look at."""
    unit = await a_unit(office, f"Phòng {number:02}", parent=chair.unit.id)
    reports = []
    for place, answers in enumerate([MET, missing("C1")]):
        code = f"P{number:02}{place}"
        author = await an_official(office, code, code, unit, telegram_id=100 + 2 * number + place)
        reports.append(
            await a_report(
                office,
                author.id,
                TODAY,
                by=chair.id,
                unit_id=unit,
                answers=answers,
                status=Status.SUBMITTED,
            )
        )
    return reports


async def test_an_inbox_of_many_units_costs_no_more_queries_than_of_one(office: Office) -> None:
    chair = await a_chair(office)

    async def look() -> tuple[int, inboxes.Inbox]:
        with counted(office) as queries:
            inbox = await inboxes.look(office, chair.id, WEDNESDAY)
        return len(queries), inbox

    await a_unit_without_a_head(office, chair, 0)
    before, _ = await look()
    for number in range(1, 8):
        await a_unit_without_a_head(office, chair, number)
    after, inbox = await look()
    assert after == before
    assert [(day.unit.name, day.expected, day.sent) for day in inbox.days] == [
        ("UBND xã", 0, 0),
        *((f"Phòng {number:02}", 2, 2) for number in range(8)),
    ]
    assert (len(inbox.clean), len(inbox.exceptional)) == (8, 8)


async def test_approving_all_leaves_what_is_to_be_looked_at(office: Office) -> None:
    chair = await a_chair(office)
    made = [await a_unit_without_a_head(office, chair, number) for number in range(5)]
    assert await review.approve_clean(office, chair.id, WEDNESDAY) == 5
    later = WEDNESDAY + timedelta(minutes=1)
    assert await review.approve_clean(office, chair.id, later) == 0
    inbox = await inboxes.look(office, chair.id, later)
    assert [report.id for report in inbox.waiting] == [exceptional for _, exceptional in made]
    shown = await review.look(office, chair.id, None, later)
    assert (shown.report.id, shown.position, shown.total) == (made[0][1], 1, 5)
    assert shown.report.answers["C1"] is Answer.NOT_MET
