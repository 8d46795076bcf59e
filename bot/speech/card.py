"""The day's card."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from markupsafe import Markup
from telegram import ForceReply

from bot.rules import absences
from bot.rules.campaign import Criterion
from bot.rules.people import Official
from bot.rules.reports import Answer, Report, Status, following
from bot.speech import buttons
from bot.speech.catalog import Texts
from bot.speech.screen import (
    GREEN,
    NOTE_ROOM,
    Key,
    Screen,
    clip,
    key,
    keyboard,
    lines,
    pairs,
    quote,
    units,
)
from bot.usecases.daycard import DayCard

ICONS = {None: "▫️", Answer.MET: "✅", Answer.NOT_MET: "⚠️", Answer.NA: "➖"}
YARDSTICK_ROOM = 3600
NAMES_SHOWN = 2
REASON_ROOM = 600
"""UTF-16 units that a reason has beside the longest note; what a shorter note leaves is its too."""
QUOTES_ROOM = NOTE_ROOM + REASON_ROOM


def screen(t: Texts, card: DayCard) -> Screen:
    if card.report.status in (Status.DRAFT, Status.RETURNED):
        rows = [] if card.closed else _answering(t, card)
        return Screen(_open(t, card), keyboard(*rows, _unsent(t, card)))
    edit = key(f"✏️ {t.plain('Sửa')}", buttons.Card(buttons.CardAct.EDIT, card.report.id))
    waits = card.report.status is Status.SUBMITTED and not card.closed
    return Screen(_settled(t, card), keyboard([edit] if waits else [], _unsent(t, card)))


def superseded(t: Texts, card: DayCard) -> Screen:
    """An older card of a report that goes on in a newer message."""
    return Screen(lines([*_head(t, card), t("Thẻ mới ở bên dưới.")]))


def yardsticks(t: Texts, card: DayCard) -> Screen:
    """What each criterion means, in the place of the card."""
    parts: list[Markup] = [t("❔ <b>Thước đo</b> · {day}", day=t.weekday(card.report.day))]
    used = 0
    for criterion in card.criteria:
        part = _yardsticks(t, criterion)
        used += units(part.striptags()) + 4
        if used > YARDSTICK_ROOM:
            parts.append(Markup("…"))
            break
        parts += [Markup(""), part]
    back = key(f"◀ {t.plain('Quay lại')}", buttons.Card(buttons.CardAct.OPEN, card.report.id))
    return Screen(lines(parts), keyboard([back]))


def until(t: Texts, card: DayCard) -> Markup | None:
    """Until when the day may be reported on; one that was opened anew has no end."""
    return None if card.report.reopened else _until(t, card.closes_at, card.closed)


@lru_cache(maxsize=256)  # a day closes for all at once, and each tap shows when
def _until(t: Texts, closes_at: datetime, closed: bool) -> Markup:
    hour, day = t.hour(closes_at), t.short_weekday(t.local_day(closes_at))
    if closed:
        return t("🔒 Đã đóng lúc {hour} {day}.", hour=hour, day=day)
    return t("Gửi được đến {hour} {day}.", hour=hour, day=day)


def sent_late(t: Texts, report: Report) -> Markup:
    return t("Đã gửi muộn lúc {when}", when=_when(t, report))


def ask_note(t: Texts, card: DayCard) -> Screen:
    text = t("✏️ Ghi chú cho <b>{day}</b>: đồng chí viết rồi gửi.", day=t.weekday(card.report.day))
    if card.report.note:
        text += t("\nGhi chú mới thay ghi chú cũ; gửi dấu - để xóa.")
    return Screen(text, ForceReply(input_field_placeholder=t.plain("Ghi chú của đồng chí")))


def tally(t: Texts, report: Report, criteria: Sequence[Criterion]) -> Markup:
    """✅ 4 đạt · ⚠️ 1 chưa đạt: Đúng giờ."""

    def named(answer: Answer) -> str:
        return ", ".join(
            c.short_in(t.language) for c in criteria if report.answers[c.code] is answer
        )

    met = sum(answer is Answer.MET for answer in report.answers.values())
    parts = [t("✅ {count} đạt", count=met)] if met else []
    if named(Answer.NOT_MET):
        count = sum(answer is Answer.NOT_MET for answer in report.answers.values())
        parts.append(t("⚠️ {count} chưa đạt: {names}", count=count, names=named(Answer.NOT_MET)))
    if named(Answer.NA):
        parts.append(t("➖ không áp dụng: {names}", names=named(Answer.NA)))
    return Markup(" · ").join(parts)


def answer_lines(t: Texts, report: Report, criteria: Sequence[Criterion]) -> list[Markup]:
    return [
        _answer_line(report.answers[criterion.code], criterion.title_in(t.language))
        for criterion in criteria
    ]


@lru_cache(maxsize=1024)  # a movement has few of them, and each tap shows them all
def _answer_line(answer: Answer | None, title: str) -> Markup:
    return Markup("{icon} {title}").format(icon=ICONS[answer], title=title)


def absence_kind(t: Texts, kind: absences.Kind) -> str:
    return t.plain(
        {
            absences.Kind.ANNUAL: "Nghỉ phép",
            absences.Kind.MISSION: "Công tác",
            absences.Kind.TRAINING: "Học tập",
            absences.Kind.MATERNITY: "Thai sản",
            absences.Kind.SECONDMENT: "Biệt phái",
            absences.Kind.OTHER: "Nghỉ khác",
        }[kind]
    )


def _head(t: Texts, card: DayCard) -> list[Markup]:
    report, official = card.report, card.official
    return [
        _heading(t, report.day, _title(t, report, closed=card.closed)),
        Markup("{name} · {unit}").format(name=official.name, unit=official.unit.name),
    ]


@lru_cache(maxsize=256)  # most cards are of today and in one state
def _heading(t: Texts, day: date, title: Markup) -> Markup:
    return Markup("📋 <b>{day}</b> · {title}").format(day=t.weekday(day), title=title)


def _open(t: Texts, card: DayCard) -> Markup:
    report = card.report
    returned = report.status is Status.RETURNED
    parts: list[Markup | None] = [*_head(t, card)]
    if returned and card.decider:
        parts.append(t("↩️ {decider} trả lại để bổ sung:", decider=named(t, card.decider)))
        reason = t.kept(report.reason or "Không ghi lý do")
        parts.append(quote(reason, max(REASON_ROOM, QUOTES_ROOM - units(report.note or ""))))
    if card.absence:
        kind = absence_kind(t, card.absence.kind)
        parts.append(
            t("🏖 {kind} đến hết {last}: không cần báo cáo.", kind=kind, last=card.absence.last)
        )
    elif card.day_off:
        why = t.kept(card.day_off)
        parts.append(t("🗓 Ngày nghỉ ({why}): chỉ báo cáo nếu đồng chí đi trực.", why=why))
    parts.append(Markup(""))
    parts += answer_lines(t, report, card.criteria)
    if report.note:
        parts.append(quote(report.note))
    if report.submitted_at and not returned:
        parts += [Markup(""), t("Đang sửa, chưa gửi lại.")]
    parts.append(until(t, card))
    return lines(parts)


def _settled(t: Texts, card: DayCard) -> Markup:
    report = card.report
    parts: list[Markup | None] = [*_head(t, card), tally(t, report, card.criteria)]
    if report.note:
        parts.append(quote(report.note))
    if report.status is Status.APPROVED and card.decider:
        parts.append(
            t(
                "{decider} duyệt lúc {hour}, {day}.",
                decider=named(t, card.decider),
                hour=t.hour(report.decided_at) if report.decided_at else "",
                day=t.local_day(report.decided_at) if report.decided_at else "",
            )
        )
    elif report.status is Status.SUBMITTED:
        parts.append(_awaited(t, card.deciders))
        parts.append(until(t, card) if card.closed else None)
    return lines(parts)


def _title(t: Texts, report: Report, *, closed: bool) -> Markup:
    match report.status:
        case Status.DRAFT:
            return t("Chưa gửi") if closed else t("Tự đánh giá")
        case Status.SUBMITTED:
            late = report.late
            return sent_late(t, report) if late else t("Đã gửi lúc {when}", when=_when(t, report))
        case Status.APPROVED:
            return t("Đã duyệt · gửi muộn") if report.late else t("Đã duyệt")
        case Status.RETURNED:
            return t("Đã trả lại")


def _when(t: Texts, report: Report) -> str:
    """The hour is enough on the report's own day."""
    moment = report.submitted_at
    assert moment is not None  # noqa: S101 - the tables keep it so for whatever was sent
    same_day = t.local_day(moment) == report.day
    return t.hour(moment) if same_day else f"{t.hour(moment)}, {t.day(t.local_day(moment))}"


