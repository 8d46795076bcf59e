"""People who tap, inside the server's process, so that tapping costs nearly nothing.

A tap is done when the bot has answered the query and the message shows what came of it: a card by
its buttons, which lead on from there, and an echo by its text.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from itertools import count, cycle
from random import Random
from time import perf_counter

from bot.sandbox.faults import Fault, Kind
from bot.sandbox.model import Message, Tap
from bot.sandbox.world import World

ANSWERING = "1|a|"
"""How the data of a criterion's button begins."""
PATIENCE = 120.0
"""Seconds after which a bot that does nothing is given up."""


@dataclass(frozen=True)
class Done:
    """A tap that was answered and shown, in seconds of the server's process."""

    at: float
    answered: float
    shown: float


@dataclass(frozen=True)
class Measured:
    done: list[Done]
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.done) / self.seconds

    def answered_within(self, share: float) -> float:
        """Give the seconds from tap to answer that this share of the taps needed at most."""
        waits = sorted(done.answered - done.at for done in self.done)
        return waits[min(int(len(waits) * share), len(waits) - 1)]


@dataclass(frozen=True)
class Broadcast:
    measured: Measured
    """The taps meanwhile."""
    seconds: float
    """From the first letter to the last."""
    messages: int
    """Letters and edits that the limits let pass in that time."""
    refused: int


@dataclass(eq=False)
class Waited:
    """A tap on its way."""

    tap: Tap
    message: Message
    at: float
    answered: float | None = None
    shown: float | None = None
    done: asyncio.Future[Done] = field(default_factory=asyncio.Future)

    def look(self) -> None:
        now = perf_counter()
        if self.answered is None and self.tap.answer:
            self.answered = now
        if self.shown is None and _shows(self.message, self.tap.data):
            self.shown = now
        if self.answered and self.shown and not self.done.done():
            self.done.set_result(Done(self.at, self.answered, self.shown))


