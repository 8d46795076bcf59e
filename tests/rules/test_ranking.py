import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.rules import ranking, scoring
from bot.rules.ranking import Entry, Reason, Standings
from bot.rules.scoring import Tally

NAMES = st.sampled_from(["Nguyễn Văn An", "Lê Thị Ánh", "Trần Đức", "Phạm Dung", "Vũ Ân"])
TALLIES = st.tuples(
    st.integers(0, 50), st.integers(0, 3), st.integers(0, 22), st.integers(0, 4)
).map(lambda parts: Tally(parts[0], parts[0] + parts[1], parts[2], parts[2] + parts[3]))


def person(
    name: str, met: int, counted: int = 1000, approved: int = 20, days: int = 20
) -> Entry[str]:
    tally = Tally(met, counted, approved, days)
    return ranking.person_entry(name, name, tally, signed_up=True)


@st.composite
def people(draw: st.DrawFn) -> list[Entry[int]]:
    drawn = draw(st.lists(st.tuples(NAMES, TALLIES, st.booleans()), max_size=25))
    return [
        ranking.person_entry(number, name, tally, signed_up=signed_up)
        for number, (name, tally, signed_up) in enumerate(drawn)
    ]


def lines(standings: Standings[str]) -> list[tuple[int, str]]:
    return [(place.rank, place.entry.name) for place in standings.ranked]


def test_equal_scores_share_a_rank_and_the_next_one_is_skipped() -> None:
    standings = ranking.rank(
        [person("Vũ Ân", 990), person("Lê An", 970), person("Bùi Đức", 980), person("Tạ Bé", 980)]
    )
    assert lines(standings) == [(1, "Vũ Ân"), (2, "Tạ Bé"), (2, "Bùi Đức"), (4, "Lê An")]


def test_scores_that_read_the_same_are_tied() -> None:
    """98,61 and 98,64 both read 98,6; 98,65 reads 98,7."""
    standings = ranking.rank(
        [
            person("Lê Bình", 9861, 10000),
            person("Vũ Ân", 9864, 10000),
            person("Tạ Chi", 9865, 10000),
        ]
    )
    assert lines(standings) == [(1, "Tạ Chi"), (2, "Vũ Ân"), (2, "Lê Bình")]
    assert [place.score for place in standings.ranked] == [
        Decimal("98.7"),
        Decimal("98.6"),
        Decimal("98.6"),
    ]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (
            ranking.person_entry("", "chưa đăng ký", Tally(), signed_up=False),
            Reason.NOT_SIGNED_UP,
        ),
        (person("mới vào", 10, 10, 4, 4), Reason.FEW_DAYS),
        (person("nghỉ cả tháng", 0, 0, 0, 0), Reason.FEW_DAYS),
        (person("chưa có báo cáo được duyệt", 0, 0, 0, 20), Reason.NO_SCORE),
        (person("toàn không áp dụng", 0, 0, 20, 20), Reason.NO_SCORE),
        (person("ít báo cáo", 75, 75, 15, 20), Reason.LOW_RATE),
        (person("vừa đủ tỷ lệ", 80, 80, 16, 20), None),
        (person("vừa đủ ngày", 25, 25, 5, 5), None),
        (person("đọc là 80,0", 80, 80, 1599, 2000), None),
        (person("đọc là 79,9", 80, 80, 1598, 2000), Reason.LOW_RATE),
    ],
    ids=lambda value: value.name if isinstance(value, Entry) else None,
)
def test_who_is_listed_apart_and_why(entry: Entry[str], reason: Reason | None) -> None:
    standings = ranking.rank([entry])
    assert [unranked.reason for unranked in standings.unranked] == ([reason] if reason else [])
    assert len(standings.ranked) == (0 if reason else 1)


def test_the_campaign_sets_who_is_ranked() -> None:
    newcomer = person("mới vào", 10, 10, 1, 4)
    assert ranking.rank([newcomer], min_days_due=4, min_rate=25).ranked[0].rate == 25
    assert ranking.rank([newcomer], min_days_due=4, min_rate=26).unranked


@given(people(), st.data())
def test_standings_do_not_depend_on_the_order_of_entries(
    entries: list[Entry[int]], data: st.DataObject
) -> None:
    """Only namesakes with the same score stand as they came."""
    mixed = data.draw(st.permutations(entries))

    def told(standings: Standings[int]) -> list[object]:
        return [
            *((place.rank, place.entry.name, place.score) for place in standings.ranked),
            *(unranked.entry.name for unranked in standings.unranked),
        ]

    assert told(ranking.rank(mixed)) == told(ranking.rank(entries))


@given(people())
def test_a_rank_is_one_more_than_those_who_read_better(entries: list[Entry[int]]) -> None:
    ranked = ranking.rank(entries).ranked
    for place in ranked:
        assert place.rank == 1 + sum(other.score > place.score for other in ranked)
    for above, below in pairwise(ranked):
        assert above.score >= below.score
        assert above.score > below.score or above.entry.order <= below.entry.order


@given(people())
def test_everybody_stands_somewhere_once(entries: list[Entry[int]]) -> None:
    standings = ranking.rank(entries)
    found = [place.entry.key for place in standings.ranked]
    found += [unranked.entry.key for unranked in standings.unranked]
    assert sorted(found) == [entry.key for entry in entries]


