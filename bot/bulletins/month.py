"""A person's month as a calendar with its caption."""

from functools import partial

from bot.bulletins.pictured import Album, Pictured, Plate
from bot.charts import month as chart
from bot.charts.month import DayState
from bot.charts.studio import Drawing
from bot.rules import trends
from bot.rules.reports import Status
from bot.rules.trends import Share
from bot.speech import month as words
from bot.speech.catalog import Texts
from bot.usecases.month import Day, MyMonth
from bot.usecases.standings import Numbers

PART = "month"
DECIDED = {Status.SUBMITTED: DayState.WAITING, Status.RETURNED: DayState.RETURNED}


def pictured(t: Texts, month: MyMonth) -> Pictured:
    return Pictured(_drawing(t, month), words.screen(t, month))


def album(t: Texts, month: MyMonth) -> Album:
    return Album((Plate(PART, _drawing(t, month)),), words.caption(t, month))


def _drawing(t: Texts, month: MyMonth) -> Drawing:
    return partial(chart.draw, picture(t, month))


def picture(t: Texts, month: MyMonth) -> chart.MonthPicture:
    cells = tuple(
        chart.DayCell(day.day, state(month, day), words.day_label(t, day)) for day in month.days
    )
    present = {cell.state for cell in cells}
    bars = _bars(t, month)
    key = words.moved(t) if any(bar.moved for bar in bars) else None
    return chart.MonthPicture(
        title=words.title(t, month),
        subtitle=month.official.unit.name,
        weekdays=words.weekdays(t),
        days=cells,
        legend=tuple(
            chart.LegendItem(kind, words.state(t, kind.value))
            for kind in DayState
            if kind in present
        ),
        bars=bars,
        footer=tuple(filter(None, (key, words.sums(t, month), words.change(t, month)))),
    )


def _bars(t: Texts, month: MyMonth) -> tuple[chart.CriterionBar, ...]:
    """Give a bar a criterion; one whose weight was changed is one all the same."""
    titles = {one.criterion.code: one.criterion for one in month.numbers.criteria}
    now, before = _shares(month.numbers), _shares(month.before)
    return tuple(
        chart.CriterionBar(
            titles[code].title_in(t.language),
            None if share.value is None else float(share.value),
            words.share(t, share),
            trends.moved(before.get(code, Share()), share),
        )
        for code, share in now.items()
    )


def _shares(numbers: Numbers) -> dict[str, Share]:
    found: dict[str, Share] = {}
    for one in numbers.criteria:
        share = Share(one.met, one.met + one.missed)
        found[one.criterion.code] = found.get(one.criterion.code, Share()) + share
    return found


def state(month: MyMonth, day: Day) -> DayState:
    """Say what a day was: what was sent comes first, then why nothing had to be."""
    if day.report:
        return DECIDED.get(day.report.status) or (
            DayState.EXCEPTION if day.report.exceptional else DayState.MET
        )
    if not day.member:
        return DayState.OUTSIDE
    if day.off:
        return DayState.OFF
    if day.absence:
        return DayState.LEAVE
    return DayState.FUTURE if day.day >= month.today else DayState.MISSING
