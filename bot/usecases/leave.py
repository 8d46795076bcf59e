"""Being away: taking leave and giving it back."""

from datetime import date, datetime

from bot.errors import Refusal
from bot.rules.absences import Absence, Kind
from bot.usecases.office import Office
from db import absences, summaries, summing

LONGEST = 366


async def take(
    office: Office, official_id: int, first: date, last: date, kind: Kind, now: datetime
) -> Absence:
    """Record days away, both ends included; the same days again change only the kind."""
    if last < first:
        raise Refusal("Ngày cuối phải sau hoặc trùng ngày đầu.")
    if (last - first).days >= LONGEST:
        raise Refusal("Mỗi lần ghi nghỉ không quá một năm.")
    async with office.db.begin() as session:
        await summing.hold(session)
        touching = await absences.overlapping(session, [official_id], first, last)
        for absence in touching[official_id]:
            if (absence.first, absence.last) != (first, last):
                raise Refusal(
                    "Đồng chí đã ghi nghỉ từ {first} đến {last}; hủy lần đó trước nếu muốn đổi.",
                    first=absence.first,
                    last=absence.last,
                )
            await absences.cancel(session, official_id, absence.id, now)
        taken = await absences.add(session, official_id, first, last, kind, by=official_id, now=now)
        await summaries.refresh(session, [official_id])
        return taken


async def give_back(office: Office, official_id: int, absence_id: int, now: datetime) -> bool:
    async with office.db.begin() as session:
        await summing.hold(session)
        given = await absences.cancel(session, official_id, absence_id, now)
        await summaries.refresh(session, [official_id])
        return given


async def upcoming(office: Office, official_id: int, now: datetime) -> list[Absence]:
    """Give the days away that are not over yet."""
    today = office.today(now)
    async with office.db.read() as session:
        found = await absences.overlapping(session, [official_id], today, date.max)
        return list(found[official_id])
