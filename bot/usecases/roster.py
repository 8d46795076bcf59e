"""Importing the roster: the office becomes what the file says, and what changes is told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import Refusal
from bot.rules.people import Role, Unit
from bot.rules.roster import Roster, RosterPerson, RosterUnit
from bot.rules.roster.columns import Column
from bot.rules.spelling import code_key, name_key
from bot.usecases.office import Office
from db import roster as kept
from db import summaries
from db.roster import Entry, Member

Value = str | Role | bool | None


class UnitsRearranged(Refusal):
    """Since the file was checked, another import has placed the units differently."""

    def __init__(self) -> None:
        super().__init__(
            "Các đơn vị vừa được sắp xếp lại từ một tệp khác nên tệp này không còn khớp. "
            "Hãy nhập lại."
        )


@dataclass(frozen=True, slots=True)
class Detail:
    column: Column
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Change:
    code: str
    name: str
    details: tuple[Detail, ...] = ()
    """What becomes different; of a new person, everything but code and name."""


@dataclass(frozen=True, slots=True)
class UnitChange:
    name: str
    details: tuple[Detail, ...]
    """What becomes different; a new unit had no name before."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everybody in the file and everybody who leaves, each once."""

    added: tuple[Change, ...]
    updated: tuple[Change, ...]
    moved: tuple[Change, ...]
    """To another unit, whatever else is different."""
    closed: tuple[Change, ...]
    returned: tuple[Change, ...]
    unchanged: tuple[Change, ...]
    units: tuple[UnitChange, ...]
    """Those that are new or different."""


class _Fate(StrEnum):
    ADDED = "added"
    UPDATED = "updated"
    MOVED = "moved"
    CLOSED = "closed"
    RETURNED = "returned"
    UNCHANGED = "unchanged"


async def known_units(office: Office) -> Mapping[str, str | None]:
    """Give every unit with the one above it, for `rules.roster.validate`."""
    async with office.db.read() as session:
        found = (await kept.every_unit(session)).values()
    names = _names(found)
    return {unit.name: names.get(unit.parent_id) for unit in found}


async def apply(office: Office, roster: Roster, now: datetime, *, dry_run: bool = False) -> Changes:
    """Make the office what a valid roster says; a dry run does the same and takes it all back."""
    async with office.db.begin() as session:
        await kept.hold(session)
        units_before = await kept.every_unit(session)
        await _place_units(session, roster.units, units_before)
        units = await kept.every_unit(session)
        before = await kept.everybody(session)
        entries = {code_key(one.code): _entry(one, units) for one in roster.people}
        await _settle_people(session, entries, before, office, now)
        if dry_run:
            await session.rollback()
    fates = _fates(entries, before, _names(units.values()))
    return Changes(units=tuple(_unit_changes(units, units_before)), **fates)


async def _place_units(
    session: AsyncSession, told: Iterable[RosterUnit], before: Mapping[str, Unit]
) -> None:
    wanted = {name_key(unit.name): unit for unit in told}
    order = _from_the_top(wanted, before)
    await kept.add_units(session, {key: wanted[key].name for key in order if key not in before})
    placed = await kept.every_unit(session)
    changed = []
    for key, unit in wanted.items():
        parent_id = placed[name_key(unit.parent)].id if unit.parent else None
        settled = Unit(placed[key].id, unit.name, parent_id, unit.block)
        if settled != placed[key]:
            changed.append(settled)
    await kept.change_units(session, changed)


def _from_the_top(wanted: Mapping[str, RosterUnit], before: Mapping[str, Unit]) -> Iterable[str]:
    """Give the keys of all units as they will stand, each after the one above it."""
    keys: dict[int | None, str] = {unit.id: key for key, unit in before.items()}
    above = {key: keys.get(unit.parent_id) for key, unit in before.items()}
    above |= {key: unit.parent and name_key(unit.parent) for key, unit in wanted.items()}
    tree = TopologicalSorter({key: [parent] if parent else [] for key, parent in above.items()})
    try:
        return list(tree.static_order())
    except CycleError:
        raise UnitsRearranged from None


