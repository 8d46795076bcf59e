"""What periods are called."""

from bot.rules.periods import Kind, Period
from bot.speech.catalog import Texts

QUARTERS = ("I", "II", "III", "IV")


def name(t: Texts, period: Period) -> str:
    first = period.first
    match period.kind:
        case Kind.MONTH:
            return t.plain("Tháng {month}/{year}", month=first.month, year=first.year)
        case Kind.QUARTER:
            quarter = QUARTERS[(first.month - 1) // 3]
            return t.plain("Quý {quarter}/{year}", quarter=quarter, year=first.year)
        case Kind.YEAR:
            return t.plain("Năm {year}", year=first.year)
        case Kind.MOVEMENT:
            return t.plain("Cả phong trào")


def span(t: Texts, period: Period) -> str:
    """01/11/2026 – 30/11/2026."""
    return f"{t.day(period.first)} – {t.day(period.last)}"
