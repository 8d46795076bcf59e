"""Duty on days off: who works then is written to, and nobody else."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from bot.errors import Refusal
from bot.rules import spelling
from bot.rules.people import Official
from bot.usecases import replanning
from bot.usecases.office import Office
from db import deliveries, duties, officials, overrides


async def on_duty(
    office: Office, unit_id: int | None, first: date, last: date
) -> Mapping[date, Sequence[Official]]:
    """Give who is on duty on which day, of one unit or of all."""
    async with office.db.read() as session:
        found = await duties.between(session, first, last, unit_id)
        ids = {official_id for on_day in found.values() for official_id in on_day}
        people = await officials.by_ids(session, ids)
    return {day: [people[official_id] for official_id in on_day] for day, on_day in found.items()}


async def named(office: Office, codes: Collection[str]) -> Sequence[Official]:
    """Find people in office by their codes; a refusal names a code that nobody has."""
    async with office.db.read() as session:
        found = await officials.by_codes(session, [spelling.code_key(code) for code in codes])
    people = {spelling.code_key(official.code): official for official in found}
    for code in codes:
        if spelling.code_key(code) not in people:
            raise Refusal("Không có ai mang mã “{code}” trong danh sách.", code=code)
    return list(people.values())


async def put(office: Office, official_ids: Collection[int], day: date, now: datetime) -> int:
    """Put people on duty and give how many were not before."""
    async with office.db.begin() as session:
        if (await overrides.workdays(session)).is_working(day):
            raise Refusal(
                "{day} là ngày làm việc: ai cũng được mời báo cáo, không cần trực.", day=day
            )
        if day < office.today(now):
            raise Refusal("{day} đã qua: chỉ ghi trực cho hôm nay và các ngày tới.", day=day)
        put = await duties.put(session, official_ids, day)
        await deliveries.take_up(
            session, replanning.OF_THE_DAY, day.isoformat(), replanning.NOBODY_ASKED, official_ids
        )
        await replanning.look_again(session, office, day, now)
        return put


async def take_off(office: Office, official_ids: Collection[int], day: date, now: datetime) -> int:
    """Take people off duty and give how many were on it; what waits for them is called off."""
    async with office.db.begin() as session:
        taken = await duties.take_off(session, official_ids, day)
        if not (await overrides.workdays(session)).is_working(day):
            await deliveries.call_off(
                session,
                replanning.OF_THE_DAY,
                day.isoformat(),
                now,
                replanning.NOBODY_ASKED,
                official_ids,
            )
        return taken
