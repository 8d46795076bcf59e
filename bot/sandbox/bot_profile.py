"""The bot as people see it before they write to it."""

from bot.sandbox.menus import Menus
from bot.sandbox.model import JSON
from bot.sandbox.refusal import bad_request

LIMITS = {"name": 64, "description": 512, "short_description": 120}


class BotProfile:
    """Its account, its texts by language, its menus."""

    def __init__(self, token: str, username: str, name: str) -> None:
        self.token = token
        self.id = int(token.partition(":")[0])
        self.username = username
        self.privacy = True
        """In groups the bot sees only what is meant for it."""
        self.menus = Menus()
        self.menu_buttons: dict[int, JSON] = {}
        """By private chat; 0 holds the default."""
        self._texts = {("name", ""): name}

    def put_text(self, field: str, language: str, text: str) -> None:
        """Set the name, description or short description; an empty one is taken away."""
        if len(text) > LIMITS[field]:
            raise bad_request(f"BOT_{field.upper()}_TOO_LONG")
        self._texts[field, language] = text

    def text(self, field: str, language: str = "") -> str:
        return self._texts.get((field, language)) or self._texts.get((field, ""), "")

    def shown_name(self, language: str = "") -> str:
        return self.text("name", language)
