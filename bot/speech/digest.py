"""A unit's month in words."""

from collections.abc import Sequence
from fractions import Fraction

from markupsafe import Markup

from bot.rules import ranking, scoring, trends
from bot.rules.people import Unit
from bot.rules.periods import Kind, Period
from bot.rules.trends import Course, Share, Trend
from bot.speech import buttons, rule, spans, steps
from bot.speech.buttons import CouncilPart, DigestPart
from bot.speech.catalog import Texts
from bot.speech.screen import Key, Screen, clip, key, keyboard, lines, pairs
from bot.usecases.digest import UnitMonth

UNITS_A_PAGE = 10
LABEL_ROOM = 40
NAME_ROOM = 60
LOW_DAY = 80
"""Per cent of reports below which a day is named in the picture's title."""
PARTS = {
    DigestPart.CRITERIA: "Tiêu chí",
    DigestPart.PARTICIPATION: "Nhịp báo cáo",
    DigestPart.COMPARISON: "So sánh",
}
HEADLINES = {
    Course.NOTHING: "Chưa có báo cáo nào được duyệt",
    Course.FELL_LATELY: "{criterion} giảm {points} điểm trong hai tuần cuối",
    Course.FELL: "{criterion} giảm {points} điểm so với tháng trước",
    Course.ROSE: "{criterion} tăng {points} điểm so với tháng trước",
    Course.ALL_MET: "Mọi tiêu chí đều đạt",
    Course.WEAKEST: "Cần quan tâm nhất: {criterion}",
}


def screen(t: Texts, month: UnitMonth, part: DigestPart) -> Screen:
    def to(label: str, shown: DigestPart, period: Period) -> Key:
        return key(label, buttons.Digest(shown, month.unit.id, period.first))

    parts = [
        to(f"• {t.plain(label)}" if shown is part else t.plain(label), shown, month.period)
        for shown, label in PARTS.items()
    ]
    around = [
        to(label, part, period) for label, period in steps.periods(t, month.earlier, month.later)
    ]
    book = buttons.DigestBook(month.unit.id, month.period.first)
    parts.append(key(f"📄 {t.plain('Xuất Excel')}", book))
    other = key(t.plain("Đơn vị khác"), buttons.DigestUnits(1, month.period.first))
    return Screen(
        caption(t, month),
        keyboard(*pairs(parts), around, [other] if month.may_choose else []),
    )


def choice(
    t: Texts, units: Sequence[Unit], month: Period, page: int, *, whole: bool = False
) -> Screen:
    """The units to choose from, a page of them; for the council the whole office before them."""
    shown = ranking.page(units, page, UNITS_A_PAGE)
    named = [
        key(
            clip(unit.name, LABEL_ROOM),
            buttons.Digest(DigestPart.CRITERIA, unit.id, month.first),
        )
        for unit in shown.items
    ]
    turns = steps.pages(t, shown, lambda number: buttons.DigestUnits(number, month.first))
    text = t("<b>Bản tin · {period}</b>\nĐồng chí chọn đơn vị.", period=spans.name(t, month))
    opening = buttons.Council(CouncilPart.UNITS, Kind.MONTH, month.first)
    office = [key(t.plain("Toàn cơ quan"), opening)] if whole else []
    return Screen(text, keyboard(office, *([unit] for unit in named), turns))


def headline(t: Texts, month: UnitMonth) -> str:
    found = month.headline
    name = month.criteria[found.key].title_in(t.language) if found.key else ""
    return t.plain(HEADLINES[found.course], criterion=name, points=found.points)


def participation_headline(t: Texts, month: UnitMonth) -> str:
    closed = [day for day in month.days if day.due]
    if not closed:
        return t.plain("Chưa có ngày nào đến hạn báo cáo")
    low = min(closed, key=lambda day: day.sent / day.due)
    if 100 * low.sent < LOW_DAY * low.due:
        return t.plain(
            "Ngày {day} chỉ có {sent}/{due} người gửi báo cáo",
            day=t.short_day(low.day),
            sent=low.sent,
            due=low.due,
        )
    if low.sent == low.due:
        return t.plain("Ngày nào cũng gửi đủ báo cáo")
    share = share_of(t, low.sent, low.due)
    return t.plain("Ngày nào cũng có từ {share} báo cáo trở lên", share=share)