def _awaited(t: Texts, deciders: Sequence[Official]) -> Markup:
    if not deciders:
        return t("Chưa có người duyệt: báo cáo được giữ lại đến khi có.")
    names = ", ".join(named(t, decider) for decider in deciders[:NAMES_SHOWN])
    more = "…" if len(deciders) > NAMES_SHOWN else ""
    return t("Chờ {names} duyệt.", names=names + more)


def named(t: Texts, official: Official) -> str:
    """Trưởng phòng Trần Văn Bình; đồng chí Lê Văn C where no title is kept."""
    return f"{official.title or t.plain('đồng chí')} {official.name}"


def _yardsticks(t: Texts, criterion: Criterion) -> Markup:
    heading = Markup("<b>{title}</b>").format(title=criterion.title_in(t.language))
    items = [
        Markup("• {text}").format(text=clip(item.text_in(t.language), 300))
        for item in criterion.yardsticks
    ]
    return lines([heading, *items])


def _answering(t: Texts, card: DayCard) -> list[Sequence[Key]]:
    report = card.report
    act = buttons.CardAct
    all_met = all(answer is Answer.MET for answer in report.answers.values())
    send = key(f"📤 {t.plain('Gửi')}", buttons.Card(act.SEND, report.id), GREEN)
    meet_all = key(
        f"✅ {t.plain('Đạt tất cả')}",
        buttons.Card(act.MEET_ALL, report.id),
        None if report.complete else GREEN,
    )
    criteria = [_criterion_key(t, report, criterion) for criterion in card.criteria]
    helping = key(f"❔ {t.plain('Thước đo')}", buttons.Card(act.YARDSTICKS, report.id))
    note = key(f"✏️ {t.plain('Ghi chú')}", buttons.Card(act.NOTE, report.id))
    away = key(f"🏖 {t.plain('Nghỉ')}", buttons.Card(act.AWAY, report.id))
    return [
        [send] if report.complete else [],
        [] if all_met else [meet_all],
        *pairs([*criteria, helping, note, away]),
    ]


def _unsent(t: Texts, card: DayCard) -> list[Key]:
    """Lead to the card of the last working day, where that is missing."""
    if card.unsent is None:
        return []
    label = t.plain("{day} chưa gửi", day=t.short_weekday(card.unsent))
    return [key(label, buttons.Unsent(card.unsent))]


def _criterion_key(t: Texts, report: Report, criterion: Criterion) -> Key:
    given = report.answers[criterion.code]
    return key(
        f"{ICONS[given]} {criterion.short_in(t.language)}",
        buttons.Give(report.id, criterion.code, following(given)),
    )