class Crowd:
    def __init__(self, world: World) -> None:
        self._world = world
        self._people: list[int] = []
        self._cards: dict[int, Message] = {}
        self._waited: dict[int, list[Waited]] = {}
        self._delay: Fault | None = None
        self._echoes = count()
        self._pressed: dict[str, str] = {}
        self._tapping: list[asyncio.Task[None]] = []
        world.subscribe(self._look)

    # Setting the scene

    async def gather(self, size: int) -> list[int]:
        """Bring people who have pressed Start, and give their ids."""
        for number in range(size):
            person = self._world.add_person(f"Cán bộ {number}")
            self._world.chats[person.id].bot_inside = True
            self._people.append(person.id)
        return self._people

    async def delay(self, seconds: float) -> None:
        """Have every call take a round trip of this long."""
        if self._delay:
            self._world.faults.remove(self._delay)
        self._delay = self._world.faults.add(Kind.DELAY, seconds=seconds) if seconds else None

    async def webhooks(self, workers: int) -> None:
        """Wait for so many workers: connections that are open stay with whom they have."""
        async with asyncio.timeout(PATIENCE):
            await _until(lambda: self._world.calls["setWebhook"] >= workers)

    async def limit(self) -> None:
        """Switch Telegram's limits on sending on."""
        self._world.flood.enabled = True

    async def take_echoes(self) -> None:
        """Give everybody a message that an echo changes in place."""
        for person_id in self._people:
            chat = self._world.chats[person_id]
            self._cards[person_id] = self._world.post(chat, self._world.bot.id, text="echo")

    async def open_cards(self, people: int) -> None:
        """Have so many, from all over the crowd, ask for the day's card and wait for it."""
        step = max(len(self._people) // people, 1)
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            for person_id in self._people[::step][:people]:
                group.create_task(self._open_card(person_id))

    async def _open_card(self, person_id: int) -> None:
        await self._world.say(person_id, "/checkin")
        version = 0
        while not (card := self._newest_card(person_id)):
            version = await self._world.changed(version, person_id)
        self._cards[person_id] = card

    def _newest_card(self, person_id: int) -> Message | None:
        shown = reversed(self._world.messages(person_id))
        return next((message for message in shown if _answers(message)), None)

    async def greet(self) -> None:
        """Have somebody press Start, and wait for the answer."""
        person_id, version = self._people[0], 0
        await self._world.say(person_id, "/start")
        async with asyncio.timeout(PATIENCE):
            while len(self._world.messages(person_id)) < 2:
                version = await self._world.changed(version, person_id)

    # Tapping

    async def tap_once(self) -> None:
        """Have somebody tap, and wait for what comes of it."""
        waited = await self._press(self._people[0], self._next(self._people[0], 0))
        async with asyncio.timeout(PATIENCE):
            await waited.done

    async def tap(self, warm_up: float, seconds: float) -> Measured:
        """Have everybody tap again as soon as the last tap is done; counted after a warm-up."""
        over = asyncio.Event()
        done: list[Done] = []
        tapping = [
            asyncio.ensure_future(self._tap_on(person_id, over, done)) for person_id in self._cards
        ]
        async with asyncio.timeout(PATIENCE):
            await _until(lambda: bool(done))
        await asyncio.sleep(warm_up)
        since = perf_counter()
        await asyncio.sleep(seconds)
        until = perf_counter()
        over.set()
        counted = [one for one in done if since <= one.shown < until]
        self._tapping = tapping
        return Measured(counted, until - since)

    async def rest(self) -> None:
        """Wait until the last taps are done."""
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self._tapping)

    async def burst(self) -> Measured:
        """Have everybody tap every criterion at once; it ends when all of it is done."""
        since = perf_counter()
        pressed = [
            await self._press(person_id, data)
            for person_id, card in self._cards.items()
            for data in _answers(card)
        ]
        async with asyncio.timeout(PATIENCE):
            done = await asyncio.gather(*(waited.done for waited in pressed))
        return Measured(done, perf_counter() - since)

    async def broadcast(self, letters: int, a_second: float) -> Broadcast:
        """Wait for so many letters while people tap, one after the other."""
        seen = self._said()
        refused = self._world.flood.refused
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            tapping = group.create_task(self._tap_gently(a_second, over))
            await _until(lambda: self._said() > seen)
            since, taken = perf_counter(), self._world.flood.taken
            await _until(lambda: self._said() >= seen + letters)
            seconds, messages = perf_counter() - since, self._world.flood.taken - taken
            over.set()
        refused = self._world.flood.refused - refused
        return Broadcast(await tapping, seconds, messages, refused)

    async def idle(self, seconds: float, a_second: float) -> Measured:
        """Measure the same taps while nothing else goes on."""
        over = asyncio.Event()
        tapping = asyncio.ensure_future(self._tap_gently(a_second, over))
        await asyncio.sleep(seconds)
        over.set()
        return await tapping

    async def pressed(self) -> dict[str, str]:
        """Give by criterion's button which answer was last tapped: what the ledger must hold."""
        return self._pressed

    async def _tap_on(self, person_id: int, over: asyncio.Event, done: list[Done]) -> None:
        for turn in count():
            if over.is_set():
                return
            done.append(await (await self._press(person_id, self._next(person_id, turn))).done)

    async def _tap_gently(self, a_second: float, over: asyncio.Event) -> Measured:
        """Tap at a steady rate, each time somebody else, whether or not the bot keeps up.

        People come in no order: in the roster's, they would keep step with the letters.
        """
        people = Random(0).sample([*self._cards], len(self._cards))  # noqa: S311 - a crowd, no secret
        since = perf_counter()
        waits: list[Awaitable[Done]] = []
        for turn, person_id in enumerate(cycle(people)):
            if over.is_set():
                break
            waits.append((await self._press(person_id, self._next(person_id, turn))).done)
            await asyncio.sleep(since + (turn + 1) / a_second - perf_counter())
        async with asyncio.timeout(PATIENCE):
            return Measured(await asyncio.gather(*waits), perf_counter() - since)

    async def _press(self, person_id: int, data: str) -> Waited:
        at = perf_counter()
        card = self._cards[person_id]
        tap = await self._world.tap(person_id, person_id, card.id, data)
        waited = Waited(tap, card, at)
        self._waited.setdefault(person_id, []).append(waited)
        criterion, _, answer = data.rpartition("|")
        self._pressed[criterion] = answer
        return waited

    def _next(self, person_id: int, turn: int) -> str:
        answers = _answers(self._cards[person_id])
        return answers[turn % len(answers)] if answers else f"echo {next(self._echoes)}"

    def _look(self, chat_id: int) -> None:
        waited = self._waited.get(chat_id)
        if not waited:
            return
        for one in waited:
            one.look()
        self._waited[chat_id] = [one for one in waited if not one.done.done()]

    # Looking

    def _said(self) -> int:
        return sum(len(self._world.chats[person_id].messages) for person_id in self._people)


async def _until(happened: Callable[[], bool]) -> None:
    while not happened():  # noqa: ASYNC110 - a look now and then costs less than an event a message
        await asyncio.sleep(0.02)


def _answers(message: Message) -> list[str]:
    """Give what the buttons of the criteria lead to."""
    buttons: Iterator[str] = (button.callback_data for row in message.keyboard for button in row)
    return [data for data in buttons if data.startswith(ANSWERING)]


def _shows(message: Message, data: str) -> bool:
    return message.text == data if data.startswith("echo") else data not in _answers(message)
