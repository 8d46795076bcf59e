"""A small office, written straight into the database, and its people in the sandbox."""

from dataclasses import dataclass
from datetime import date

from bot.rules.people import Official, Role
from bot.rules.spelling import code_key, name_key
from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.usecases.office import Office
from db import officials, summaries
from db.tables import OfficialRow, UnitRow

JOINED = date(2026, 11, 2)


async def a_unit(
    office: Office, name: str, *, parent: int | None = None, block: str | None = None
) -> int:
    async with office.db.begin() as session:
        row = UnitRow(key=name_key(name), name=name, parent_id=parent, block=block)
        session.add(row)
        await session.flush()
        return row.id


async def an_official(
    office: Office,
    code: str,
    name: str,
    unit_id: int,
    role: Role = Role.OFFICIAL,
    *,
    title: str | None = None,
    telegram_id: int | None = None,
    phone: str | None = None,
    joined_on: date | None = JOINED,
) -> Official:
    async with office.db.begin() as session:
        row = OfficialRow(
            code=code,
            code_key=code_key(code),
            name=name,
            title=title,
            unit_id=unit_id,
            role=role,
            phone=phone,
            telegram_id=telegram_id,
            joined_on=joined_on if telegram_id else None,
        )
        session.add(row)
        await session.flush()
        await summaries.refresh(session, [row.id])
        return await officials.get(session, row.id)


@dataclass
class Commune:
    """A commune's office: a top with its chair, one division with head, deputy and two officials.

    Everybody has signed up already; `binh` heads the division, `lan` and `minh` are its officials.
    """

    office: Office
    top: int
    division: int
    chair: Person
    binh: Person
    dung: Person
    lan: Person
    minh: Person
    council: Person
    ids: dict[str, int]


async def a_commune(office: Office, world: World) -> Commune:
    top = await a_unit(office, "UBND xã Tân Phú", block="Khối quản lý")
    division = await a_unit(office, "Phòng Văn hóa – Xã hội", parent=top, block="Khối chuyên môn")
    people = {
        "chair": ("CT01", "Phạm Văn Chính", top, Role.HEAD, "Chủ tịch"),
        "binh": ("VH01", "Trần Văn Bình", division, Role.HEAD, "Trưởng phòng"),
        "dung": ("VH02", "Lê Thị Dung", division, Role.DEPUTY, "Phó Trưởng phòng"),
        "lan": ("VH03", "Nguyễn Thị Lan", division, Role.OFFICIAL, "Chuyên viên"),
        "minh": ("VH04", "Võ Minh", division, Role.OFFICIAL, None),
        "council": ("HD01", "Hoàng Thị Hội", top, Role.COUNCIL, "Ủy viên Hội đồng"),
    }
    persons: dict[str, Person] = {}
    ids: dict[str, int] = {}
    for key, (code, name, unit_id, role, title) in people.items():
        person = Person.new(world, name)
        world.chats[person.id].bot_inside = True
        official = await an_official(
            office, code, name, unit_id, role, title=title, telegram_id=person.id
        )
        persons[key], ids[key] = person, official.id
    return Commune(office, top, division, ids=ids, **persons)
