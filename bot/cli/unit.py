"""`nep unit`: the units and their own times of day."""

from argparse import Namespace
from datetime import date, datetime

from bot.cli import opening
from bot.cli.desk import Desk
from bot.errors import Refusal
from bot.rules import hours
from bot.rules.campaign import Clock
from bot.rules.events import Season, UnitTimes
from bot.usecases import movement, units
from bot.usecases.office import Office
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
        timed = await _set(arguments, office, now)
    _show(desk, timed, clock, office.today(now))


async def _set(arguments: Namespace, office: Office, now: datetime) -> Timed:
    """Set the whole year's times or a season's; a season without times is taken away."""
    name, first, last = arguments.name, arguments.first, arguments.last
    if first is None and last is None:
        own = UnitTimes(arguments.prompt, arguments.remind)
        return await units.set_times(office, name, own, now)
    if first and not (arguments.prompt or arguments.remind):
        return await units.end_season(office, name, first, now)
    if first is None or last is None:
        raise Refusal("Giờ theo mùa cần cả --from và --until, như --from 10-16 --until 04-15.")
    season = Season(first, last, arguments.prompt, arguments.remind)
    return await units.set_season(office, name, season, now)


def _show(desk: Desk, timed: Timed, usual: Clock, today: date) -> None:
    times = hours.times(timed.times, usual, today)
    desk.say(
        "{unit}: gửi thẻ {prompt}, nhắc {remind}",
        unit=timed.unit.name,
        prompt=times.prompt_at,
        remind=times.remind_at,
    )
    for season in timed.times.seasons:
        times = hours.times(timed.times, usual, season.begins(today.year))
        desk.say(
            "  từ {first} đến {last}: gửi thẻ {prompt}, nhắc {remind}",
            first=units.spoken(season.first),
            last=units.spoken(season.last),
            prompt=times.prompt_at,
            remind=times.remind_at,
        )
