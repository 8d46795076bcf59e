"""Who the bot is, asked of Telegram with the token that @BotFather gave."""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

import telegram

from bot.settings import Settings
from bot.transport import AiohttpRequest


@dataclass(frozen=True, slots=True)
class Answer:
    username: str
    name: str
    at: datetime | None
    """The server's own time."""


async def ask(settings: Settings) -> Answer:
    request = AiohttpRequest(1, proxy=settings.telegram_proxy)
    bot = telegram.Bot(
        settings.given_token, base_url=f"{settings.telegram_api_url}/bot", request=request
    )
    async with request:
        me = await bot.get_me()
    return Answer(me.username or "", me.full_name, _moment(request.date))


def _moment(date: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(date or "")
    except ValueError:
        return None
