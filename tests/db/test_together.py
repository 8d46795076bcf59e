"""What is asked for at the same moment: one transaction, and to each the own outcome."""

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.errors import DoneBefore, Refusal
from bot.usecases.office import Office
from db import updates
from db.tables import ClockMarkRow, UpdateRow, UpdateState
from db.together import AT_ONCE
from db.updates import Arrived
from tests.conftest import WEDNESDAY

BAD = "bad"
REFUSED = "refused"


class Groups:
    """Notes names as rows and keeps which of them came together; `gate` holds the first group."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        self.entered = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def note(self, session: AsyncSession, names: Sequence[str]) -> Sequence[str | Exception]:
        self.seen.append(list(names))
        self.entered.set()
        await self.gate.wait()
        fine = [name for name in names if name != REFUSED]
        if fine:
            rows = [{"name": name, "at": WEDNESDAY} for name in fine]
            await session.execute(insert(ClockMarkRow), rows)
        if BAD in names:
            raise ZeroDivisionError
        return [name if name in fine else Refusal("Không được.") for name in names]


@pytest.fixture
def groups() -> Groups:
    return Groups()


async def noted(office: Office) -> set[str]:
    async with office.db.read() as session:
        return set(await session.scalars(select(ClockMarkRow.name)))


async def an_update(office: Office, update_id: int) -> None:
    async with office.db.begin() as session:
        await updates.keep(session, [Arrived(update_id, 7, "{}")], WEDNESDAY)


async def state(office: Office, update_id: int) -> UpdateState:
    async with office.db.read() as session:
        return (await session.get_one(UpdateRow, update_id)).state


async def all_of(office: Office, groups: Groups, names: Sequence[str]) -> list[object]:
    deeds = (office.db.together(groups.note, name) for name in names)
    return list(await asyncio.gather(*deeds, return_exceptions=True))


async def test_who_asks_at_once_is_served_at_once_and_in_order(
    office: Office, groups: Groups
) -> None:
    names = [f"n{number}" for number in range(9)]
    assert await all_of(office, groups, names) == names
    assert groups.seen == [names]
    assert await noted(office) == set(names)


async def test_who_comes_later_waits_for_the_next_transaction(
    office: Office, groups: Groups
) -> None:
    groups.gate.clear()
    first = asyncio.ensure_future(all_of(office, groups, ["first"]))
    await groups.entered.wait()
    later = asyncio.ensure_future(all_of(office, groups, ["a", "b", "c"]))
    await asyncio.sleep(0)
    groups.gate.set()
    assert await first == ["first"]
    assert await later == ["a", "b", "c"]
    assert groups.seen == [["first"], ["a", "b", "c"]]


async def test_a_crowd_is_served_in_pieces(office: Office, groups: Groups) -> None:
    names = [f"n{number}" for number in range(AT_ONCE + 3)]
    assert await all_of(office, groups, names) == names
    assert [len(group) for group in groups.seen] == [AT_ONCE, 3]


async def test_a_refusal_is_for_one_alone(office: Office, groups: Groups) -> None:
    first, refusal, last = await all_of(office, groups, ["a", REFUSED, "b"])
    assert (first, last) == ("a", "b")
    assert isinstance(refusal, Refusal)
    assert groups.seen == [["a", REFUSED, "b"]]
    assert await noted(office) == {"a", "b"}


async def test_a_fault_spoils_only_what_it_is_in(office: Office, groups: Groups) -> None:
    """What the others wrote is taken back with it, and written again without it."""
    first, fault, last = await all_of(office, groups, ["a", BAD, "b"])
    assert (first, last) == ("a", "b")
    assert isinstance(fault, ZeroDivisionError)
    assert await noted(office) == {"a", "b"}


async def test_what_the_tables_refuse_spoils_only_itself(office: Office, groups: Groups) -> None:
    await all_of(office, groups, ["taken"])
    first, fault, last = await all_of(office, groups, ["a", "taken", "b"])
    assert (first, last) == ("a", "b")
    assert isinstance(fault, IntegrityError)
    assert await noted(office) == {"taken", "a", "b"}


async def test_who_gives_up_waiting_takes_nobody_along(office: Office, groups: Groups) -> None:
    groups.gate.clear()
    impatient = asyncio.ensure_future(office.db.together(groups.note, "impatient"))
    patient = asyncio.ensure_future(office.db.together(groups.note, "patient"))
    await groups.entered.wait()
    impatient.cancel()
    await asyncio.wait([impatient])
    groups.gate.set()
    assert await patient == "patient"
    assert impatient.cancelled()
    assert await noted(office) == {"impatient", "patient"}


async def test_closing_lets_nobody_wait_and_takes_back_what_was_begun(
    office: Office, groups: Groups
) -> None:
    groups.gate.clear()
    begun = asyncio.ensure_future(office.db.together(groups.note, "begun"))
    await groups.entered.wait()
    waiting = asyncio.ensure_future(office.db.together(groups.note, "waiting"))
    await asyncio.sleep(0)
    await office.db.close()
    await asyncio.wait([begun, waiting])
    assert begun.cancelled()
    assert waiting.cancelled()
    assert await noted(office) == set()


async def test_an_update_takes_effect_once(office: Office, groups: Groups) -> None:
    await an_update(office, 1)
    once = office.db.on_behalf_of(1)
    assert await once.together(groups.note, "a") == "a"
    assert await state(office, 1) is UpdateState.APPLIED
    with pytest.raises(DoneBefore):
        await once.together(groups.note, "b")
    assert groups.seen == [["a"]]
    assert await noted(office) == {"a"}


async def test_an_update_that_comes_twice_at_once_takes_effect_once(
    office: Office, groups: Groups
) -> None:
    await an_update(office, 1)
    once = office.db.on_behalf_of(1)
    outcomes = await asyncio.gather(
        once.together(groups.note, "a"), once.together(groups.note, "b"), return_exceptions=True
    )
    assert outcomes[0] == "a"
    assert isinstance(outcomes[1], DoneBefore)
    assert await noted(office) == {"a"}


async def test_updates_of_one_transaction_are_marked_each_for_itself(
    office: Office, groups: Groups
) -> None:
    for update_id in (1, 2, 3):
        await an_update(office, update_id)
    await office.db.on_behalf_of(2).together(groups.note, "before")
    first, second, third = await asyncio.gather(
        *(office.db.on_behalf_of(n).together(groups.note, f"n{n}") for n in (1, 2, 3)),
        return_exceptions=True,
    )
    assert (first, third) == ("n1", "n3")
    assert isinstance(second, DoneBefore)
    assert groups.seen == [["before"], ["n1", "n3"]]
    assert await noted(office) == {"before", "n1", "n3"}


async def test_a_mark_goes_with_its_effect(office: Office, groups: Groups) -> None:
    """A fault takes both back, so that the update can be tried again."""
    await an_update(office, 1)
    await an_update(office, 2)
    fault, fine = await asyncio.gather(
        office.db.on_behalf_of(1).together(groups.note, BAD),
        office.db.on_behalf_of(2).together(groups.note, "a"),
        return_exceptions=True,
    )
    assert isinstance(fault, ZeroDivisionError)
    assert fine == "a"
    assert await state(office, 1) is UpdateState.WAITING
    assert await state(office, 2) is UpdateState.APPLIED
    assert await office.db.on_behalf_of(1).together(groups.note, "again") == "again"


async def test_readers_are_served_together_too(office: Office) -> None:
    await office.db.together(Groups().note, "a")
    sizes = []

    async def known(session: AsyncSession, names: Sequence[str]) -> Sequence[bool]:
        sizes.append(len(names))
        found = set(await session.scalars(select(ClockMarkRow.name)))
        return [name in found for name in names]

    answers = await asyncio.gather(*(office.db.read_together(known, name) for name in "abc"))
    assert answers == [True, False, False]
    assert sizes == [3]
