"""A unit's pulse in words: who, why, and what helps. Only its head reads it."""

from markupsafe import Markup

from bot.rules import ranking
from bot.speech import buttons, card, steps
from bot.speech.buttons import InboxAct
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, clip, key, keyboard, lines
from bot.usecases.pulse import Beat, Cause, Pulse

NAME_ROOM = 60
CAUSES = {
    Cause.NOT_SIGNED_UP: "chưa đăng ký, nhờ gửi lại đường dẫn",
    Cause.UNREACHABLE: "không nhận được tin, nhờ mở lại bot",
}


def screen(t: Texts, pulse: Pulse, page: int) -> Screen:
    shown = ranking.page(pulse.beats, page)
    units = pulse.units[0].name if len(pulse.units) == 1 else pulse.actor.unit.name
    several = len(pulse.units) > 1
    turns = steps.pages(t, shown, buttons.Pulse)
    back = key(f"📥 {t.plain('Về hộp duyệt')}", buttons.Inbox(InboxAct.SHOW))
    return Screen(
        lines(
            [
                t("📈 <b>Nhịp đơn vị</b> · {unit} · {day}", unit=units, day=pulse.today),
                *(_line(t, beat, several=several) for beat in shown.items),
                None if pulse.beats else t("Mọi người đều gửi báo cáo đều đặn."),
                _backlog(t, pulse),
            ]
        ),
        keyboard(turns, [back]),
    )


def _line(t: Texts, beat: Beat, *, several: bool) -> Markup:
    name = clip(beat.official.name, NAME_ROOM)
    if several:
        name += f" ({clip(beat.official.unit.name, NAME_ROOM)})"
    return Markup("▫️ {name}: {cause}").format(name=name, cause=_cause(t, beat))


def _cause(t: Texts, beat: Beat) -> str:
    if beat.cause is Cause.SILENT:
        return t.plain("im lặng {days} ngày liền: nên trao đổi riêng", days=beat.days)
    if beat.absence:
        kind = card.absence_kind(t, beat.absence.kind)
        return t.plain("{kind} đến {day}", kind=kind, day=beat.absence.last)
    return t.plain(CAUSES[beat.cause])


def _backlog(t: Texts, pulse: Pulse) -> Markup | None:
    if not pulse.oldest:
        return None
    return t(
        "Chờ đồng chí duyệt: {count} báo cáo, cũ nhất ngày {day}.",
        count=pulse.waiting,
        day=pulse.oldest,
    )
