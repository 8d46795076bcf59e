"""A person's month in words."""

from fractions import Fraction

from babel.dates import get_day_names
from markupsafe import Markup

from bot.rules import scoring
from bot.rules.reports import Status
from bot.rules.trends import Share
from bot.speech import buttons, rule, spans, steps
from bot.speech.buttons import MonthAct
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, clip, key, keyboard, lines
from bot.usecases.month import Day, MyMonth

RETURNS_SHOWN = 6
REASON_ROOM = 80
NAME_ROOM = 80
LABEL_ROOM = 6
STATES = {
    "met": "Đã duyệt, đạt",
    "exception": "Đã duyệt, có ngoại lệ",
    "waiting": "Chờ duyệt",
    "returned": "Đã trả lại",
    "missing": "Chưa gửi",
    "leave": "Báo nghỉ",
    "off": "Ngày nghỉ",
    "future": "Chưa đến hạn",
    "outside": "Chưa tham gia",
}
"""What the colours of the calendar mean, by the name of the state."""
OUTCOMES = {
    Status.DRAFT: "đang sửa",
    Status.SUBMITTED: "đã gửi lại",
    Status.APPROVED: "đã duyệt sau khi sửa",
    Status.RETURNED: "chờ đồng chí bổ sung",
}


def screen(t: Texts, month: MyMonth) -> Screen:
    around = [
        key(label, buttons.Month(MonthAct.SHOW, period.first))
        for label, period in steps.periods(t, month.earlier, month.later)
    ]
    asking = key(f"❔ {t.plain('Vì sao?')}", buttons.Month(MonthAct.WHY, month.period.first))
    return Screen(caption(t, month), keyboard(around, [asking]))


def why(t: Texts, month: MyMonth) -> Screen:
    """The person's own numbers in the words of the rule, in a message of its own."""
    return Screen(
        lines(
            [
                t("<b>Vì sao? {title}</b>", title=title(t, month)),
                Markup("{unit} · {span}").format(
                    unit=month.official.unit.name, span=spans.span(t, month.period)
                ),
                "",
                *rule.own_numbers(t, month.numbers),
                "",
                t("<b>Cách tính</b>"),
                *rule.sentences(t, month.limits),
            ]
        )
    )


def title(t: Texts, month: MyMonth) -> str:
    return f"{spans.name(t, month.period)} · {month.official.name}"


def weekdays(t: Texts) -> tuple[str, ...]:
    names = get_day_names("short", locale=t.language)
    return tuple(names[day] for day in range(7))


def state(t: Texts, name: str) -> str:
    return t.plain(STATES[name])


def day_label(t: Texts, day: Day) -> str:
    """Give a word for below the number: nothing else would say that a day off is a holiday."""
    weekend = day.day.weekday() >= 5
    return t.plain("nghỉ") if day.off and not weekend and not day.report else ""


def sums(t: Texts, month: MyMonth) -> str:
    """Điểm 98,6 · tỷ lệ báo cáo 88,2 % (15/17 ngày)."""
    tally = month.numbers.tally
    return t.plain(
        "Điểm {score} · tỷ lệ báo cáo {rate} ({approved}/{due} ngày)",
        score=rule.score_in_short(t, tally),
        rate=rule.rate(t, tally),
        approved=tally.approved_days,
        due=tally.due_days,
    )


def share(t: Texts, share: Share) -> str:
    """15/16 · 94 %: one that never applied has a dash."""
    if share.value is None:
        return "–"
    return t.plain(
        "{met}/{counted} · {share} %",
        met=share.met,
        counted=share.counted,
        share=int(100 * share.value + Fraction(1, 2)),
    )


def moved(t: Texts) -> str:
    """What the arrows at the criteria mean."""
    return t.plain("▲ ▼ điểm phần trăm so với tháng trước")


def change(t: Texts, month: MyMonth) -> str | None:
    """So với tháng trước: điểm +1,2."""
    now, before = scoring.score(month.numbers.tally), scoring.score(month.before.tally)
    if now is None or before is None:
        return None
    moved = scoring.display(now) - scoring.display(before)
    if not moved:
        return t.plain("Điểm như tháng trước")
    message = (
        "Điểm cao hơn tháng trước {points}" if moved > 0 else "Điểm thấp hơn tháng trước {points}"
    )
    return t.plain(message, points=abs(moved))


def caption(t: Texts, month: MyMonth) -> Markup:
    tally = month.numbers.tally
    returned = [
        t(
            "↩️ {day}: {reason} ({outcome})",
            day=t.short_day(one.day),
            reason=clip(t.kept(one.reason or "Không ghi lý do"), REASON_ROOM),
            outcome=t.plain(OUTCOMES[one.status]),
        )
        for one in month.returned[-RETURNS_SHOWN:]
    ]
    hidden = len(month.returned) - len(returned)
    if hidden:
        returned.insert(0, t("↩️ Trước đó còn {count} lần trả lại.", count=hidden))
    return lines(
        [
            Markup("📅 <b>{title}</b>").format(title=clip(title(t, month), NAME_ROOM)),
            clip(month.official.unit.name, NAME_ROOM),
            t(
                "{due} ngày phải báo cáo · đã gửi {sent} · đã duyệt {approved}",
                due=tally.due_days,
                sent=month.sent,
                approved=tally.approved_days,
            ),
            t("Trong đó gửi muộn: {count} ngày", count=month.late) if month.late else None,
            t(
                "Điểm <b>{score}</b> · tỷ lệ báo cáo <b>{rate}</b>",
                score=rule.score_in_short(t, tally),
                rate=rule.rate(t, tally),
            ),
            *returned,
        ]
    )
