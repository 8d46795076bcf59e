"""What a digest says, counted anew from the rows that `nep export reports` hands out."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import update

from bot.app import Nep
from bot.rules import scoring
from bot.rules.reports import Answer, Status
from bot.rules.workdays import Workdays
from bot.sandbox.clock import SandboxClock
from bot.usecases import digest, ledger, month
from db.ledger import Entry
from db.tables import ReportRow
from tests.support.builders import Commune
from tests.support.reports import MET, a_report, missing, some_days

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
WORKING = Workdays().working_days(date(2026, 11, 2), date(2026, 11, 24))


@pytest.fixture
async def rows(nep: Nep, commune: Commune) -> list[Entry]:
    """Give the ledger of a month with every answer, a return, a draft and a late report."""
    office, ids = nep.office, commune.ids
    by, unit = ids["chair"], commune.division
    for place, name in enumerate(("binh", "dung", "lan")):
        weak = {day: missing("C1", f"C{place + 2}") for day in WORKING[:: place + 3]}
        weak |= {WORKING[-1]: MET | {"C4": Answer.NA}}
        await some_days(office, ids[name], WORKING[place:], by=by, unit_id=unit, weak=weak)
    minh = ids["minh"]
    await some_days(office, minh, WORKING[:9], by=by, unit_id=unit)
    for day, status in zip(
        WORKING[9:], (Status.SUBMITTED, Status.RETURNED, Status.DRAFT), strict=False
    ):
        await a_report(office, minh, day, by=by, unit_id=unit, status=status)
    async with office.db.begin() as session:
        await session.execute(
            update(ReportRow).where(ReportRow.day == WORKING[4]).values(late=True)
        )
    found: list[Entry] = []
    await ledger.hand_out(office, FIRST, LAST, found.extend)
    return found


async def test_the_heads_month(
    nep: Nep, rows: list[Entry], commune: Commune, clock: SandboxClock
) -> None:
    book = await digest.book(nep.office, commune.ids["binh"], commune.division, FIRST, clock.now())
    shown = book.month
    people = {row.code for row in rows}
    assert len(people) == shown.people == 4
    due = len(people) * len(WORKING)
    assert (
        sum(day.sent for day in shown.days) == len(sent(rows)) == sum(p.sent for p in book.people)
    )
    assert sum(day.due for day in shown.days) == due
    assert shown.late == sum(day == WORKING[4] for _, day in sent(rows))
    assert scoring.rate(shown.now.tally) == Fraction(len(approved(rows)), due)
    scores = [score(row for row in rows if row.code == code) for code in people]
    assert shown.now.score == sum(scores, Fraction()) / len(scores)
    assert {trend.key: (trend.total.met, trend.total.counted) for trend in shown.trends} == counts(
        rows
    )
    for line in book.people:
        own = [row for row in rows if row.code == line.code]
        assert line.sent == len(sent(own))
        assert line.tally.approved_days == len(approved(own))
        assert scoring.score(line.tally) == score(own)
        lost = Counter(row.criterion for row in own if counted(row) and row.answer != Answer.MET)
        assert line.missed == lost


async def test_ones_own_month(
    nep: Nep, rows: list[Entry], commune: Commune, clock: SandboxClock
) -> None:
    for name, code in (("lan", "VH03"), ("minh", "VH04")):
        own = [row for row in rows if row.code == code]
        shown = await month.show(nep.office, commune.ids[name], FIRST, clock.now())
        tally = shown.numbers.tally
        assert (shown.sent, tally.approved_days) == (len(sent(own)), len(approved(own)))
        assert tally.due_days == len(WORKING)
        assert shown.late == 1
        found = scoring.score(tally)
        assert found is not None
        assert scoring.display(found) == scoring.display(score(own)) > Decimal(0)
        assert {
            one.criterion.code: (one.met, one.met + one.missed) for one in shown.numbers.criteria
        } == counts(own)


def sent(rows: Iterable[Entry]) -> set[tuple[str, date]]:
    return {(row.code, row.day) for row in rows if row.status is not Status.DRAFT}


def approved(rows: Iterable[Entry]) -> set[tuple[str, date]]:
    return {(row.code, row.day) for row in rows if row.status is Status.APPROVED}


def counted(row: Entry) -> bool:
    return row.status is Status.APPROVED and row.answer in {Answer.MET, Answer.NOT_MET}


def counts(rows: Iterable[Entry]) -> dict[str, tuple[int, int]]:
    """Give how often each criterion was met, of the times that it counted."""
    found: dict[str, list[bool]] = defaultdict(list)
    for row in filter(counted, rows):
        found[row.criterion].append(row.answer is Answer.MET)
    return {code: (sum(met), len(met)) for code, met in found.items()}


def score(rows: Iterable[Entry]) -> Fraction:
    """Every criterion of the blank campaign weighs 1."""
    answers = [row.answer is Answer.MET for row in filter(counted, rows)]
    return Fraction(100 * sum(answers), len(answers))
