"""The office's calendar: days off and make-up days that the office decides itself."""

from datetime import date

from markupsafe import Markup
from telegram import ForceReply

from bot.rules import ranking
from bot.rules.workdays import Override, OverrideKind
from bot.speech import buttons, steps
from bot.speech.buttons import CalendarAct
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, RED, Key, Screen, clip, key, keyboard, lines, pairs
from bot.usecases.secretary import Days, OfficeDay

NOTE_ROOM = 60
"""What a line of the list shows of a note; the day's own screen shows it all."""


def days(t: Texts, shown: Days, page: int) -> Screen:
    """List what the office has said, ten days a page."""
    part = ranking.page(shown.days, page)
    listed = [_line(t, day) for day in part.items]
    unsure = shown.unconfirmed if part.number == 1 else ()
    nothing = t("Cơ quan chưa ghi ngày nào riêng: theo lịch nghỉ chung.")
    opened = [
        key(t.day(day.day), buttons.CalendarDay(CalendarAct.SHOW, day.day))
        for day in (*part.items, *unsure)
    ]
    turns = steps.pages(t, part, buttons.CalendarPage)
    add = key(f"🗓 {t.plain('Ghi một ngày')}", buttons.CalendarAdd(), GREEN)
    return Screen(
        lines(
            [
                t("🗓 <b>Lịch cơ quan</b>: ngày nghỉ và ngày làm bù"),
                *(listed or [nothing]),
                *(_unconfirmed(t, day) for day in unsure),
            ]
        ),
        keyboard([add] if shown.may_change else [], *pairs(opened), turns),
    )


def day(t: Texts, shown: OfficeDay) -> Screen:
    """One day as it counts now, and what it may be made."""
    counts = (
        t("Hiện là ngày làm việc.")
        if shown.working
        else t("Hiện là ngày nghỉ: {why}.", why=t.kept(shown.why_off or ""))
    )
    said = _said(t, shown.said) if shown.said else [t("Cơ quan chưa ghi gì riêng cho ngày này.")]
    off = _say_key(t, shown, OverrideKind.OFF)
    working = _say_key(t, shown, OverrideKind.WORKING)
    say = [off, working] if shown.working else [working, off]
    remove = [_remove_key(t, shown.day)] if shown.said else []
    return Screen(
        lines([_heading(t, shown.day), counts, _unconfirmed(t, shown), *said]),
        keyboard(*([say, remove] if shown.may_change else []), [_back_key(t)]),
    )


def ask_day(t: Texts) -> Screen:
    return Screen(
        t("🗓 Lịch cơ quan: đồng chí viết ngày cần ghi, ví dụ: <code>24/11</code>"),
        ForceReply(input_field_placeholder="24/11"),
    )


def not_understood(t: Texts) -> Screen:
    return Screen(
        t("Nếp chưa hiểu ngày đồng chí viết. Đồng chí viết như <code>24/11/2026</code>."),
        ForceReply(input_field_placeholder="24/11/2026"),
    )


def ask_note(t: Texts, day: date, kind: OverrideKind) -> Screen:
    asked = {
        OverrideKind.OFF: "🗓 {day} sẽ là ngày nghỉ của cơ quan. Vì sao?",
        OverrideKind.WORKING: "🗓 {day} sẽ là ngày làm việc của cơ quan. Vì sao?",
    }
    how = t(
        "Đồng chí viết lý do; có văn bản thì viết số sau dấu chấm phẩy, "
        "ví dụ: <code>Nghỉ bù; 123/TB-UBND</code>"
    )
    return Screen(
        lines([t(asked[kind], day=t.weekday(day)), how]),
        ForceReply(input_field_placeholder=t.plain("lý do; số văn bản")),
    )


def recorded(t: Texts, day: date, override: Override, called_off: int) -> Screen:
    next_ = (
        t("Ngày này Nếp không nhắc và không tính là thiếu báo cáo.")
        if override.kind is OverrideKind.OFF
        else t("Ngày này Nếp gửi thẻ và tính báo cáo như mọi ngày làm việc.")
    )
    return Screen(
        lines(
            [
                _heading(t, day),
                t("Đã ghi vào lịch cơ quan."),
                *_said(t, override),
                next_,
                _called_off(t, called_off),
            ]
        ),
        keyboard([_remove_key(t, day)], [_back_key(t)]),
    )


def taken_back(t: Texts, day: date, called_off: int) -> Screen:
    text = t("Đã bỏ: {day} lại theo lịch nghỉ chung.", day=t.weekday(day))
    return Screen(lines([text, _called_off(t, called_off)]), keyboard([_back_key(t)]))


def _called_off(t: Texts, count: int) -> Markup | None:
    return t("Đã bỏ {count} tin chờ gửi của ngày đó.", count=count) if count else None


def _heading(t: Texts, day: date) -> Markup:
    return t("🗓 <b>{day}</b> · Lịch cơ quan", day=t.weekday(day))


def _line(t: Texts, shown: OfficeDay) -> Markup:
    note = t.kept(shown.said.note) if shown.said else ""
    return Markup("{day} · {kind} · {note}").format(
        day=t.weekday(shown.day),
        kind=_kind(t, OverrideKind.WORKING if shown.working else OverrideKind.OFF),
        note=clip(note, NOTE_ROOM),
    )


def _unconfirmed(t: Texts, shown: OfficeDay) -> Markup | None:
    if shown.unconfirmed is None:
        return None
    return t(
        "❔ {day} ({name}): {paper} chọn là ngày nghỉ, nhưng Nếp chưa có văn bản quy định. "
        "Nếu cơ quan nghỉ thì ghi vào lịch.",
        day=t.day(shown.day),
        name=t.kept(shown.unconfirmed.name),
        paper=t.kept(shown.unconfirmed.paper),
    )


def _said(t: Texts, override: Override) -> list[Markup]:
    return [
        t("Cơ quan ghi: {kind} · {note}", kind=_kind(t, override.kind), note=t.kept(override.note)),
        t("Văn bản: {document}", document=override.document)
        if override.document
        else t("Chưa ghi số văn bản."),
    ]


def _kind(t: Texts, kind: OverrideKind) -> str:
    return t.plain({OverrideKind.OFF: "nghỉ", OverrideKind.WORKING: "làm việc"}[kind])


def _say_key(t: Texts, shown: OfficeDay, kind: OverrideKind) -> Key:
    label = {OverrideKind.OFF: "Ghi là ngày nghỉ", OverrideKind.WORKING: "Ghi là ngày làm"}[kind]
    return key(t.plain(label), buttons.CalendarSay(shown.day, kind))


def _remove_key(t: Texts, day: date) -> Key:
    return key(t.plain("Bỏ ngày đã ghi"), buttons.CalendarDay(CalendarAct.REMOVE, day), RED)


def _back_key(t: Texts) -> Key:
    return key(f"◀ {t.plain('Lịch cơ quan')}", buttons.CalendarPage(1))