async def _settle_people(
    session: AsyncSession,
    entries: Mapping[str, Entry],
    before: Mapping[str, Member],
    office: Office,
    now: datetime,
) -> None:
    """Write whatever is different; who leaves goes first, so that the phones are free."""
    leaving = [m.id for key, m in before.items() if m.in_office and key not in entries]
    known = [(before[key], entry) for key, entry in entries.items() if key in before]
    returning = [member.id for member, _ in known if not member.in_office]
    different = {m.id: entry for m, entry in known if not m.in_office or m.entry != entry}
    await kept.close(session, leaving, office.today(now), now)
    await kept.reopen(session, returning)
    await kept.change(session, different)
    await kept.add(session, {key: entry for key, entry in entries.items() if key not in before})
    await summaries.follow(session)


def _entry(person: RosterPerson, units: Mapping[str, Unit]) -> Entry:
    return Entry(
        code=person.code,
        name=person.name,
        title=person.title,
        unit_id=units[name_key(person.unit)].id,
        role=person.role,
        phone=person.phone,
        front_line=person.front_line,
    )


def _fates(
    entries: Mapping[str, Entry], before: Mapping[str, Member], unit_names: Mapping[int | None, str]
) -> Mapping[str, tuple[Change, ...]]:
    """Give the lists of `Changes`, in the order of the file."""
    fates: dict[_Fate, list[Change]] = {fate: [] for fate in _Fate}
    for key, entry in entries.items():
        member = before.get(key)
        details = _details(
            _told(member.entry, unit_names) if member else _nothing_told(entry),
            _told(entry, unit_names),
        )
        fates[_fate(member, entry)].append(Change(entry.code, entry.name, details))
    fates[_Fate.CLOSED] = [
        Change(member.entry.code, member.entry.name)
        for key, member in before.items()
        if member.in_office and key not in entries
    ]
    return {fate.value: tuple(changes) for fate, changes in fates.items()}


def _fate(member: Member | None, entry: Entry) -> _Fate:
    if member is None:
        return _Fate.ADDED
    if not member.in_office:
        return _Fate.RETURNED
    if member.entry == entry:
        return _Fate.UNCHANGED
    return _Fate.UPDATED if member.entry.unit_id == entry.unit_id else _Fate.MOVED


def _told(entry: Entry, unit_names: Mapping[int | None, str]) -> Mapping[Column, Value]:
    return {
        Column.CODE: entry.code,
        Column.NAME: entry.name,
        Column.TITLE: entry.title,
        Column.UNIT: unit_names[entry.unit_id],
        Column.ROLE: entry.role,
        Column.PHONE: entry.phone,
        Column.FRONT_LINE: entry.front_line,
    }


def _nothing_told(entry: Entry) -> Mapping[Column, Value]:
    """Give what a person's details are told against who was not there before."""
    return {Column.CODE: entry.code, Column.NAME: entry.name, Column.FRONT_LINE: False}


def _unit_changes(units: Mapping[str, Unit], before: Mapping[str, Unit]) -> Iterable[UnitChange]:
    names = _names(units.values())

    def told(unit: Unit | None) -> Mapping[Column, Value]:
        if unit is None:
            return {}
        parent = names.get(unit.parent_id)
        return {Column.UNIT: unit.name, Column.PARENT: parent, Column.BLOCK: unit.block}

    for key, unit in units.items():
        details = _details(told(before.get(key)), told(unit))
        if details:
            yield UnitChange(unit.name, details)


def _details(old: Mapping[Column, Value], new: Mapping[Column, Value]) -> tuple[Detail, ...]:
    return tuple(
        Detail(column, old.get(column), value)
        for column, value in new.items()
        if value != old.get(column)
    )


def _names(units: Iterable[Unit]) -> Mapping[int | None, str]:
    return {unit.id: unit.name for unit in units}