def test_a_unit_is_the_mean_of_its_members_and_reports_as_all_of_them() -> None:
    members = [
        person("A", 100, 100, 20, 20),
        person("B", 1, 3, 10, 20),
        person("chưa có điểm", 0, 0, 0, 10),
    ]
    unit = ranking.unit_entry(7, "Phòng Văn hóa – Xã hội", members)
    assert unit.score == Fraction(200, 3)
    assert unit.tally == Tally(101, 103, 30, 50)
    assert unit.rate == Fraction(3, 5)


def test_a_unit_that_nobody_joined_is_not_signed_up() -> None:
    absent = [ranking.person_entry(1, "A", Tally(), signed_up=False)]
    units = [ranking.unit_entry(1, "Tổ 1", absent), ranking.unit_entry(2, "Tổ 2", [])]
    reasons = {unranked.reason for unranked in ranking.rank(units).unranked}
    assert reasons == {Reason.NOT_SIGNED_UP}


@given(people())
def test_a_units_score_is_the_exact_mean(entries: list[Entry[int]]) -> None:
    scores = [entry.score for entry in entries if entry.score is not None]
    unit = ranking.unit_entry(1, "Đơn vị", entries)
    assert unit.score == (sum(scores, Fraction()) / len(scores) if scores else None)
    assert unit.score is None or min(scores) <= unit.score <= max(scores)
    assert unit.rate == scoring.rate(unit.tally)


@pytest.mark.parametrize(
    "ordered",
    [
        ["Vũ An", "Lê Ánh", "Bùi Ăn", "Bùi Ân", "Lê Dung", "An Đức", "Tạ Ê", "Lê Vy"],
        ["Lê Ma", "Lê Mà", "Lê Mả", "Lê Mã", "Lê Má", "Lê Mạ", "Lê Man"],
        ["Đặng Văn Hòa", "Lê Thị Hòa", "Lê Văn Hòa", "An Hương"],
        ["Lê Thị Đào", "Lê Văn Đào", "Lý Đào"],
    ],
)
def test_people_are_listed_by_given_name_in_vietnamese_order(ordered: Sequence[str]) -> None:
    keys = [ranking.sort_key(name) for name in ordered]
    assert all(before < after for before, after in pairwise(keys))


def test_units_are_listed_by_their_words_and_numbers_by_size() -> None:
    ordered = ["Ban Đảng", "Phòng Nội vụ", "Tổ 2", "Tổ 10", "Tổ công tác", "Văn phòng"]
    keys = [ranking.text_key(name) for name in ordered]
    assert all(before < after for before, after in pairwise(keys))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lê Thị HÒA", "lê thị hoà"), ("Nguyễn Đức", unicodedata.normalize("NFD", "Nguyễn  Đức "))],
)
def test_spellings_of_one_name_stand_together(one: str, other: str) -> None:
    assert ranking.sort_key(one) == ranking.sort_key(other)


@given(st.text(), st.text())
def test_any_two_names_can_be_put_in_order(one: str, other: str) -> None:
    first, second = sorted([one, other], key=ranking.sort_key)
    assert ranking.sort_key(first) <= ranking.sort_key(second)


@given(st.text(), st.text())
@example("Tổ 2", "Tổ 10")
@example("Lê Má", "Lê Man")
@example("An", "An An")
@example("Ānna", "Zoë Ωmega")
def test_a_database_puts_names_in_the_same_order(one: str, other: str) -> None:
    """It compares bytes."""
    first, second = ranking.sort_key(one), ranking.sort_key(other)
    assert (first < second) is (ranking.name_bytes(first) < ranking.name_bytes(second))
    assert (first == second) is (ranking.name_bytes(first) == ranking.name_bytes(second))


@pytest.mark.parametrize(
    ("number", "shown"),
    [(1, (1, 1, 10)), (3, (3, 21, 23)), (0, (1, 1, 10)), (-5, (1, 1, 10)), (99, (3, 21, 23))],
)
def test_a_page_beyond_the_ends_is_the_page_at_the_end(
    number: int, shown: tuple[int, int, int]
) -> None:
    found = ranking.page(range(1, 24), number)
    assert (found.number, found.items[0], found.items[-1]) == shown
    assert found.pages == 3


def test_nothing_is_one_empty_page() -> None:
    assert ranking.page([], 4) == ranking.Page((), 1, 1)


@given(st.lists(st.integers(), max_size=60), st.integers(1, 12))
def test_pages_together_are_everything(items: list[int], size: int) -> None:
    pages = ranking.page(items, 1, size).pages
    shown = [
        item for number in range(1, pages + 1) for item in ranking.page(items, number, size).items
    ]
    assert shown == items


@given(st.dictionaries(st.integers(0, 1000), st.integers(0, 5), max_size=12))
def test_a_position_is_on_the_step_of_its_score(counts: dict[int, int]) -> None:
    ladder = ranking.Ladder(counts, 0)
    scores = [score for score in sorted(counts, reverse=True) for _ in range(counts[score])]
    for position, score in enumerate(scores):
        assert ladder.step(position) == (score, scores.index(score))
    with pytest.raises(IndexError):
        ladder.step(len(scores))