def criteria_subtitle(t: Texts, month: UnitMonth) -> str:
    return t.plain("{where} · % câu trả lời đạt", where=_where(t, month))


def participation_subtitle(t: Texts, month: UnitMonth) -> str:
    return t.plain("{where} · % báo cáo đã gửi", where=_where(t, month))


def week(week: Period) -> str:
    """2–6: the days of the month."""
    if week.first == week.last:
        return str(week.first.day)
    return f"{week.first.day}–{week.last.day}"


def cell(t: Texts, share: Share) -> str:
    return "–" if share.value is None else t.number(int(100 * share.value + Fraction(1, 2)))


def scale(t: Texts) -> tuple[str, str, str]:
    none, half, everything = (t.plain("{share} %", share=share) for share in (0, 50, 100))
    return none, half, everything


def exception_label(t: Texts, month: UnitMonth) -> str:
    count = sum(day.exceptional for day in month.days)
    return t.plain("báo cáo có ngoại lệ: {count}", count=count) if count else ""


def off_label(t: Texts) -> str:
    return t.plain("ngày nghỉ")


def goal_label(t: Texts, month: UnitMonth) -> str:
    return t.plain("mức cần đạt {rate} %", rate=month.limits.min_rate)


def _where(t: Texts, month: UnitMonth) -> str:
    return f"{month.unit.name} · {spans.name(t, month.period)}"


def caption(t: Texts, month: UnitMonth) -> Markup:
    return lines(
        [
            Markup("📊 <b>{unit}</b> · {period}").format(
                unit=clip(month.unit.name, 2 * NAME_ROOM), period=spans.name(t, month.period)
            ),
            _participation(t, month),
            _best_and_weakest(t, month.trends, month),
            _change(t, month),
            t("Chờ duyệt: {count} báo cáo", count=month.waiting) if month.waiting else None,
            _talks(t, month),
            t("Bản tin tới: {day}", day=month.next_on),
        ]
    )


def _participation(t: Texts, month: UnitMonth) -> Markup:
    sent = sum(day.sent for day in month.days)
    due = sum(day.due for day in month.days)
    text = t(
        "Đã gửi {sent}/{due} báo cáo ({share}) · đã duyệt {approved}",
        sent=t.number(sent),
        due=t.number(due),
        share=share_of(t, sent, due),
        approved=rule.rate(t, month.now.tally),
    )
    if month.late:
        text += t(" · gửi muộn: {count}", count=month.late)
    if month.not_signed_up:
        text += t(" · chưa đăng ký: {count} người", count=month.not_signed_up)
    return text


def _best_and_weakest(t: Texts, found: Sequence[Trend], month: UnitMonth) -> Markup | None:
    if not found:
        return None
    best, low = trends.strongest(found), trends.weakest(found)
    if best.total.value == low.total.value:
        return t("Các tiêu chí đạt như nhau: {share}", share=_trend_share(t, best))
    return t(
        "Tốt nhất: {best} {best_share} · yếu nhất: {low} {low_share}",
        best=month.criteria[best.key].short_in(t.language),
        best_share=_trend_share(t, best),
        low=month.criteria[low.key].short_in(t.language),
        low_share=_trend_share(t, low),
    )


def _change(t: Texts, month: UnitMonth) -> Markup | None:
    if month.now.score is None:
        return None
    score = scoring.display(month.now.score)
    if month.before.score is None:
        return t("Điểm đơn vị <b>{score}</b> · tháng trước chưa có", score=score)
    before = scoring.display(month.before.score)
    change = score - before
    sign = "+" if change > 0 else "−" if change < 0 else "±"
    return t(
        "Điểm đơn vị <b>{score}</b> ({sign}{change} so với tháng trước)",
        score=score,
        sign=sign,
        change=abs(change),
    )


def _talks(t: Texts, month: UnitMonth) -> Markup | None:
    if not month.talks:
        return None
    names = ", ".join(
        t.plain("{name} (thiếu {count} ngày)", name=clip(talk.name, NAME_ROOM), count=talk.missing)
        for talk in month.talks
    )
    return t("Nên trao đổi riêng: {names}", names=names)


def _trend_share(t: Texts, trend: Trend) -> str:
    return rule.per_cent(t, trend.total.value) if trend.total.value is not None else "–"


def share_of(t: Texts, part: int, whole: int) -> str:
    return rule.per_cent(t, Fraction(part, whole)) if whole else "–"
