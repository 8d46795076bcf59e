"""What a delivery says, made of what the database knows when it leaves."""

import logging
from collections.abc import Sequence
from datetime import date, datetime

from telegram.error import TelegramError

from bot import bulletins
from bot.errors import Refusal
from bot.messenger import Messenger
from bot.rules import periods
from bot.rules.conversation import Card, CardKind
from bot.rules.deliveries import Delivery, Kind
from bot.rules.people import Official
from bot.rules.reports import Status
from bot.speech import card, catalog, clock, inbox
from bot.speech.catalog import Texts
from bot.speech.screen import Screen
from bot.usecases import conversation, outbox, report, review
from bot.usecases.office import Office
from bot.usecases.report import DayCard

log = logging.getLogger(__name__)


class Pointless(Refusal):
    """What the delivery was to say has settled itself."""


class Letter:
    """One delivery on its way to one person."""

    def __init__(
        self,
        office: Office,
        messenger: Messenger,
        *,
        delivery: Delivery,
        official: Official,
        now: datetime,
    ) -> None:
        self._office = office
        self._messenger = messenger
        self._delivery = delivery
        self._official = official
        self._now = now
        self._superseded: Sequence[tuple[Card, Screen]] = ()

    async def deliver(self) -> Card | None:
        """Say it and give the card it left; a Refusal where there is nothing to say any more."""
        if self._official.left_on or not self._official.reachable:
            raise Pointless("the person has left the office or blocked the bot")
        match self._delivery.kind:
            case Kind.PROMPT:
                return await self._prompt()
            case Kind.REMINDER:
                return await self._remind()
            case Kind.INBOX:
                return await self._inbox()
            case Kind.DECISION:
                return await self._decision()
            case Kind.DIGEST:
                await self._digest()
            case Kind.UNREACHABLE:
                await self._unreachable()
        return None

    async def tidy_up(self) -> None:
        """Take the buttons off old cards; the new one is there, so no fault matters."""
        for old, screen in self._superseded:
            try:
                await self._messenger.edit(self._chat, old.message_id, screen)
            except TelegramError as error:
                log.info("an old card of report %s stays as it is: %s", old.subject, error)

    async def _prompt(self) -> Card | None:
        shown = await self._open_day()
        if self._delivery.may_have_arrived and await self._has_card(shown):
            return None
        return await self._show(shown)

    async def _remind(self) -> Card:
        shown = await self._open_day()
        cards = await self._cards(shown)
        message_id = await self._messenger.send(
            self._chat,
            clock.reminder(self._t, shown),
            silent=True,
            reply_to=cards[0].message_id if cards else None,
        )
        # its button makes the card of it, and words in reply to it are about the report
        return Card(self._chat, message_id, CardKind.REPORT, str(shown.report.id))

    async def _inbox(self) -> Card | None:
        shown = await review.inbox(self._office, self._official.id, self._now)
        if not shown.waiting and not shown.days:
            raise Pointless("nothing waits and nobody was to report today")
        screen, subject = inbox.screen(self._t, shown), shown.today.isoformat()
        old = await conversation.newest(self._office, self._chat, CardKind.INBOX, subject)
        if old and await self._messenger.edit(self._chat, old.message_id, screen):
            return None
        return await self._card(CardKind.INBOX, subject, screen)

    async def _decision(self) -> Card | None:
        report_id = int(self._delivery.subject)
        shown = await report.show(self._office, self._official.id, report_id, self._now)
        cards = await self._cards(shown)
        if shown.report.status is Status.RETURNED:
            self._superseded = [(old, card.superseded(self._t, shown)) for old in cards]
            return await self._show(shown)
        for old in cards:
            await self._messenger.edit(self._chat, old.message_id, card.screen(self._t, shown))
        return None

    async def _digest(self) -> None:
        month = periods.month_of(date.fromisoformat(self._delivery.subject))
        await bulletins.send_month(self._messenger, self._office, self._official, month, self._now)

    async def _unreachable(self) -> None:
        lost = await outbox.out_of_reach(self._office, int(self._delivery.subject))
        if lost is None:
            raise Pointless("the person is reached again or has left")
        await self._messenger.send(self._chat, self._marked(clock.unreachable(self._t, lost)))

    async def _open_day(self) -> DayCard:
        day = date.fromisoformat(self._delivery.subject)
        shown = await report.open_day(self._office, self._official.id, day, self._now)
        if shown.report.status is not Status.DRAFT or shown.absence:
            raise Pointless("already sent, or away that day")
        return shown

    async def _has_card(self, shown: DayCard) -> bool:
        """Tell whether an earlier try arrived: it was remembered, or the person has answered."""
        answered = any(answer is not None for answer in shown.report.answers.values())
        return answered or bool(await self._cards(shown))

    async def _cards(self, shown: DayCard) -> list[Card]:
        subject = str(shown.report.id)
        found = await conversation.about(self._office, self._chat, CardKind.REPORT, subject)
        return list(found)

    async def _show(self, shown: DayCard) -> Card:
        screen = card.screen(self._t, shown)
        return await self._card(CardKind.REPORT, str(shown.report.id), screen)

    async def _card(self, kind: CardKind, subject: str, screen: Screen) -> Card:
        message_id = await self._messenger.send(self._chat, self._marked(screen))
        return Card(self._chat, message_id, kind, subject)

    def _marked(self, screen: Screen) -> Screen:
        """Tell what must arrive from the message that may have come before."""
        return clock.again(self._t, screen) if self._delivery.may_have_arrived else screen

    @property
    def _chat(self) -> int:
        if self._official.telegram_id is None:
            raise Pointless("the person has not signed in")
        return self._official.telegram_id

    @property
    def _t(self) -> Texts:
        return catalog.of(self._official.language, self._office.zone)
