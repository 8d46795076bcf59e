"""A unit's month as a workbook: the numbers of the caption, a line a person, criteria by weeks."""

import asyncio
from io import BytesIO

from bot.files import printed
from bot.files.printed import Column, Page, Value
from bot.rules import scoring
from bot.speech import unit_book as words
from bot.speech.catalog import Texts
from bot.usecases.digest import Book, PersonLine


async def exported(t: Texts, book: Book) -> tuple[str, bytes]:
    """Give the workbook with its file name."""
    return words.file_name(book.month), await asyncio.to_thread(_written, t, book)


def _written(t: Texts, book: Book) -> bytes:
    out = BytesIO()
    printed.write([_summary(t, book), _people(t, book), _criteria(t, book)], out)
    return out.getvalue()


def _summary(t: Texts, book: Book) -> Page:
    tab, *headings = words.summary_headings(t)
    return Page(
        tab,
        words.title(t, book.month),
        words.subtitle(t, book.month),
        (Column(headings[0], 44), Column(headings[1], 44)),
        words.summary(t, book.month),
        words.notes(t, book.month),
    )


def _people(t: Texts, book: Book) -> Page:
    codes = [trend.key for trend in book.month.trends]
    tab, heads = words.people_headings(t)
    code, name, *counts, score, rate = heads
    columns = (
        Column(code, 11),
        Column(name, 28),
        *(Column(head, 9, "number") for head in counts),
        *(Column(head, 10, "number") for head in words.missed_headings(t, book.month)),
        Column(score, 9, "score"),
        Column(rate, 11, "rate"),
    )
    rows = tuple(_person(one, codes) for one in book.people)
    title, subtitle = words.title(t, book.month), words.subtitle(t, book.month)
    return Page(tab, title, subtitle, columns, rows, words.people_notes(t))


def _person(one: PersonLine, codes: list[str]) -> tuple[Value, ...]:
    found, rate = scoring.score(one.tally), scoring.rate(one.tally)
    counts = one.tally.due_days, one.sent, one.late, one.tally.approved_days, one.returned
    return (
        one.code,
        one.name,
        *counts,
        *(one.missed.get(code, 0) for code in codes),
        # as printed everywhere else, since a spreadsheet rounds on its own
        None if found is None else float(scoring.display(found)),
        None if rate is None else float(scoring.display(100 * rate)) / 100,
    )


def _criteria(t: Texts, book: Book) -> Page:
    """Give the share met, week by week and in the whole month."""
    month = book.month
    tab, name, met, counted, whole = words.criteria_headings(t)
    weeks = tuple(Column(words.week(t, week), 11, "rate") for week in month.weeks)
    columns = (
        Column(name, 36),
        *weeks,
        Column(met, 9, "number"),
        Column(counted, 11, "number"),
        Column(whole, 11, "rate"),
    )
    rows = tuple(
        (
            month.criteria[trend.key].title_in(t.language),
            *(None if share.value is None else float(share.value) for share in trend.weeks),
            trend.total.met,
            trend.total.counted,
            None if trend.total.value is None else float(trend.total.value),
        )
        for trend in month.trends
    )
    return Page(tab, words.title(t, month), words.subtitle(t, month), columns, rows)
