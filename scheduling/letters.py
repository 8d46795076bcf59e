"""What a delivery says, made of what the database knows when it leaves."""

import logging
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
from bot.usecases import conversation, outbox, report, review
from bot.usecases.office import Office
from bot.usecases.report import DayCard
from scheduling.pace import Pace

log = logging.getLogger(__name__)


class Pointless(Refusal):
    """What the delivery was to say has settled itself."""


class Letter:
    """One delivery on its way to one person."""

    def __init__(
        self,
        office: Office,
        messenger: Messenger,
        pace: Pace,
        *,
        delivery: Delivery,
        official: Official,
        now: datetime,
    ) -> None:
        self._office = office
        self._messenger = messenger
        self._pace = pace
        self._delivery = delivery
        self._official = official
        self._now = now

    async def deliver(self) -> None:
        """Say it; raise a Refusal where there is nothing to say any more."""
        if self._official.left_on or not self._official.reachable:
            raise Pointless("the person has left the office or blocked the bot")
        match self._delivery.kind:
            case Kind.PROMPT:
                await self._prompt()
            case Kind.REMINDER:
                await self._remind()
            case Kind.INBOX:
                await self._inbox()
            case Kind.DECISION:
                await self._decision()
            case Kind.DIGEST:
                await self._digest()

    async def _prompt(self) -> None:
        shown = await self._open_day()
        if self._delivery.may_have_arrived and await self._has_card(shown):
            return
        await self._pace.turn(self._chat)
        await self._show(shown)

    async def _remind(self) -> None:
        shown = await self._open_day()
        cards = await self._cards(shown)
        await self._pace.turn(self._chat)
        message_id = await self._messenger.send(
            self._chat,
            clock.reminder(self._t, shown),
            silent=True,
            reply_to=cards[0].message_id if cards else None,
        )
        # its button makes the card of it, and words in reply to it are about the report
        remembered = Card(self._chat, message_id, CardKind.REPORT, str(shown.report.id))
        await conversation.remember(self._office, remembered, self._now)

    async def _inbox(self) -> None:
        shown = await review.inbox(self._office, self._official.id, self._now)
        if not shown.waiting and not shown.days:
            raise Pointless("nothing waits and nobody was to report today")
        await self._pace.turn(self._chat)
        await self._messenger.refresh(
            self._chat,
            CardKind.INBOX,
            shown.today.isoformat(),
            inbox.screen(self._t, shown),
            self._now,
        )

    async def _decision(self) -> None:
        report_id = int(self._delivery.subject)
        shown = await report.show(self._office, self._official.id, report_id, self._now)
        cards = await self._cards(shown)
        if shown.report.status is Status.RETURNED:
            await self._pace.turn(self._chat)
            await self._show(shown)
            await self._strip(cards, shown)
            return
        for old in cards:
            await self._pace.turn(self._chat)
            await self._messenger.edit(self._chat, old.message_id, card.screen(self._t, shown))

    async def _digest(self) -> None:
        month = periods.month_of(date.fromisoformat(self._delivery.subject))
        await self._pace.turn(self._chat)
        await bulletins.send_month(self._messenger, self._office, self._official, month, self._now)

    async def _open_day(self) -> DayCard:
        day = date.fromisoformat(self._delivery.subject)
        if not await outbox.still_asked(self._office, self._official, day):
            raise Pointless("already sent, or away that day")
        return await report.open_day(self._office, self._official.id, day, self._now)

    async def _has_card(self, shown: DayCard) -> bool:
        """Tell whether an earlier try arrived: it was remembered, or the person has answered."""
        answered = any(answer is not None for answer in shown.report.answers.values())
        return answered or bool(await self._cards(shown))

    async def _cards(self, shown: DayCard) -> list[Card]:
        subject = str(shown.report.id)
        found = await conversation.about(self._office, self._chat, CardKind.REPORT, subject)
        return list(found)

    async def _show(self, shown: DayCard) -> None:
        screen = card.screen(self._t, shown)
        subject = str(shown.report.id)
        await self._messenger.show(self._chat, CardKind.REPORT, subject, screen, self._now)

    async def _strip(self, cards: list[Card], shown: DayCard) -> None:
        """Take the buttons off the old cards; the new one below is there, so no fault matters."""
        for old in cards:
            try:
                await self._pace.turn(self._chat)
                screen = card.superseded(self._t, shown)
                await self._messenger.edit(self._chat, old.message_id, screen)
            except TelegramError as error:
                log.info("an old card of report %s stays as it is: %s", old.subject, error)

    @property
    def _chat(self) -> int:
        if self._official.telegram_id is None:
            raise Pointless("the person has not signed in")
        return self._official.telegram_id

    @property
    def _t(self) -> Texts:
        return catalog.of(self._official.language, self._office.zone)
