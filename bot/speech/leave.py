"""Taking leave: when, which kind, and what was recorded."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from telegram import ForceReply

from bot.rules.absences import Absence, Kind
from bot.speech import buttons, card
from bot.speech.catalog import Texts
from bot.speech.screen import RED, Screen, key, keyboard, lines, pairs

SHOWN = 5


def when(t: Texts, upcoming: Sequence[Absence]) -> Screen:
    """First step: which days; with the leave that is already recorded."""
    days = buttons.LeaveDays
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
    recorded = [recorded_line(t, absence) for absence in upcoming[:SHOWN]]
    return Screen(
        lines([t("🏖 <b>Báo nghỉ</b>: đồng chí vắng ngày nào?"), *recorded]),
        keyboard(
            [
                key(t.plain("Hôm nay"), buttons.LeaveWhen(days.TODAY)),
                key(t.plain("Ngày mai"), buttons.LeaveWhen(days.TOMORROW)),
            ],
            [key(f"🗓 {t.plain('Từ ngày – đến ngày')}", buttons.LeaveWhen(days.RANGE))],
            *cancel,
        ),
    )


def kinds(t: Texts, first: date, last: date) -> Screen:
    """Second step: a kind, never a health reason."""
    return Screen(
        t("🏖 <b>{span}</b>: đồng chí vắng vì việc gì?", span=_span(t, first, last)),
        keyboard(
            *pairs(
                [
                    key(card.absence_kind(t, kind), buttons.LeaveKind(first, last, kind))
                    for kind in Kind
                ]
            )
        ),
    )


def ask_range(t: Texts) -> Screen:
    return Screen(
        t("🗓 Đồng chí viết từ ngày đến ngày, ví dụ: <code>25/11 – 28/11</code>"),
        ForceReply(input_field_placeholder="25/11 – 28/11"),
    )


def not_understood(t: Texts) -> Screen:
    return Screen(
        t(
            "Nếp chưa hiểu ngày đồng chí viết. Đồng chí viết như <code>25/11</code> "
            "hoặc <code>25/11 – 28/11</code>."
        ),
        ForceReply(input_field_placeholder="25/11 – 28/11"),
    )


def taken(t: Texts, absence: Absence) -> Screen:
    return Screen(
        lines(
            [
                recorded_line(t, absence),
                t("Những ngày này Nếp không nhắc và không tính là thiếu báo cáo."),
            ]
        ),
        keyboard([key(t.plain("Hủy nghỉ"), buttons.LeaveCancel(absence.id), RED)]),
    )


def given_back(t: Texts) -> Screen:
    return Screen(t("Đã hủy báo nghỉ. Nếp lại nhắc báo cáo như thường ngày."))


def recorded_line(t: Texts, absence: Absence) -> Markup:
    return t(
        "🏖 Đã ghi: {kind}, {span}.",
        kind=card.absence_kind(t, absence.kind),
        span=_span(t, absence.first, absence.last),
    )


def _span(t: Texts, first: date, last: date) -> str:
    return t.day(first) if first == last else f"{t.day(first)} – {t.day(last)}"
