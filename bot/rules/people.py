"""Who people are and who may decide on whom."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice


class Role(StrEnum):
    OFFICIAL = "official"
    HEAD = "head"
    DEPUTY = "deputy"
    COUNCIL = "council"
    SECRETARY = "secretary"


COUNCIL_ROLES = frozenset({Role.COUNCIL, Role.SECRETARY})
LEADING_ROLES = frozenset({Role.HEAD, Role.DEPUTY})


class Language(StrEnum):
    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Unit:
    id: int
    name: str
    parent_id: int | None
    block: str | None


def way_up(unit_id: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    """Go from a unit to the top; `parents` knows at least the units on the way."""
    step: int | None = unit_id
    while step is not None:
        yield step
        step = parents[step]


@dataclass(frozen=True, slots=True)
class Official:
    """A person on the roster; whoever is on it reports, leaders too."""

    id: int
    code: str
    name: str
    title: str | None
    unit: Unit
    role: Role
    front_line: bool
    language: Language
    telegram_id: int | None
    """The private chat as well: Telegram gives both the same number."""
    joined_on: date | None
    """The office's day on which the person agreed; None before that."""
    left_on: date | None
    reachable: bool
    """False once Telegram said that the person blocked the bot."""
    menu: str | None = None
    """Which command menu the person's chat was last given."""

    @property
    def is_council(self) -> bool:
        return self.role in COUNCIL_ROLES

    @property
    def leads(self) -> bool:
        return self.role in LEADING_ROLES


def leads(leader: Official, official: Official) -> bool:
    """Tell whether somebody stands below a leader in the same unit.

    Not a head below a deputy: who records the head's leave would decide in the head's place.
    """
    return leader.unit.id == official.unit.id and _rank(leader) > _rank(official)


def _rank(official: Official) -> int:
    return {Role.HEAD: 2, Role.DEPUTY: 1}.get(official.role, 0)


@dataclass(frozen=True, slots=True)
class Delegation:
    """Somebody of a unit decides in its head's place, both ends included."""

    id: int
    unit_id: int
    official_id: int
    first: date
    last: date
    document: str | None = None
    by: int = 0
    """The head who gave it."""
    over: bool = False
    """Taken back."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One unit's leaders, and which of them are there to decide on a given day."""

    heads: frozenset[int]
    """With those who decide in the head's place by delegation."""
    deputies: frozenset[int]
    present: frozenset[int]
    """Ids of leaders who are signed in, still in office and not on leave."""


def deciders(
    author_id: int,
    role: Role,
    benches: Sequence[Bench],
    council: Collection[int],
    level: int = 0,
) -> frozenset[int]:
    """Give the ids of those who may decide on a report of an author with this role.

    `benches` runs from the author's own unit up to the top. A member's report goes to the head of
    the unit, a head's own to the unit above. A deputy decides while no head is there, though not on
    another deputy. Where a unit has nobody to decide, the next one above does; above the top stands
    the council. Nobody decides on himself. Each level of escalation lets one more of these posts
    decide.
    """
    able = (post - {author_id} for post in _posts(role, benches, frozenset(council)))
    return frozenset().union(*islice(filter(None, able), level + 1))


def _posts(
    role: Role, benches: Sequence[Bench], council: frozenset[int]
) -> Iterator[frozenset[int]]:
    """Give who is there to decide, from the nearest post up."""
    for place, bench in enumerate(benches):
        if place or role is not Role.HEAD:
            yield bench.heads & bench.present
        if place or role not in LEADING_ROLES:
            yield bench.deputies & bench.present
    yield council


def on_duty(bench: Bench) -> frozenset[int]:
    return bench.heads & bench.present or bench.deputies & bench.present
