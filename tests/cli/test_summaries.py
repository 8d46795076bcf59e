"""`nep summaries`: the kept sums against the ledger."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.rules.people import Role
from bot.rules.periods import Kind
from bot.usecases.office import Office
from db.tables import PeriodRow, SummaryRow
from tests.cli.conftest import RunBeside
from tests.support.builders import a_unit, an_official
from tests.support.reports import some_days

DAYS = [date(2026, 10, 30), date(2026, 11, 24)]


@pytest.fixture
async def reported(kept: Office) -> Office:
    unit = await a_unit(kept, "Phòng")
    head = await an_official(kept, "T1", "Trưởng", unit, Role.HEAD, telegram_id=1)
    one = await an_official(kept, "P1", "Lan", unit, telegram_id=2)
    await some_days(kept, one.id, DAYS, by=head.id, unit_id=unit)
    return kept


async def test_what_agrees_is_said_in_one_line(reported: Office, run_beside: RunBeside) -> None:
    ran = await run_beside("summaries", "check")
    assert (ran.code, ran.err) == (0, "")
    # October, November, their quarter and year, the movement
    assert ran.out == "Các số cộng sẵn của 5 kỳ đều khớp với sổ báo cáo.\n"


async def test_what_differs_is_named_and_made_right(
    reported: Office, run_beside: RunBeside
) -> None:
    async with reported.db.begin() as session:
        november = select(PeriodRow.id).where(
            PeriodRow.kind == Kind.MONTH, PeriodRow.first_day == date(2026, 11, 1)
        )
        wrong = update(SummaryRow).where(SummaryRow.period_id == november.scalar_subquery())
        await session.execute(wrong.values(counted=SummaryRow.counted + 7))
    ran = await run_beside("summaries", "check")
    assert ran.code == 1
    assert ran.out.splitlines() == [
        "T1 · Tháng 11/2026: khác ở counted.",
        "P1 · Tháng 11/2026: khác ở counted.",
        "Theo đơn vị và theo tiêu chí: 1 số khác.",
    ]
    assert ran.err == (
        "Các số cộng sẵn không khớp với sổ báo cáo ở 3 chỗ. Hãy chạy: nep summaries rebuild\n"
    )
    assert (await run_beside("summaries", "rebuild")).code == 0
    assert (await run_beside("summaries", "check")).code == 0
