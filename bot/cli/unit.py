"""`nep unit`: the units and their own times of day."""

from argparse import Namespace
from datetime import date

from bot.cli import opening
from bot.cli.desk import Desk
from bot.rules import hours
from bot.rules.campaign import Clock
from bot.rules.events import UnitTimes
from bot.usecases import movement, units
from bot.usecases.units import Timed


async def unit_list(_: Namespace, desk: Desk) -> None:
    now = desk.clock.now()
    async with opening.office(desk) as office:
        clock = (await movement.ensure(office, now)).campaign.clock
        found = await units.every(office)
    if not found:
        desk.say("Danh sách chưa có ai. Hãy nhập trước bằng nep roster import TỆP.")
    for timed in found:
        _show(desk, timed, clock, office.today(now))


async def unit_times(arguments: Namespace, desk: Desk) -> None:
    now = desk.clock.now()
    async with opening.office(desk) as office:
        clock = (await movement.ensure(office, now)).campaign.clock
        own = UnitTimes(arguments.prompt, arguments.remind)
        timed = await units.set_times(office, arguments.name, own, now)
    _show(desk, timed, clock, office.today(now))


def _show(desk: Desk, timed: Timed, usual: Clock, today: date) -> None:
    times = hours.times(timed.times, usual, today)
    desk.say(
        "{unit}: gửi thẻ {prompt}, nhắc {remind}",
        unit=timed.unit.name,
        prompt=times.prompt_at,
        remind=times.remind_at,
    )
