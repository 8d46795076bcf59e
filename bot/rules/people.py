"""Who people are and who may decide on whom."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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

    @property
    def is_council(self) -> bool:
        return self.role in COUNCIL_ROLES

    @property
    def leads(self) -> bool:
        return self.role in LEADING_ROLES


@dataclass(frozen=True, slots=True)
class Bench:
    """One unit's leaders, and which of them are there to decide on a given day."""

    heads: frozenset[int]
    deputies: frozenset[int]
    present: frozenset[int]
    """Ids of leaders who are signed in, still in office and not on leave."""


def deciders(author: Official, benches: Collection[Bench], council: Collection[int]) -> frozenset[int]:
    """Give the ids of those who may decide on the author's report.

    `benches` runs from the author's own unit up to the top. A member's report goes to the head of
    the unit, a head's own to the unit above. A deputy decides while no head is there. Where a unit
    has nobody to decide, the next one above does; above the top stands the council. Nobody decides
    on himself.
    """
    own, *above = benches
    chain = above if author.role is Role.HEAD else [own, *above]
    for bench in chain:
        found = _on_duty(bench, author)
        if found:
            return found
    return frozenset(council) - {author.id}


def _on_duty(bench: Bench, author: Official) -> frozenset[int]:
    heads = (bench.heads & bench.present) - {author.id}
    if heads:
        return heads
    if author.role is Role.DEPUTY and author.id in bench.deputies:
        return frozenset()  # one deputy does not judge another: the unit above does
    return (bench.deputies & bench.present) - {author.id}
