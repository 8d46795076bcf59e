"""Who the bot is, asked of Telegram with the token that @BotFather gave."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx
import telegram
from telegram.request import HTTPXRequest

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    username: str
    name: str
    at: datetime | None
    """The server's own time."""


async def ask(settings: Settings) -> Answer:
    dates: list[str] = []

    async def keep_date(response: httpx.Response) -> None:
        dates.extend(response.headers.get_list("date"))

    proxy = settings.telegram_proxy and settings.telegram_proxy.get_secret_value()
    request = HTTPXRequest(
        proxy=proxy or None, httpx_kwargs={"event_hooks": {"response": [keep_date]}}
    )
    bot = telegram.Bot(
        settings.given_token, base_url=f"{settings.telegram_api_url}/bot", request=request
    )
    try:
        await request.initialize()
        me = await bot.get_me()
    finally:
        await request.shutdown()
    return Answer(me.username or "", me.full_name, _moment(dates))


def _moment(dates: list[str]) -> datetime | None:
    try:
        return parsedate_to_datetime(dates[0])
    except (IndexError, ValueError):
        return None
