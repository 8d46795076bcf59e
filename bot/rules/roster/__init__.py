"""The roster as offices keep it: rows of cells in; people and units out, or every fault at once.

Rows are numbered as a spreadsheet shows them, from 1. The header may stand anywhere in the first
rows, its names in Vietnamese or English, in any order.
"""

from collections.abc import Mapping
from types import MappingProxyType

from bot.rules.roster.columns import Rows
from bot.rules.roster.lines import doubled_cells, people_rows, require_header
from bot.rules.roster.people import RosterPerson, read, same_codes, same_phones
from bot.rules.roster.problems import Problem, RosterInvalid
from bot.rules.roster.units import Roster, RosterUnit, Tree

__all__ = ["Problem", "Roster", "RosterInvalid", "RosterPerson", "RosterUnit", "validate"]


def validate(rows: Rows, known_units: Mapping[str, str | None] = MappingProxyType({})) -> Roster:
    """Give the people and units of a roster.

    `known_units` are units that exist already, each with the one above it: a roster may place its
    own units under them.

    Raises:
        RosterInvalid: with every fault of the file.
    """
    header = require_header(rows)
    lines = list(people_rows(rows, header))
    problems = list(doubled_cells(header, rows, lines))
    people = [read(line, problems) for line in lines]
    if not people:
        problems.append(
            Problem(None, "Dưới dòng tiêu đề (dòng {row}) chưa có ai.", {"row": header.row})
        )
    problems += same_codes(people)
    problems += same_phones(people)
    tree = Tree(people, known_units)
    problems += tree.problems()
    if problems:
        raise RosterInvalid(sorted(problems, key=lambda problem: problem.row or 0))
    return tree.roster()
