"""The head's inbox and one report in it."""

from collections.abc import Sequence

from markupsafe import Markup
from telegram import ForceReply

from bot.rules.reports import Answer, Report, Status
from bot.speech import buttons, card
from bot.speech.buttons import Unreadable
from bot.speech.catalog import Texts
from bot.speech.screen import (
    GREEN,
    RED,
    Key,
    Keyboard,
    Screen,
    clip,
    key,
    keyboard,
    lines,
    quote,
)
from bot.usecases.inboxes import Inbox, UnitDay
from bot.usecases.review import Outcome, Review

READY_REASONS = ("Thiếu lý do", "Chưa đúng thực tế", "Nhầm ngày")
"""Reasons to return a report that one tap gives; their order is what buttons carry."""

UNITS_SHOWN = 6
NAMES_SHOWN = 8


def screen(t: Texts, inbox: Inbox) -> Screen:
    heads = [
        Markup("📥 <b>{unit}</b> · {day}").format(
            unit=inbox.actor.unit.name, day=t.weekday(inbox.today)
        )
    ]
    days = [line for day in inbox.days[:UNITS_SHOWN] for line in _unit_day(t, inbox, day)]
    if any(day.missing or day.not_signed_up or day.unreachable for day in inbox.days):
        days.append(t("Vì sao chưa gửi: /nhip"))
    hidden = len(inbox.days) - UNITS_SHOWN
    if hidden > 0:
        days.append(t("… và {count} đơn vị khác.", count=hidden))
    return Screen(lines([*heads, *days, _waiting(t, inbox)]), _choices(t, inbox))


def review(t: Texts, shown: Review) -> Screen:
    report, author = shown.report, shown.author
    act = buttons.ReviewAct
    where = t(" ({position}/{total})", position=shown.position, total=shown.total)
    text = lines(
        [
            Markup("👁 <b>{name}</b> · {day}{where}").format(
                name=author.name,
                day=t.weekday(report.day),
                where=where if shown.position else "",
            ),
            Markup("{title}{unit}").format(
                title=f"{author.title} · " if author.title else "", unit=author.unit.name
            ),
            Markup(""),
            *card.answer_lines(t, report, shown.criteria),
            quote(report.note) if report.note else None,
            card.sent_late(t, report) + Markup(".") if report.late else None,
            Markup(""),
            _recent(t, shown.recent),
        ]
    )
    approve = key(f"✅ {t.plain('Duyệt')}", buttons.Review(act.APPROVE, report.id), GREEN)
    give_back = key(f"↩️ {t.plain('Trả lại')}", buttons.Review(act.ASK_REASON, report.id), RED)
    steps = [
        key(arrow, buttons.Review(act.SHOW, other))
        for arrow, other in (("◀", shown.previous_id), ("▶", shown.next_id))
        if other is not None
    ]
    return Screen(text, keyboard([approve, give_back], steps, [_back(t)]))


def reasons(t: Texts, shown: Review) -> Screen:
    """The same report with the ready reasons under it."""
    report_id = shown.report.id
    ready = [
        key(t.plain(reason), buttons.Return(report_id, number))
        for number, reason in enumerate(READY_REASONS)
    ]
    typed = key(
        f"✏️ {t.plain('Lý do khác…')}", buttons.Review(buttons.ReviewAct.TYPE_REASON, report_id)
    )
    back = key(f"◀ {t.plain('Quay lại')}", buttons.Review(buttons.ReviewAct.SHOW, report_id))
    text = review(t, shown).text + t("\n\n↩️ <b>Trả lại để bổ sung vì lý do gì?</b>")
    return Screen(text, keyboard(ready[:2], [*ready[2:], typed], [back]))


def ask_reason(t: Texts, shown: Review) -> Screen:
    return Screen(
        t(
            "↩️ Lý do trả lại báo cáo ngày {day} của <b>{name}</b>: đồng chí viết rồi gửi.",
            day=shown.report.day,
            name=shown.author.name,
        ),
        ForceReply(input_field_placeholder=t.plain("Lý do trả lại")),
    )


