"""Who may decide on whom, over all offices that can be."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.rules import escalation, people
from bot.rules.people import Bench, Role
from bot.rules.workdays import Workdays

IDS = st.frozensets(st.integers(1, 12), max_size=4)
BENCHES = st.lists(st.builds(Bench, heads=IDS, deputies=IDS, present=IDS), min_size=1, max_size=3)
ROLES = st.sampled_from(Role)
LEVELS = st.integers(0, escalation.LEVELS)
AUTHOR = st.integers(1, 12)


@given(AUTHOR, ROLES, BENCHES, IDS, LEVELS)
def test_nobody_decides_on_himself_and_only_who_is_there(
    author: int, role: Role, benches: list[Bench], council: frozenset[int], level: int
) -> None:
    found = people.deciders(author, role, benches, council, level)
    assert author not in found
    assert found <= council.union(*((one.heads | one.deputies) & one.present for one in benches))


@given(AUTHOR, ROLES, BENCHES, IDS, LEVELS)
def test_somebody_decides_while_anybody_of_the_council_could(
    author: int, role: Role, benches: list[Bench], council: frozenset[int], level: int
) -> None:
    if council - {author}:
        assert people.deciders(author, role, benches, council, level)


@given(AUTHOR, ROLES, BENCHES, IDS)
def test_each_level_only_adds(
    author: int, role: Role, benches: list[Bench], council: frozenset[int]
) -> None:
    levels = range(escalation.LEVELS + 1)
    found = [people.deciders(author, role, benches, council, level) for level in levels]
    assert found[0] <= found[1] <= found[2]


def test_a_report_goes_up_post_by_post() -> None:
    own = Bench(frozenset({1}), frozenset({2}), frozenset({1, 2}))
    above = Bench(frozenset({3}), frozenset(), frozenset({3}))
    rising = [
        people.deciders(9, Role.OFFICIAL, [own, above], {4}, level)
        for level in range(escalation.LEVELS + 1)
    ]
    assert rising == [{1}, {1, 2}, {1, 2, 3}]
    assert people.deciders(2, Role.DEPUTY, [own, above], {4}, 1) == {1, 3}
    assert people.deciders(1, Role.HEAD, [own, above], {4}, 1) == {3, 4}


def test_days_off_do_not_make_a_report_old() -> None:
    friday, calendar = date(2026, 11, 27), Workdays()
    levels = {
        ahead: escalation.level(
            friday, escalation.steps(friday + timedelta(days=ahead), calendar, 2)
        )
        for ahead in range(7)
    }
    assert levels == {0: 0, 1: 0, 2: 0, 3: 0, 4: 1, 5: 1, 6: 2}
    assert escalation.steps(friday, calendar, 0) == ()
