"""Being away: taking leave and giving it back, for oneself and for those whom one leads."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules import people
from bot.rules.absences import Absence, Kind
from bot.rules.deliveries import Kind as DeliveryKind
from bot.rules.deliveries import Wanted
from bot.rules.people import Official
from bot.rules.ranking import sort_key
from bot.usecases import inboxes
from bot.usecases.office import Office
from db import absences, deliveries, officials, summaries, summing

LONGEST = 366


@dataclass(frozen=True, slots=True)
class Leave:
    """Days away, whose, and by whom they were recorded or taken back."""

    absence: Absence
    official: Official
    by: Official


async def take(
    office: Office, official_id: int, first: date, last: date, kind: Kind, now: datetime
) -> Absence:
    """Record days away, both ends included; the same days again change only the kind."""
    async with office.db.begin() as session:
        await summing.hold(session)
        official = await officials.get(session, official_id)
        absence = await _take(session, official, official, first, last, kind, now)
        await inboxes.follow(session, [official.id], office.today(now), now)
        return absence


async def take_for(
    office: Office,
    leader_id: int,
    official_id: int,
    first: date,
    last: date,
    kind: Kind,
    now: datetime,
) -> Leave:
    """Record days away of somebody whom the leader leads, and have that person told."""
    async with office.db.begin() as session:
        await summing.hold(session)
        leader, official = await _led(session, leader_id, official_id)
        absence = await _take(session, official, leader, first, last, kind, now)
        await inboxes.follow(session, [official.id], office.today(now), now)
        await _tell(session, DeliveryKind.LEAVE_SET, official, str(absence.id), now)
        return Leave(absence, official, leader)


async def give_back(office: Office, actor_id: int, absence_id: int, now: datetime) -> Leave | None:
    """Take days away back, one's own or those of somebody led; None where there are none such."""
    async with office.db.begin() as session:
        await summing.hold(session)
        kept = await absences.standing(session, absence_id)
        if kept is None:
            return None
        absence, by = kept
        actor = await officials.get(session, actor_id)
        official = await officials.get(session, absence.official_id)
        if official.id != actor.id and not people.leads(actor, official):
            return None
        if not await absences.cancel(session, official.id, absence_id, now):
            return None
        await summaries.refresh(session, [official.id])
        await inboxes.follow(session, [official.id], office.today(now), now)
        recorder = await officials.get(session, by)
        subject = f"{absence_id}:{actor.id}"
        for one in (official, recorder) if people.leads(recorder, official) else (official,):
            if one.id != actor.id:
                await _tell(session, DeliveryKind.LEAVE_ENDED, one, subject, now)
        return Leave(absence, official, actor)


async def upcoming(office: Office, official_id: int, now: datetime) -> Sequence[Absence]:
    """Give the days away that are not over yet."""
    async with office.db.read() as session:
        return await _upcoming(session, official_id, office.today(now))


async def led(office: Office, leader_id: int) -> Sequence[Official]:
    """Give the people whose days away the leader may record, by name."""
    async with office.db.read() as session:
        leader = await officials.get(session, leader_id)
        found = [
            official
            for official in await officials.members(session, [leader.unit.id])
            if people.leads(leader, official)
        ]
    if not leader.leads:
        raise _not_yours()
    if not found:
        raise Refusal("Đơn vị chưa có ai để đồng chí báo nghỉ thay.")
    return sorted(found, key=lambda official: sort_key(official.name))


async def one_led(office: Office, leader_id: int, official_id: int) -> Official:
    async with office.db.read() as session:
        _, official = await _led(session, leader_id, official_id)
        return official


async def recorded(office: Office, absence_id: int) -> Leave | None:
    """Give days away as they stand, unless they were taken back."""
    async with office.db.read() as session:
        kept = await absences.standing(session, absence_id)
        return await _leave(session, *kept) if kept else None


async def ended(office: Office, absence_id: int, by: int) -> Leave:
    """Give days away that somebody took back."""
    async with office.db.read() as session:
        return await _leave(session, await absences.get(session, absence_id), by)


async def _leave(session: AsyncSession, absence: Absence, by: int) -> Leave:
    found = await officials.by_ids(session, {absence.official_id, by})
    return Leave(absence, found[absence.official_id], found[by])


async def _led(
    session: AsyncSession, leader_id: int, official_id: int
) -> tuple[Official, Official]:
    found = await officials.by_ids(session, {leader_id, official_id})
    leader, official = found[leader_id], found.get(official_id)
    if official is None or official.left_on or not people.leads(leader, official):
        raise _not_yours()
    return leader, official


def _not_yours() -> Refusal:
    return Refusal(
        "Báo nghỉ cho người khác chỉ dành cho thủ trưởng và phó, với người trong đơn vị mình."
    )


async def _upcoming(session: AsyncSession, official_id: int, today: date) -> Sequence[Absence]:
    found = await absences.overlapping(session, [official_id], today, date.max)
    return found[official_id]


async def _take(
    session: AsyncSession,
    official: Official,
    by: Official,
    first: date,
    last: date,
    kind: Kind,
    now: datetime,
) -> Absence:
    if last < first:
        raise Refusal("Ngày cuối phải sau hoặc trùng ngày đầu.")
    if (last - first).days >= LONGEST:
        raise Refusal("Mỗi lần ghi nghỉ không quá một năm.")
    touching = await absences.overlapping(session, [official.id], first, last)
    for absence in touching[official.id]:
        if (absence.first, absence.last) != (first, last):
            raise _overlaps(absence, official, by)
        if await absences.standing(session, absence.id) == (replace(absence, kind=kind), by.id):
            return absence  # the same tap again
        await absences.cancel(session, official.id, absence.id, now)
    taken = await absences.add(session, official.id, first, last, kind, by=by.id, now=now)
    await summaries.refresh(session, [official.id])
    return taken


def _overlaps(absence: Absence, official: Official, by: Official) -> Refusal:
    days = {"first": absence.first, "last": absence.last}
    if official.id == by.id:
        return Refusal(
            "Đồng chí đã ghi nghỉ từ {first} đến {last}; hủy lần đó trước nếu muốn đổi.", **days
        )
    return Refusal(
        "{name} đã được ghi nghỉ từ {first} đến {last}; hủy lần đó trước nếu muốn đổi.",
        name=official.name,
        **days,
    )


async def _tell(
    session: AsyncSession, kind: DeliveryKind, official: Official, subject: str, now: datetime
) -> None:
    await deliveries.enqueue(session, [Wanted(kind, official.id, subject, due_at=now)], now)
