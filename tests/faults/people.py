"""People who tap: each knows what the ledger must hold of the day, and waits to see it shown."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from bot.rules.reports import Answer
from bot.sandbox.model import InlineButton, Message
from bot.sandbox.people import Person
from bot.speech import buttons
from bot.speech.buttons import CardAct
from bot.speech.card import ICONS
from db.tables import ReportEventKind

ANSWERS = {icon: answer for answer, icon in ICONS.items()}
CURIOUS = 0.05
HASTY = 0.3
"""How often somebody asks for help, and how often somebody does not wait to be shown."""


@dataclass
class Shown:
    """What a card says of the report, as far as its buttons tell."""

    sent: bool = False
    answers: dict[str, Answer | None] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return None not in self.answers.values()


def read(message: Message) -> Shown | None:
    """Read a card off the screen; None where it is another message, or one put out of use."""
    found = dict(_buttons(message))
    if any(button == CardAct.EDIT for button in _acts(found)):
        return Shown(sent=True)
    answers = {
        button.criterion: ANSWERS[key.text.split()[0]]
        for button, key in found.items()
        if isinstance(button, buttons.Give)
    }
    return Shown(answers=answers) if answers else None


def _buttons(message: Message) -> Iterator[tuple[buttons.Button, InlineButton]]:
    for row in message.keyboard:
        for key in row:
            yield buttons.parse(key.callback_data), key


def _acts(found: Mapping[buttons.Button, InlineButton]) -> list[CardAct]:
    return [button.act for button in found if isinstance(button, buttons.Card)]


class Tapper:
    """One official at the card of one day; `quota` is how often he taps before he is content."""

    def __init__(
        self, person: Person, official_id: int, quota: int, seed: str, tapped: Callable[[], None]
    ) -> None:
        self.person = person
        self.official_id = official_id
        self.shown = Shown()
        """What he has made of it: what the card is to show, and the ledger to hold."""
        self.events: list[ReportEventKind] = []
        self.asked = 0
        """How often he asked for help."""
        self.content = False
        self._left = quota
        self._random = Random(seed)  # noqa: S311 - reproducible, not secret
        self._tapped = tapped

    async def live(self) -> None:
        """Wait for the prompt, tap until the quota is used up, and leave the report sent."""
        card = await self._card(lambda shown: bool(shown.answers))
        first = read(card)
        assert first
        self.shown.answers = first.answers
        while self._left > 0:
            card = await self._do_something(card)
        if not self.shown.sent:
            if not self.shown.complete:
                card = await self._act(card, CardAct.MEET_ALL)
            await self._act(card, CardAct.SEND)
        self.content = True

    @property
    def told(self) -> list[Message]:
        """All that the bot has said to this person."""
        bot = self.person.world.bot.id
        return [message for message in self.person.messages if message.sender_id == bot]

    def __repr__(self) -> str:
        """Tell what is waited for, should it never come."""
        cards = [read(message) for message in self.told]
        return f"{self.person.profile.name} waits for {self._visible} and sees {cards}"

    async def _do_something(self, card: Message) -> Message:
        if self._random.random() < CURIOUS:
            await self._asks()
        if self.shown.sent:
            return await self._act(card, CardAct.EDIT)
        acts = [
            act for act in _acts(dict(_buttons(card))) if act in (CardAct.MEET_ALL, CardAct.SEND)
        ]
        if acts and self._random.random() < 1 / 3:
            return await self._act(card, self._random.choice(acts))
        return await self._answers(card)

    async def _asks(self) -> None:
        """Say something, and wait for an answer below it."""
        self.asked += 1
        said = await self.person.says("/help")
        await self._until(lambda: self.told[-1].id > said.id)

    async def _act(self, card: Message, act: CardAct) -> Message:
        """Press one of the big buttons; whoever is hasty presses it twice, which is once."""
        [button] = [
            button
            for button, _ in _buttons(card)
            if isinstance(button, buttons.Card) and button.act is act
        ]
        for _ in range(2 if self._random.random() < HASTY else 1):
            await self._tap(card, button)
        match act:
            case CardAct.MEET_ALL:
                self.shown.answers = dict.fromkeys(self.shown.answers, Answer.MET)
            case CardAct.SEND:
                self.shown.sent = True
                self.events.append(ReportEventKind.SUBMITTED)
            case CardAct.EDIT:
                self.shown.sent = False
                self.events.append(ReportEventKind.REOPENED)
        return await self._card(lambda shown: shown == self._visible)

    async def _answers(self, card: Message) -> Message:
        """Answer one criterion, or in haste several before the card shows the first."""
        given = [button for button, _ in _buttons(card) if isinstance(button, buttons.Give)]
        count = self._random.randint(2, 3) if self._random.random() < HASTY else 1
        for button in self._random.sample(given, count):
            await self._tap(card, button)
            self.shown.answers[button.criterion] = button.answer
        return await self._card(lambda shown: shown == self._visible)

    async def _tap(self, card: Message, button: buttons.Button) -> None:
        self._left -= 1
        await self.person.taps_data(button.pack(), on=card)
        self._tapped()

    @property
    def _visible(self) -> Shown:
        return Shown(sent=True) if self.shown.sent else self.shown

    async def _card(self, wanted: Callable[[Shown], bool]) -> Message:
        """Wait for a card that shows this and give the newest."""
        found: list[Message] = []

        def is_there() -> bool:
            found[:] = [one for one in self.told if (shown := read(one)) and wanted(shown)]
            return bool(found)

        await self._until(is_there)
        return found[-1]

    async def _until(self, fulfilled: Callable[[], bool]) -> None:
        version = 0
        while not fulfilled():
            version = await self.person.world.changed(version, self.person.chat_id)