def ready_reason(number: int) -> str:
    """Give the reason that a button names; the person who gets it reads it in his language."""
    if not 0 <= number < len(READY_REASONS):
        raise Unreadable(str(number))
    return READY_REASONS[number]


def approved(t: Texts, count: int) -> str:
    if not count:
        return t.plain("Không còn báo cáo không ngoại lệ nào chờ duyệt.")
    return t.plain("Đã duyệt {count} báo cáo.", count=count)


def decided_toast(t: Texts, outcome: Outcome) -> str:
    return decided(t, outcome).text.striptags()


def decided(t: Texts, outcome: Outcome) -> Screen:
    name, day = outcome.author.name, outcome.report.day
    if outcome.report.status is Status.APPROVED:
        return Screen(t("Đã duyệt báo cáo ngày {day} của {name}.", day=day, name=name))
    return Screen(t("Đã trả lại báo cáo ngày {day} của {name} để bổ sung.", day=day, name=name))


def _unit_day(t: Texts, inbox: Inbox, day: UnitDay) -> list[Markup]:
    parts = []
    if len(inbox.days) > 1 or day.unit.id != inbox.actor.unit.id:
        parts.append(Markup("<b>{unit}</b>").format(unit=day.unit.name))
    parts.append(t("{sent}/{expected} đã gửi", sent=day.sent, expected=day.expected))
    others = [
        Markup("{kind}: {count}").format(kind=card.absence_kind(t, kind), count=count)
        for kind, count in day.away.items()
    ]
    if day.missing:
        others.append(t("Chưa gửi: {names}", names=_listed(day.missing)))
    if day.not_signed_up:
        others.append(t("Chưa đăng ký: {count}", count=day.not_signed_up))
    if day.unreachable:
        others.append(t("Không nhận được tin: {count}", count=day.unreachable))
    if others:
        parts.append(Markup(" · ").join(others))
    return parts


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(clip(name, 60) for name in names[:NAMES_SHOWN])
    return f"{shown}… ({len(names)})" if len(names) > NAMES_SHOWN else shown


def _waiting(t: Texts, inbox: Inbox) -> Markup:
    if not inbox.waiting:
        return t("Không còn báo cáo nào chờ duyệt.")
    text = t(
        "Chờ duyệt: {clean} không ngoại lệ · {exceptional} có ngoại lệ",
        clean=len(inbox.clean),
        exceptional=len(inbox.exceptional),
    )
    late = sum(report.late for report in inbox.waiting)
    if late:
        text += t(" · gửi muộn: {count}", count=late)
    earlier = sorted({report.day for report in inbox.waiting if report.day < inbox.today})
    if earlier:
        text += t("\nTrong đó có ngày {days}.", days=", ".join(map(t.short_day, earlier[-5:])))
    return text


def _choices(t: Texts, inbox: Inbox) -> Keyboard | None:
    act = buttons.InboxAct
    clean, exceptional = len(inbox.clean), len(inbox.exceptional)
    approve = key(
        f"✅ {t.plain('Duyệt tất cả không ngoại lệ')} ({clean})",
        buttons.Inbox(act.APPROVE_CLEAN),
        GREEN,
    )
    look = key(f"👁 {t.plain('Xem từng báo cáo')} ({exceptional})", buttons.Inbox(act.REVIEW))
    return keyboard([approve] if clean else [], [look] if exceptional else [])


def _back(t: Texts) -> Key:
    return key(f"📥 {t.plain('Về hộp duyệt')}", buttons.Inbox(buttons.InboxAct.SHOW))


def _recent(t: Texts, recent: Sequence[Report]) -> Markup:
    if not recent:
        return t("4 tuần qua: chưa có báo cáo được duyệt.")
    flat = [answer for report in recent for answer in report.answers.values()]
    return t(
        "4 tuần qua: {days} ngày đã duyệt · {missed} lần chưa đạt.",
        days=len(recent),
        missed=flat.count(Answer.NOT_MET),
    )
