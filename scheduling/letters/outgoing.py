"""One delivery on its way to one person, and what it leaves in the chat."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import Refusal
from bot.messenger import Messenger
from bot.rules.conversation import Card, CardKind
from bot.rules.deliveries import Delivery
from bot.rules.people import Official
from bot.speech import catalog, clock
from bot.speech.catalog import Texts
from bot.speech.screen import Screen
from bot.usecases.office import Office


class Pointless(Refusal):
    """What the delivery was to say has settled itself."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a letter leaves in the chat."""

    cards: Sequence[Card] = ()
    superseded: Sequence[tuple[Card, Screen]] = ()
    """Older cards that the new one takes the place of, and what they show from now on."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    office: Office
    messenger: Messenger
    delivery: Delivery
    official: Official
    now: datetime

    async def card(self, kind: CardKind, subject: str, screen: Screen) -> Card:
        """Send a message that is remembered by what it is about."""
        return Card(self.chat, await self.send(screen), kind, subject)

    async def send(self, screen: Screen) -> int:
        """Send a message; what must arrive is told from the one that may have come before."""
        again = self.delivery.may_have_arrived
        return await self.messenger.send(
            self.chat, clock.again(self.t, screen) if again else screen
        )

    @property
    def chat(self) -> int:
        if self.official.telegram_id is None:
            raise Pointless("the person has not signed in")
        return self.official.telegram_id

    @property
    def t(self) -> Texts:
        return catalog.of(self.official.language, self.office.zone)


Writer = Callable[[Outgoing], Coroutine[Any, Any, Left]]
"""Says one kind of delivery."""
