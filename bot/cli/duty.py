"""`nep duty`: who works on which day off."""

from argparse import Namespace
from collections.abc import Sequence
from datetime import timedelta

from bot.cli import opening
from bot.cli.desk import Desk
from bot.rules.people import Official
from bot.usecases import duties

AHEAD = timedelta(days=366)


async def duty_list(_: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        today = office.today(desk.clock.now())
        found = await duties.on_duty(office, None, today, today + AHEAD)
    if not found:
        desk.say("Từ hôm nay chưa ghi ai trực ngày nghỉ.")
    for day, people in found.items():
        desk.show(desk.texts.weekday(day))
        _show(desk, people)


async def duty_add(arguments: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        people = await duties.named(office, arguments.codes)
        ids = [official.id for official in people]
        await duties.put(office, ids, arguments.day, desk.clock.now())
    desk.say("Đã ghi trực {day}:", day=desk.texts.weekday(arguments.day))
    _show(desk, people)


async def duty_remove(arguments: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        people = await duties.named(office, arguments.codes)
        ids = [official.id for official in people]
        taken = await duties.take_off(office, ids, arguments.day, desk.clock.now())
    day = desk.texts.weekday(arguments.day)
    if taken:
        desk.say("Đã bỏ {count} người khỏi lịch trực {day}.", count=taken, day=day)
    else:
        desk.say("{day} không có ai trong số đó trực.", day=day)


def _show(desk: Desk, people: Sequence[Official]) -> None:
    for official in people:
        desk.show(f"  {official.code}  {official.name} · {official.unit.name}")
