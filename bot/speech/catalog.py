"""Sentences in the reader's language, with values escaped in one place.

The Vietnamese sentence is the message id; English stands in `bot/locale/en.po`. A sentence may hold
Telegram's HTML; whatever is filled in is escaped, unless it is `Markup` itself.
"""

from datetime import date, datetime, time
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from bot.errors import Refusal
from bot.rules.people import Language


@cache
def _catalog(language: Language) -> dict[str, str]:
    if language is Language.VI:
        return {}
    with (files("bot") / "locale" / f"{language}.po").open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream, language) if m.id and m.string}


class Texts:
    """One language and one time zone to say things in."""

    def __init__(self, language: Language, zone: ZoneInfo) -> None:
        self.language = language
        self.zone = zone
        self._catalog = _catalog(language)

    def __call__(self, message: str, **values: object) -> Markup:
        """Say a sentence as Telegram's HTML."""
        escaped = {name: escape(value) for name, value in self._shown(values).items()}
        return Markup(self._translated(message).format(**escaped))  # noqa: S704 - a catalog's sentence

    def plain(self, message: str, **values: object) -> str:
        """Say a sentence where no markup is read: a button, a toast, a terminal."""
        return self._translated(message).format(**self._shown(values))

    def kept(self, text: str) -> str:
        """Say a text from the database: one of ours in the reader's language, others as typed."""
        return self._translated(text)

    def refusal(self, refusal: Refusal) -> str:
        return self.plain(refusal.message, **refusal.values)

    def weekday(self, day: date) -> str:
        """Thứ Tư, 25/11/2026."""
        return f"{_weekday(self.language, day)}, {self.day(day)}"

    def short_weekday(self, day: date) -> str:
        """Thứ Tư, 25/11."""
        return f"{_weekday(self.language, day)}, {self.short_day(day)}"

    def day(self, day: date) -> str:
        return f"{day:%d/%m/%Y}"

    def short_day(self, day: date) -> str:
        return f"{day:%d/%m}"

    def hour(self, moment: datetime | time) -> str:
        if isinstance(moment, datetime):
            moment = moment.astimezone(self.zone).time()
        return f"{moment:%H:%M}"

    def local_day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def number(self, value: Decimal | int) -> str:
        """98,6 in Vietnamese, 98.6 in English; as many decimals as the value has."""
        places = max(0, -int(value.as_tuple().exponent)) if isinstance(value, Decimal) else 0
        pattern = "#,##0." + "0" * places if places else "#,##0"
        return format_decimal(value, format=pattern, locale=self.language)

    def _translated(self, message: str) -> str:
        return self._catalog.get(message, message)

    def _shown(self, values: dict[str, object]) -> dict[str, object]:
        return {name: self._show(value) for name, value in values.items()}

    def _show(self, value: object) -> object:
        match value:
            case Decimal():
                return self.number(value)
            case datetime():
                return f"{self.hour(value)} {self.day(self.local_day(value))}"
            case date():
                return self.day(value)
            case time():
                return self.hour(value)
            case _:
                return value


@lru_cache(maxsize=64)  # every card names its day
def _weekday(language: Language, day: date) -> str:
    return str(format_date(day, "EEEE", locale=language))


def of(language: Language, zone: ZoneInfo | None = None) -> Texts:
    return _of(language, zone or ZoneInfo("Asia/Ho_Chi_Minh"))


@cache
def _of(language: Language, zone: ZoneInfo) -> Texts:
    return Texts(language, zone)
