"""A unit's month: its pictures with the caption that they share."""

from functools import partial

from bot.bulletins.pictured import Album, Pictured, Plate, Workbook
from bot.charts import comparison
from bot.charts import digest as chart
from bot.charts.comparison import ComparisonPicture, MonthRow
from bot.charts.studio import Drawing
from bot.speech import comparison as beside
from bot.speech import digest as words
from bot.speech import rule
from bot.speech.buttons import DigestPart
from bot.speech.catalog import Texts
from bot.usecases.digest import DayShare, UnitMonth


def pictured(t: Texts, month: UnitMonth, part: DigestPart) -> Pictured:
    return Pictured(_drawing(t, month, part), words.screen(t, month, part))


def album(t: Texts, month: UnitMonth, workbook: Workbook) -> Album:
    plates = tuple(Plate(part, _drawing(t, month, part)) for part in DigestPart)
    return Album(plates, words.caption(t, month), workbook)


def _drawing(t: Texts, month: UnitMonth, part: DigestPart) -> Drawing:
    match part:
        case DigestPart.CRITERIA:
            return partial(chart.draw_criteria, criteria(t, month))
        case DigestPart.PARTICIPATION:
            return partial(chart.draw_participation, participation(t, month))
        case DigestPart.COMPARISON:
            return partial(comparison.draw, compared(t, month))


def criteria(t: Texts, month: UnitMonth) -> chart.CriteriaPicture:
    return chart.CriteriaPicture(
        title=words.headline(t, month),
        subtitle=words.criteria_subtitle(t, month),
        columns=tuple(words.week(week) for week in month.weeks) if month.trends else (),
        rows=tuple(
            chart.CriterionRow(
                month.criteria[trend.key].title_in(t.language),
                tuple(
                    chart.Share(
                        None if share.value is None else float(share.value), words.cell(t, share)
                    )
                    for share in trend.weeks
                ),
            )
            for trend in month.trends
        ),
    )


def participation(t: Texts, month: UnitMonth) -> chart.ParticipationPicture:
    return chart.ParticipationPicture(
        title=words.participation_headline(t, month),
        subtitle=words.participation_subtitle(t, month),
        scale=words.scale(t),
        days=tuple(_day(day) for day in month.days),
        marks=(chart.Mark(month.limits.min_rate / 100, words.goal_label(t, month)),),
        exception_label=words.exception_label(t, month),
        off_label=words.off_label(t),
    )


def compared(t: Texts, month: UnitMonth) -> ComparisonPicture:
    score, rate = beside.headings(t)
    found = month.block.median if month.block else None
    return ComparisonPicture(
        title=beside.headline(t, month),
        subtitle=beside.subtitle(t, month),
        score_heading=score,
        rate_heading=rate,
        rows=tuple(
            MonthRow(
                beside.month_label(one),
                None if one.entry.score is None else float(one.entry.score),
                beside.score(t, one.entry),
                rule.rate(t, one.entry.tally),
            )
            for one in month.past
        ),
        median=None if found is None else float(found),
        median_label=beside.median_label(t, month),
        footer=beside.footer(t, month),
    )


def _day(day: DayShare) -> chart.ParticipationDay:
    if not day.due:
        return chart.ParticipationDay(day.day, None, off=day.off)
    return chart.ParticipationDay(
        day.day, day.sent / day.due, off=day.off, exceptional=day.exceptional / day.due
    )
