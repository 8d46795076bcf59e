"""The tree of units that the rows of a roster speak of."""

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.rules import spelling
from bot.rules.roster.people import RosterPerson
from bot.rules.roster.problems import Problem, quote

_Stated = dict[str, dict[str, tuple[int, str]]]
"""Unit → what its rows say, by key → the row and the spelling in which it stands first."""


@dataclass(frozen=True, slots=True)
class RosterUnit:
    name: str
    parent: str | None
    block: str | None


@dataclass(frozen=True, slots=True)
class Roster:
    people: tuple[RosterPerson, ...]
    units: tuple[RosterUnit, ...]


class Tree:
    """The units that the rows speak of, each by the key of its name, and how they hang together."""

    def __init__(
        self, people: Sequence[RosterPerson], known_units: Mapping[str, str | None]
    ) -> None:
        self._people = people
        self._key = functools.cache(spelling.name_key)
        self._own = dict.fromkeys(self._key(person.unit) for person in people if person.unit)
        self._names = self._spellings([*(person.unit for person in people), *known_units])
        self._block_names = self._spellings(person.block for person in people)
        self._parents = self._stated(lambda person: person.parent)
        self._blocks = self._stated(lambda person: person.block)
        self._above = {
            self._key(name): parent and self._key(parent) for name, parent in known_units.items()
        } | {unit: next(iter(self._parents.get(unit, ())), None) for unit in self._own}

    def problems(self) -> Iterator[Problem]:
        yield from self._contradictions(
            self._parents,
            "Đơn vị {unit} có hai đơn vị cấp trên khác nhau: {first} (dòng {row}) và {other}.",
        )
        yield from self._contradictions(
            self._blocks,
            "Đơn vị {unit} thuộc hai khối thi đua khác nhau: {first} (dòng {row}) và {other}.",
        )
        yield from self._unknown_parents()
        yield from self._circles()

    def roster(self) -> Roster:
        people = (
            replace(
                person,
                unit=self._names[self._key(person.unit)],
                parent=person.parent and self._names[self._key(person.parent)],
                block=person.block and self._block_names[self._key(person.block)],
            )
            for person in self._people
        )
        return Roster(tuple(people), tuple(map(self._unit, self._own)))

    def _spellings(self, names: Iterable[str | None]) -> Mapping[str, str]:
        """Give each name the way it is written first."""
        first: dict[str, str] = {}
        for name in names:
            if name:
                first.setdefault(self._key(name), name)
        return first

    def _unit(self, key: str) -> RosterUnit:
        parent = self._above[key]
        block = next(iter(self._blocks.get(key, ())), None)
        return RosterUnit(
            self._names[key], parent and self._names[parent], block and self._block_names[block]
        )

    def _stated(self, said: Callable[[RosterPerson], str | None]) -> _Stated:
        """Give for each unit the different things that its rows say, each where it stands first."""
        stated: _Stated = {}
        for person in self._people:
            name = said(person)
            if name and person.unit:
                things = stated.setdefault(self._key(person.unit), {})
                things.setdefault(self._key(name), (person.row, name))
        return stated

    def _contradictions(self, stated: _Stated, message: str) -> Iterator[Problem]:
        for unit, things in stated.items():
            (row, first), *others = things.values()
            for other_row, other in others:
                values = {"first": quote(first), "row": row, "other": quote(other)}
                yield Problem(other_row, message, {"unit": quote(self._names[unit]), **values})

    def _unknown_parents(self) -> Iterator[Problem]:
        for person in self._people:
            if person.parent and self._key(person.parent) not in self._names:
                yield Problem(
                    person.row,
                    "Không có đơn vị cấp trên {parent} trong danh sách. Hãy xem lại cách viết, hoặc"
                    " thêm người của đơn vị đó.",
                    {"parent": quote(person.parent)},
                )

    def _circles(self) -> Iterator[Problem]:
        for circle in _circles(self._above):
            links = zip(circle, (*circle[1:], circle[0]), strict=True)
            rows = [self._parents[unit][above][0] for unit, above in links if unit in self._parents]
            if len(circle) == 1:
                message = (
                    "Đơn vị {chain} ghi chính nó là đơn vị cấp trên. Đơn vị cao nhất thì để trống"
                    " cột này."
                )
            else:
                message = "Các đơn vị là cấp trên của nhau thành vòng: {chain}."
            chain = (*circle, circle[0]) if len(circle) > 1 else circle
            yield Problem(
                min(rows, default=None),
                message,
                {"chain": " → ".join(quote(self._names[unit]) for unit in chain)},
            )


def _circles(above: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """Give each circle once; a unit above itself is a circle of one."""
    settled: set[str] = set()
    for start in above:
        path: dict[str, None] = {}
        unit: str | None = start
        while unit is not None and unit not in settled and unit not in path:
            path[unit] = None
            unit = above.get(unit)
        if unit in path:
            chain = list(path)
            yield tuple(chain[chain.index(unit) :])
        settled.update(path)
