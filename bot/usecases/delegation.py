"""Somebody decides on reports in a unit head's place, by order and with dates (ủy quyền)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.deliveries import Kind, Wanted
from bot.rules.people import Delegation, Official, Role
from bot.rules.ranking import sort_key
from bot.usecases.office import Office
from db import delegations, deliveries, officials

LONGEST = 366
DOCUMENT_ROOM = 255


class HeadOnly(Refusal):
    def __init__(self) -> None:
        super().__init__("Ủy quyền duyệt chỉ dành cho thủ trưởng, với người trong đơn vị mình.")


@dataclass(frozen=True, slots=True)
class Delegated:
    delegation: Delegation
    delegate: Official
    head: Official
    """The unit's head who gave it or looks at it."""


async def candidates(office: Office, head_id: int) -> Sequence[Official]:
    """Give whom the head may ask to decide: deputies first, then the others by name."""
    async with office.db.read() as session:
        head = await _head(session, head_id)
        people = [
            one
            for one in await officials.members(session, [head.unit.id])
            if one.id != head.id and one.telegram_id
        ]
    if not people:
        raise Refusal("Đơn vị chưa có ai đã đăng ký để đồng chí ủy quyền.")
    return sorted(people, key=lambda one: (one.role is not Role.DEPUTY, sort_key(one.name)))


async def candidate(office: Office, head_id: int, official_id: int) -> Official:
    async with office.db.read() as session:
        return await _candidate(session, await _head(session, head_id), official_id)


async def standing(office: Office, head_id: int, now: datetime) -> Sequence[Delegated]:
    """Give what is in force at the head's unit or will be."""
    async with office.db.read() as session:
        head = await _head(session, head_id)
        found = await delegations.of_unit(session, head.unit.id, office.today(now))
        people = await officials.by_ids(session, {one.official_id for one in found})
    return [Delegated(one, people[one.official_id], head) for one in found]


async def give(
    office: Office, head_id: int, official_id: int, first: date, last: date, now: datetime
) -> Delegated:
    """Let somebody decide on some days; the same days again change nothing."""
    if last < first:
        raise Refusal("Ngày cuối phải sau hoặc trùng ngày đầu.")
    if (last - first).days >= LONGEST:
        raise Refusal("Mỗi lần ủy quyền không quá một năm.")
    if last < office.today(now):
        raise Refusal("Những ngày này đã qua.")
    async with office.db.begin() as session:
        head = await _head(session, head_id)
        delegate = await _candidate(session, head, official_id)
        wanted = Delegation(0, head.unit.id, official_id, first, last)
        for known in await delegations.of_unit(session, head.unit.id, first):
            if known.official_id != official_id or known.first > last:
                continue
            if (known.first, known.last) == (first, last):
                return Delegated(known, delegate, head)
            raise Refusal(
                "{name} đã được ủy quyền từ {first} đến {last}; hủy lần đó trước nếu muốn đổi.",
                name=delegate.name,
                first=known.first,
                last=known.last,
            )
        given = await delegations.add(session, wanted, head.id, now)
        await _tell(session, Kind.DELEGATED, given, now)
        return Delegated(given, delegate, head)


async def own(office: Office, head_id: int, delegation_id: int, now: datetime) -> Delegated:
    async with office.db.read() as session:
        return await _own(session, head_id, delegation_id, office.today(now))


async def name_document(
    office: Office, head_id: int, delegation_id: int, number: str, now: datetime
) -> Delegated:
    """Keep the number of the paper that orders it."""
    async with office.db.begin() as session:
        given = await _own(session, head_id, delegation_id, office.today(now))
        await delegations.document(session, delegation_id, number.strip()[:DOCUMENT_ROOM])
        kept = await delegations.get(session, delegation_id)
    return Delegated(kept or given.delegation, given.delegate, given.head)


async def cancel(office: Office, head_id: int, delegation_id: int, now: datetime) -> Delegated:
    async with office.db.begin() as session:
        given = await _own(session, head_id, delegation_id, office.today(now))
        await delegations.cancel(session, delegation_id, now)
        untold = await deliveries.call_off(
            session, [Kind.DELEGATED], str(delegation_id), now, "taken back"
        )
        if not untold:
            await _tell(session, Kind.DELEGATION_ENDED, given.delegation, now)
        return given


async def shown(office: Office, delegation_id: int) -> Delegated | None:
    """Give it as it stands, for the message to the delegate."""
    async with office.db.read() as session:
        found = await delegations.get(session, delegation_id)
        if found is None:
            return None
        people = await officials.by_ids(session, {found.official_id, found.by})
    return Delegated(found, people[found.official_id], people[found.by])


async def _head(session: AsyncSession, head_id: int) -> Official:
    head = await officials.get(session, head_id)
    if head.role is not Role.HEAD or head.left_on:
        raise HeadOnly
    return head


async def _candidate(session: AsyncSession, head: Official, official_id: int) -> Official:
    found = (await officials.by_ids(session, {official_id})).get(official_id)
    if found is None or found.left_on or found.unit.id != head.unit.id or found.id == head.id:
        raise HeadOnly
    return found


async def _own(session: AsyncSession, head_id: int, delegation_id: int, today: date) -> Delegated:
    """Give a delegation of the head's own unit that is not over."""
    head = await _head(session, head_id)
    found = await delegations.get(session, delegation_id)
    if found is None or found.unit_id != head.unit.id:
        raise HeadOnly
    if found.over or found.last < today:
        raise Refusal("Lần ủy quyền này đã kết thúc hoặc đã hủy trước đó.")
    return Delegated(found, await officials.get(session, found.official_id), head)


async def _tell(session: AsyncSession, kind: Kind, given: Delegation, now: datetime) -> None:
    wanted = Wanted(kind, given.official_id, str(given.id), due_at=now)
    await deliveries.enqueue(session, [wanted], now)
