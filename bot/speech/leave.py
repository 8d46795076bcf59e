"""Taking leave: when, which kind, and what was recorded. A person named is somebody one leads."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from telegram import ForceReply

from bot.rules import ranking
from bot.rules.absences import Absence, Kind
from bot.rules.people import Official
from bot.speech import buttons, card, steps
from bot.speech.catalog import Texts
from bot.speech.screen import RED, Keyboard, Screen, clip, key, keyboard, lines, pairs
from bot.usecases.leave import Leave

SHOWN = 5
LABEL_ROOM = 40


def when(
    t: Texts,
    upcoming: Sequence[Absence],
    official: Official | None = None,
    *,
    for_others: bool = False,
) -> Screen:
    """First step: which days; with the leave that is already recorded."""
    days = buttons.LeaveDays
    whose = official.id if official else 0
    question = (
        t(
            "🏖 <b>Báo nghỉ</b> cho {name} · {unit}: vắng ngày nào?",
            name=official.name,
            unit=official.unit.name,
        )
        if official
        else t("🏖 <b>Báo nghỉ</b>: đồng chí vắng ngày nào?")
    )
    cancel = [
        [
            key(
                f"{t.plain('Hủy')}: {_span(t, absence.first, absence.last)}",
                buttons.LeaveCancel(absence.id),
                RED,
            )
        ]
        for absence in upcoming[:SHOWN]
    ]
    others = key(f"👥 {t.plain('Báo nghỉ cho người khác')}", buttons.LeavePeople(1))
    recorded = [recorded_line(t, absence) for absence in upcoming[:SHOWN]]
    return Screen(
        lines([question, *recorded]),
        keyboard(
            [
                key(t.plain("Hôm nay"), buttons.LeaveWhen(days.TODAY, whose)),
                key(t.plain("Ngày mai"), buttons.LeaveWhen(days.TOMORROW, whose)),
            ],
            [key(f"🗓 {t.plain('Từ ngày – đến ngày')}", buttons.LeaveWhen(days.RANGE, whose))],
            *cancel,
            [others] if for_others else [],
        ),
    )


def people(t: Texts, led: Sequence[Official], page: int) -> Screen:
    """For a leader: who is away."""
    shown = ranking.page(led, page)
    named = [[key(clip(one.name, LABEL_ROOM), buttons.LeaveOf(one.id))] for one in shown.items]
    turns = steps.pages(t, shown, buttons.LeavePeople)
    text = t("🏖 <b>Báo nghỉ</b> · {unit}: đồng chí chọn người vắng.", unit=led[0].unit.name)
    return Screen(text, keyboard(*named, turns))


def kinds(t: Texts, first: date, last: date, official: Official | None = None) -> Screen:
    """Second step: a kind, never a health reason."""
    whose, span = official.id if official else 0, _span(t, first, last)
    question = (
        t("🏖 <b>{span}</b>: {name} vắng vì việc gì?", span=span, name=official.name)
        if official
        else t("🏖 <b>{span}</b>: đồng chí vắng vì việc gì?", span=span)
    )
    return Screen(
        question,
        keyboard(
            *pairs(
                [
                    key(card.absence_kind(t, kind), buttons.LeaveKind(first, last, kind, whose))
                    for kind in Kind
                ]
            )
        ),
    )


def ask_range(t: Texts, official: Official | None = None) -> Screen:
    question = (
        t(
            "🗓 {name} vắng từ ngày nào đến ngày nào? Ví dụ: <code>25/11 – 28/11</code>",
            name=official.name,
        )
        if official
        else t("🗓 Đồng chí viết từ ngày đến ngày, ví dụ: <code>25/11 – 28/11</code>")
    )
    return Screen(question, ForceReply(input_field_placeholder="25/11 – 28/11"))


def not_understood(t: Texts) -> Screen:
    return Screen(
        t(
            "Nếp chưa hiểu ngày đồng chí viết. Đồng chí viết như <code>25/11</code> "
            "hoặc <code>25/11 – 28/11</code>."
        ),
        ForceReply(input_field_placeholder="25/11 – 28/11"),
    )


def taken(t: Texts, absence: Absence) -> Screen:
    return Screen(lines([recorded_line(t, absence), _meaning(t)]), _cancelling(t, absence))


def taken_for(t: Texts, leave: Leave) -> Screen:
    """For the leader who recorded it."""
    told = (
        t("Nếp nhắn để {name} biết.", name=leave.official.name)
        if leave.official.telegram_id and leave.official.reachable
        else t("Nếp chưa nhắn được cho {name}; nhờ đồng chí báo lại.", name=leave.official.name)
    )
    heading = _heading(leave.official)
    recorded = recorded_line(t, leave.absence)
    return Screen(lines([heading, recorded, _meaning(t), told]), _cancelling(t, leave.absence))


def given_back(t: Texts, leave: Leave) -> Screen:
    if leave.official.id == leave.by.id:
        return Screen(t("Đã hủy báo nghỉ. Nếp lại nhắc báo cáo như thường ngày."))
    return Screen(lines([_heading(leave.official), _ended_line(t, leave)]))


def set_by_leader(t: Texts, leave: Leave) -> Screen:
    """For the person whose days a leader recorded."""
    who = t("{leader} đã ghi nghỉ cho đồng chí.", leader=card.named(t, leave.by))
    wrong = t("Nếu chưa đúng, đồng chí bấm “Hủy nghỉ” hoặc trao đổi với thủ trưởng.")
    recorded = recorded_line(t, leave.absence)
    return Screen(
        lines([_heading(leave.official), who, recorded, _meaning(t), wrong]),
        _cancelling(t, leave.absence),
    )


def ended(t: Texts, leave: Leave, reader: Official) -> Screen:
    """For the person, and for the leader who had recorded the days."""
    who = t("Người hủy: {name}.", name=card.named(t, leave.by))
    what = (
        t("Nếp lại nhắc báo cáo như thường ngày.")
        if reader.id == leave.official.id
        else t("Lần nghỉ này do đồng chí ghi.")
    )
    return Screen(lines([_heading(leave.official), _ended_line(t, leave), who, what]))


def recorded_line(t: Texts, absence: Absence) -> Markup:
    return t(
        "🏖 Đã ghi: {kind}, {span}.",
        kind=card.absence_kind(t, absence.kind),
        span=_span(t, absence.first, absence.last),
    )


def _ended_line(t: Texts, leave: Leave) -> Markup:
    return t(
        "🏖 Đã hủy: {kind}, {span}.",
        kind=card.absence_kind(t, leave.absence.kind),
        span=_span(t, leave.absence.first, leave.absence.last),
    )


def _heading(official: Official) -> Markup:
    return Markup("<b>{name}</b> · {unit}").format(name=official.name, unit=official.unit.name)


def _meaning(t: Texts) -> Markup:
    return t("Những ngày này Nếp không nhắc và không tính là thiếu báo cáo.")


def _cancelling(t: Texts, absence: Absence) -> Keyboard | None:
    return keyboard([key(t.plain("Hủy nghỉ"), buttons.LeaveCancel(absence.id), RED)])


def _span(t: Texts, first: date, last: date) -> str:
    return t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"
