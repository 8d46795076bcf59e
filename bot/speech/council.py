"""The whole office's month, quarter or year in words, for the council."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from markupsafe import Markup

from bot.rules import periods, scoring, trends
from bot.rules.periods import Kind, Period
from bot.rules.ranking import Place
from bot.rules.trends import LEAST_ANSWERS, LEAST_POINTS, Course, Trend
from bot.speech import buttons, rule, spans, steps
from bot.speech import digest as months
from bot.speech.buttons import CouncilPart
from bot.speech.catalog import Texts
from bot.speech.screen import Key, Screen, clip, key, keyboard, lines, pairs
from bot.usecases.council import CouncilPeriod, UnitLine

NAME_ROOM = 60
TITLE_ROOM = 56
PARTS = {
    CouncilPart.UNITS: "Theo khối",
    CouncilPart.COVERAGE: "Nhịp báo cáo",
    CouncilPart.CRITERIA: "Tiêu chí",
}
KINDS = {Kind.MONTH: "Tháng", Kind.QUARTER: "Quý", Kind.YEAR: "Năm"}
FELL_LATELY = {
    Kind.MONTH: "{criterion} giảm {points} điểm trong hai tuần cuối",
    Kind.QUARTER: "{criterion} giảm {points} điểm trong hai tháng cuối",
    Kind.YEAR: "{criterion} giảm {points} điểm trong hai tháng cuối",
}
HEADLINES = {
    Course.NOTHING: "Chưa có báo cáo nào được duyệt",
    Course.FELL: "{criterion} giảm {points} điểm so với {since}",
    Course.ROSE: "{criterion} tăng {points} điểm so với {since}",
    Course.ALL_MET: "Mọi tiêu chí đều đạt",
    Course.WEAKEST: "Cần quan tâm nhất: {criterion}",
}


def screen(t: Texts, shown: CouncilPeriod, part: CouncilPart) -> Screen:
    def to(label: str, part: CouncilPart, kind: Kind, period: Period) -> Key:
        return key(label, buttons.Council(part, kind, period.first))

    kind, period = shown.period.kind, shown.period
    parts = [
        to(_marked(t.plain(label), chosen=one is part), one, kind, period)
        for one, label in PARTS.items()
    ]
    day = min(period.last, shown.today)
    kinds = [
        key(
            _marked(t.plain(label), chosen=one is kind),
            buttons.Council(part, one, period.first if one is kind else day),
        )
        for one, label in KINDS.items()
    ]
    around = [
        to(label, part, kind, other)
        for label, other in steps.periods(t, shown.earlier, shown.later)
    ]
    export = key(f"📄 {t.plain('Xuất Excel')}", buttons.CouncilFile(kind, period.first))
    units = key(t.plain("Theo đơn vị"), buttons.DigestUnits(1, day))
    return Screen(
        caption(t, shown),
        keyboard(*pairs(parts), *pairs(kinds), around, [export, units]),
    )


def caption(t: Texts, shown: CouncilPeriod) -> Markup:
    """At most six lines below the title."""
    return lines(
        [
            t("<b>Toàn cơ quan · {period}</b>", period=spans.name(t, shown.period)),
            _participation(t, shown),
            _best_and_weakest(t, shown),
            _weakening(t, shown),
            _movement(t, shown),
            t("Chờ duyệt: {count} báo cáo", count=shown.waiting) if shown.waiting else None,
            t("Bản tin tới: {day}", day=shown.next_on),
        ]
    )


def album_caption(t: Texts, shown: CouncilPeriod) -> Markup:
    """Name the shorter periods that closed with it as well: of them nothing comes by itself."""
    last = shown.period.last
    kinds = {Kind.QUARTER: (Kind.MONTH,), Kind.YEAR: (Kind.QUARTER, Kind.MONTH)}
    shorter = [periods.around(kind, last) for kind in kinds.get(shown.period.kind, ())]
    named = ", ".join(spans.name(t, period) for period in shorter)
    hint = (
        t("Gồm cả {periods}; xem riêng: /digest → Toàn cơ quan", periods=named) if named else None
    )
    return lines([caption(t, shown), hint])


def units_headline(t: Texts, shown: CouncilPeriod) -> str:
    """Say what moved most, a fall before a rise; or else who leads."""
    if not shown.ranked:
        return t.plain("Chưa có đơn vị nào được xếp hạng")
    moved = [line for line in shown.ranked if line.movement is not None]
    for message, sign in (
        ("{unit} giảm {points} điểm so với {since}", -1),
        ("{unit} tăng {points} điểm so với {since}", 1),
    ):
        line = max(moved, key=lambda line: sign * (line.movement or 0), default=None)
        if line and line.movement is not None and sign * line.movement >= LEAST_POINTS:
            return t.plain(
                message,
                unit=_name(line, TITLE_ROOM),
                points=abs(line.movement),
                since=since(t, shown),
            )
    first, last = shown.ranked[0], shown.ranked[-1]
    if _score(first) == _score(last):
        if len(shown.ranked) == 1:
            return t.plain(
                "{unit} đạt {score} điểm", unit=_name(first, TITLE_ROOM), score=_score(first)
            )
        return t.plain("Các đơn vị cùng {score} điểm", score=_score(first))
    return t.plain("Các đơn vị từ {low} đến {high} điểm", low=_score(last), high=_score(first))


def units_subtitle(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain(
        "{period} · {ranked} đơn vị xếp hạng, {unranked} chưa",
        period=spans.name(t, shown.period),
        ranked=len(shown.ranked),
        unranked=len(shown.unranked),
    )


def coverage_headline(t: Texts, shown: CouncilPeriod) -> str:
    least = shown.campaign.scoring.min_rate
    if not shown.tally.due_days:
        return t.plain("Chưa có ngày nào đến hạn báo cáo")
    if shown.below:
        return t.plain(
            "{count}/{all} đơn vị báo cáo dưới mức {rate} %",
            count=len(shown.below),
            all=len(shown.lines),
            rate=least,
        )
    if shown.not_signed_up:
        return t.plain("Còn {count} người chưa đăng ký", count=shown.not_signed_up)
    return t.plain("Mọi đơn vị báo cáo từ {rate} % trở lên", rate=least)


def coverage_subtitle(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain(
        "{period} · {people} người, {missing} chưa đăng ký",
        period=spans.name(t, shown.period),
        people=shown.people,
        missing=shown.not_signed_up,
    )


def goal_label(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain("mức cần đạt {rate} %", rate=shown.campaign.scoring.min_rate)


def coverage_note(t: Texts, line: UnitLine) -> str:
    tally = line.entry.tally
    parts = []
    if tally.due_days:
        parts.append(
            t.plain(
                "duyệt {approved}/{due} báo cáo",
                approved=t.number(tally.approved_days),
                due=t.number(tally.due_days),
            )
        )
    if line.not_signed_up:
        parts.append(
            t.plain(
                "chưa đăng ký {missing}/{all} người",
                missing=line.not_signed_up,
                all=line.contender.members,
            )
        )
    return " · ".join(parts)


def criteria_headline(t: Texts, shown: CouncilPeriod) -> str:
    found = shown.headline
    name = shown.criteria[found.key].title_in(t.language) if found.key else ""
    lately = found.course is Course.FELL_LATELY
    message = FELL_LATELY[shown.period.kind] if lately else HEADLINES[found.course]
    return t.plain(message, criterion=name, points=found.points, since=since(t, shown))


def criteria_subtitle(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain("{where} · % câu trả lời đạt", where=spans.name(t, shown.period))


def column(t: Texts, shown: CouncilPeriod, span: Period) -> str:
    """Call a week 2–6, a month T11."""
    if shown.period.kind is Kind.MONTH:
        return months.week(span)
    return t.plain("T{month}", month=span.first.month)


def criterion_change(t: Texts, trend: Trend) -> tuple[str, bool]:
    """Say how it moved, and whether it fell; nothing where there is too little to compare."""
    now, before = trend.total, trend.before
    if now.value is None or before.value is None:
        return "", False
    if min(now.counted, before.counted) < LEAST_ANSWERS:
        return "", False
    change = scoring.display(100 * now.value) - scoring.display(100 * before.value)
    return arrow(t, change), change < 0


def move_label(t: Texts, line: UnitLine, *, anything_before: bool) -> str:
    if line.movement is not None:
        return arrow(t, line.movement)
    return t.plain("mới") if line.new and anything_before else ""


def arrow(t: Texts, change: Decimal) -> str:
    if not change:
        return "="
    return f"{'▲' if change > 0 else '▼'} {t.number(abs(change))}"


def trend_share(t: Texts, trend: Trend) -> str:
    return rule.per_cent(t, trend.total.value) if trend.total.value is not None else "–"


def compared(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain("▲ ▼ điểm phần trăm so với {since}", since=since(t, shown))


def moves(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain("▲ ▼ điểm so với {since}", since=since(t, shown))


def since(t: Texts, shown: CouncilPeriod) -> str:
    """Call the period before as it stands inside a sentence."""
    name = spans.name(t, shown.since)
    return name[:1].lower() + name[1:]


def share(t: Texts, line: UnitLine) -> str:
    if line.entry.rate is not None:
        return rule.rate(t, line.entry.tally)
    return "–"


def reason(t: Texts, shown: CouncilPeriod, line: UnitLine) -> str:
    """Say why a unit is not ranked."""
    if isinstance(line.item, Place):
        return ""
    return rule.unranked(t, shown.campaign.scoring, line.entry.tally, line.item.reason)


def unranked(t: Texts, shown: CouncilPeriod, room: int) -> Iterator[str]:
    if shown.unranked:
        yield t.plain("Chưa xếp hạng:")
    for line in shown.unranked[:room]:
        yield f"{line.contender.name}: {reason(t, shown, line)}"
    if len(shown.unranked) > room:
        yield others(t, len(shown.unranked) - room)


def others(t: Texts, count: int) -> str:
    return t.plain("… và {count} đơn vị khác", count=count)


def other_blocks(t: Texts, count: int) -> str:
    return t.plain("… và {count} khối khác, xem tệp Excel", count=count)


def above(t: Texts, hidden: Sequence[UnitLine]) -> str:
    rates = [line.entry.rate for line in hidden if line.entry.rate is not None]
    if not rates:
        return others(t, len(hidden))
    return t.plain(
        "… và {count} đơn vị khác, từ {rate} trở lên",
        count=len(hidden),
        rate=rule.per_cent(t, min(rates)),
    )


def more_silent(t: Texts, count: int) -> str:
    return t.plain("Chưa ai đăng ký: còn {count} đơn vị", count=count)


def no_block(t: Texts) -> str:
    return t.plain("Ngoài các khối")


def file_name(shown: CouncilPeriod) -> str:
    first, last = shown.period.first, shown.period.last
    return f"toan-co-quan-{first:%Y%m%d}-{last:%Y%m%d}.xlsx"


def file_title(t: Texts, shown: CouncilPeriod) -> str:
    return t.plain("Toàn cơ quan · {period}", period=spans.name(t, shown.period))


def file_headings(t: Texts) -> tuple[str, ...]:
    return tuple(
        t.plain(heading)
        for heading in (
            "Hạng",
            "Đơn vị",
            "Khối thi đua",
            "Điểm",
            "Tăng, giảm",
            "Tỷ lệ báo cáo",
            "Ngày đã duyệt",
            "Ngày phải báo cáo",
            "Số người",
            "Chưa đăng ký",
            "Ghi chú",
        )
    )


def file_caption(t: Texts, shown: CouncilPeriod) -> Screen:
    return Screen(Markup("{title}").format(title=file_title(t, shown)))


def _participation(t: Texts, shown: CouncilPeriod) -> Markup:
    tally = shown.tally
    text = t(
        "Đã duyệt {approved}/{due} báo cáo ({rate})",
        approved=t.number(tally.approved_days),
        due=t.number(tally.due_days),
        rate=rule.rate(t, tally),
    )
    if shown.below:
        text += t(" · dưới mức: {count} đơn vị", count=len(shown.below))
    if shown.not_signed_up:
        text += t(" · chưa đăng ký: {count} người", count=shown.not_signed_up)
    return text


def _best_and_weakest(t: Texts, shown: CouncilPeriod) -> Markup | None:
    if not shown.ranked:
        return t("Chưa có đơn vị nào được xếp hạng.")
    first, last = shown.ranked[0], shown.ranked[-1]
    if first is last:
        return t("{unit}: <b>{score}</b> điểm", unit=_name(first), score=_score(first))
    return t(
        "Cao nhất: {best} <b>{high}</b> · thấp nhất: {low} <b>{least}</b>",
        best=_name(first),
        high=_score(first),
        low=_name(last),
        least=_score(last),
    )


def _weakening(t: Texts, shown: CouncilPeriod) -> Markup | None:
    """Name the criterion that fell most since, or else the weakest one."""
    counted = [trend for trend in shown.trends if trend.total.value is not None]
    if not counted:
        return None
    fallen = trends.fallen_most(counted)
    if fallen:
        trend, points = fallen
        return t(
            "Yếu đi: {criterion} {share}, giảm {points} điểm so với {since}",
            criterion=shown.criteria[trend.key].short_in(t.language),
            share=trend_share(t, trend),
            points=points,
            since=since(t, shown),
        )
    low = trends.weakest(counted)
    if not any(trend.before.counted for trend in counted):
        return t(
            "Thấp nhất: {criterion} {share}",
            criterion=shown.criteria[low.key].short_in(t.language),
            share=trend_share(t, low),
        )
    return t(
        "Thấp nhất: {criterion} {share}; so với {since} không tiêu chí nào giảm rõ",
        criterion=shown.criteria[low.key].short_in(t.language),
        share=trend_share(t, low),
        since=since(t, shown),
    )


def _movement(t: Texts, shown: CouncilPeriod) -> Markup | None:
    moved = [line.movement for line in shown.ranked if line.movement is not None]
    if not moved:
        return None
    return t(
        "So với {since}: {up} đơn vị tăng, {down} giảm, {same} giữ nguyên",
        since=since(t, shown),
        up=sum(change > 0 for change in moved),
        down=sum(change < 0 for change in moved),
        same=sum(change == 0 for change in moved),
    )


def _score(line: UnitLine) -> Decimal:
    assert isinstance(line.item, Place)  # noqa: S101 - asked of ranked ones only
    return line.item.score


def _name(line: UnitLine, room: int = NAME_ROOM) -> str:
    return clip(line.contender.name, room)


def _marked(label: str, *, chosen: bool) -> str:
    return f"• {label}" if chosen else label
