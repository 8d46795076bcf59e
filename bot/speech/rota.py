"""Duty on Saturdays: a unit's next ones, and who is on duty."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from markupsafe import Markup

from bot.rules import ranking
from bot.rules.people import Official
from bot.speech import buttons, steps
from bot.speech.buttons import DutyAct
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, clip, key, keyboard, lines, pairs
from bot.usecases.rota import Rota

LABEL_ROOM = 38
NAMES_ROOM = 300


def days(t: Texts, rota: Rota) -> Screen:
    listed = [
        Markup("{day}: {names}").format(day=t.weekday(day), names=_names(t, on_duty))
        for day, on_duty in rota.days.items()
    ]
    keys = [key(t.day(day), buttons.DutyDay(day, 1)) for day in rota.days]
    return Screen(
        lines(
            [
                t("🗓 <b>Trực thứ Bảy</b> · {unit}", unit=rota.unit.name),
                *listed,
                "",
                t("Người trực nhận thẻ vào ngày đó; những người khác không bị nhắc."),
            ]
        ),
        keyboard(*pairs(keys)),
    )


def day(t: Texts, rota: Rota, chosen: date, page: int) -> Screen:
    """The unit's people, a page of ten; a tap puts one on duty or takes one off."""
    on_duty = {official.id for official in rota.days[chosen]}
    part = ranking.page(rota.members, page)
    people = []
    for one in part.items:
        mark, act = ("✓ ", DutyAct.TAKE_OFF) if one.id in on_duty else ("", DutyAct.PUT)
        label = mark + clip(one.name, LABEL_ROOM)
        people.append([key(label, buttons.Duty(act, one.id, chosen, part.number))])
    turns = steps.pages(t, part, partial(buttons.DutyDay, chosen))
    back = key(f"◀ {t.plain('Các ngày khác')}", buttons.DutyDays())
    return Screen(
        lines(
            [
                t(
                    "🗓 <b>Trực {day}</b> · {unit}",
                    day=t.weekday(chosen),
                    unit=rota.unit.name,
                ),
                t("Đang trực: {names}.", names=_names(t, rota.days[chosen])),
                t("Bấm vào tên để ghi hoặc bỏ; mỗi lần bấm được lưu ngay."),
            ]
        ),
        keyboard(*people, turns, [back]),
    )


def _names(t: Texts, on_duty: Sequence[Official]) -> str:
    names = ", ".join(official.name for official in on_duty)
    return clip(names, NAMES_ROOM) or t.plain("chưa có ai")
