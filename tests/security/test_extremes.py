"""Buttons of people who have the right, with days, pages and numbers that no button ever had."""

from datetime import date
from itertools import product

import pytest

from bot.app import Nep
from bot.errors import Refusal
from bot.rules import periods
from bot.rules.campaign import Side
from bot.rules.people import Language
from bot.sandbox.clock import SandboxClock
from bot.speech import catalog, ranking
from bot.usecases import digest, month, standings
from bot.usecases.board import View
from tests.support.builders import Commune

pytestmark = pytest.mark.usefixtures("quiet")

DAYS = (date.min, date(2026, 11, 25), date.max)
PLACES = ((0, -5), (-1, 0), (2**31 - 1, 2**31 - 1))
"""A block and a page."""


async def test_any_view_of_the_standings_is_a_table(
    nep: Nep, worked: Commune, clock: SandboxClock
) -> None:
    actor, now = worked.ids["council"], clock.now()
    for side, kind, day, (block, page) in product(Side, periods.Kind, DAYS, PLACES):
        view = View(side, kind, day, block, page)
        table = await standings.show(nep.office, actor, view, now)
        assert ranking.screen(catalog.of(Language.VI), table).text
    for side, contender in product(Side, (-1, 0, 2**31 - 1)):
        with pytest.raises(Refusal):
            await standings.explain(nep.office, actor, View(side, kind, day), contender, now)


async def test_any_day_leads_to_a_month_that_there_is(
    nep: Nep, worked: Commune, clock: SandboxClock
) -> None:
    now = clock.now()
    this = periods.month_of(date(2026, 11, 25))
    for day in DAYS:
        unit = await digest.show(nep.office, worked.ids["binh"], worked.division, day, now)
        own = await month.show(nep.office, worked.ids["lan"], day, now)
        assert (unit.period, own.period) == (this, this)


async def test_absurd_buttons_without_a_picture_are_answered(worked: Commune) -> None:
    for person in (worked.council, worked.lan, worked.binh):
        await person.says("/help")
        for data in (
            "1|du|-5|9999-12-31",
            "1|du|2147483647|0001-01-01",
            "1|lk|0001-01-01|9999-12-31|annual",
            "1|lk|9999-12-31|0001-01-01|annual",
            "1|lk|9999-12-31|9999-12-31|annual",
            "1|lk|0001-01-01|0001-01-01|other",
            "1|b|2147483647|-2147483647",
        ):
            await person.taps_data(data, on=person.message)
            assert person.answer, data
            assert "trục trặc" not in person.toast, data
        for command in ("/leave", "/checkin"):
            await person.says(command)
            assert "trục trặc" not in person.sees(), command
