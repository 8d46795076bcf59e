"""Who and what is there. `bot.sandbox.world` adds what they do."""

from bot.clock import Clock
from bot.sandbox.bot_profile import BotProfile
from bot.sandbox.model import Profile
from bot.sandbox.watched import Watched


class Scene(Watched):
    """One bot, the people around it and their chats, at some time."""

    def __init__(self, clock: Clock, bot: BotProfile) -> None:
        super().__init__()
        self.clock = clock
        self.bot = bot
        self.people: dict[int, Profile] = {}
