"""A unit's month beside its past and its block, in words."""

from decimal import Decimal

from bot.rules import scoring
from bot.rules.ranking import Entry
from bot.speech import spans
from bot.speech.catalog import Texts
from bot.usecases.comparison import LEAST_UNITS, PastMonth
from bot.usecases.digest import UnitMonth


def headline(t: Texts, month: UnitMonth) -> str:
    """Say how the unit stands: to its block if that can be said, else to its past."""
    if month.now.score is None:
        return t.plain("Chưa có điểm để so sánh")
    score = scoring.display(month.now.score)
    if month.block and month.block.median is not None:
        return _beside_the_block(t, score, month.block.median)
    before = [
        scoring.display(one.entry.score) for one in month.past[:-1] if one.entry.score is not None
    ]
    if not before:
        return t.plain("Tháng đầu có điểm: {score}", score=score)
    message = "Điểm {score}, trong mức của {count} tháng"
    if score > max(before):
        message = "Điểm cao nhất trong {count} tháng: {score}"
    elif score < min(before):
        message = "Điểm thấp nhất trong {count} tháng: {score}"
    return t.plain(message, score=score, count=len(before) + 1)


def _beside_the_block(t: Texts, score: Decimal, median: Decimal) -> str:
    if score > median:
        return t.plain("Cao hơn trung vị của khối {points} điểm", points=score - median)
    if score < median:
        return t.plain("Thấp hơn trung vị của khối {points} điểm", points=median - score)
    return t.plain("Bằng trung vị của khối: {score} điểm", score=score)


def subtitle(t: Texts, month: UnitMonth) -> str:
    return t.plain(
        "{unit} · {period} · điểm đơn vị",
        unit=month.unit.name,
        period=spans.name(t, month.period),
    )


def month_label(past: PastMonth) -> str:
    """11/2026."""
    return f"{past.period.first:%m/%Y}"


def score(t: Texts, entry: Entry[int]) -> str:
    return "–" if entry.score is None else t.number(scoring.display(entry.score))


def headings(t: Texts) -> tuple[str, str]:
    return t.plain("Điểm"), t.plain("Báo cáo")


def median_label(t: Texts, month: UnitMonth) -> str:
    if month.block is None or month.block.median is None:
        return ""
    return t.plain(
        "trung vị của {count} đơn vị: {median} · {block}",
        block=month.block.name,
        count=month.block.ranked,
        median=month.block.median,
    )


def footer(t: Texts, month: UnitMonth) -> tuple[str, ...]:
    if month.block is None:
        return (t.plain("Đơn vị chưa thuộc khối thi đua nào nên chỉ so với chính mình."),)
    if month.block.median is None:
        return (
            t.plain(
                "{block}: tháng này có {count} đơn vị được xếp hạng, cần từ {least} để so sánh.",
                block=month.block.name,
                count=month.block.ranked,
                least=LEAST_UNITS,
            ),
        )
    return ()
