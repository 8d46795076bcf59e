"""What must hold when a day is over, seen from outside: ledger, screens, queues."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from bot.clock import SystemClock
from bot.rules.people import Language
from bot.rules.reports import Report, Status
from bot.sandbox import html_mode
from bot.sandbox.keyboards import inline
from bot.sandbox.model import Message
from bot.speech import card, catalog
from bot.speech.screen import Screen
from bot.usecases import report as reports
from db import reports as ledger
from db.tables import (
    DeliveryRow,
    DeliveryState,
    ReportEventKind,
    ReportRow,
    UpdateRow,
    UpdateState,
)
from tests.faults.driver import OF_TODAY, Day
from tests.faults.people import Tapper, read


@dataclass(frozen=True)
class Account:
    people: int
    taps: int
    starts: int
    """Of the programs."""
    faults: int
    lost: int
    """Messages that arrived without their sender being told."""
    twice: int
    """Messages that came once more."""
    seconds: float


@dataclass(frozen=True)
class Filed:
    """A report as it is kept."""

    report: Report
    events: list[ReportEventKind]


async def of(day: Day, *, cuts: int = 0) -> Account:
    """Hold the day against what people did, and give its figures.

    A reply that was lost may cost a person one message that comes twice, and so may each of the
    `cuts` that befell a program at its work.
    """
    wrong, twice = await _queues(day), 0
    for tapper in day.tappers:
        extra = len(tapper.told) - 1 - tapper.asked
        lost = day.network.lost[tapper.person.id]
        problems = [*_ledger(tapper, await _filed(day, tapper)), *await _screen(day, tapper, extra)]
        if not 0 <= extra <= lost + cuts:
            problems.append(f"{extra} messages too many, with {lost} lost replies and {cuts} cuts")
        wrong += [f"{tapper.person.profile.name}: {problem}" for problem in problems]
        twice += extra
    assert not wrong, "\n".join(wrong)
    return Account(
        people=len(day.tappers),
        taps=day.taps,
        starts=sum(worker.starts for worker in day.workers.values()),
        faults=sum(day.network.struck.values()),
        lost=day.network.lost.total(),
        twice=twice,
        seconds=day.seconds,
    )


async def _queues(day: Day) -> list[str]:
    async with day.office.db.read() as session:
        deliveries = Counter(await session.scalars(select(DeliveryRow.state).where(OF_TODAY)))
        updates = Counter(await session.scalars(select(UpdateRow.state)))
    wrong = []
    if deliveries.keys() - {DeliveryState.SENT, DeliveryState.DROPPED}:
        wrong.append(f"deliveries: {deliveries}")
    made = day.taps + sum(tapper.asked for tapper in day.tappers)
    if updates != {UpdateState.DONE: made}:
        wrong.append(f"updates: {updates} of {made}")
    return wrong


async def _filed(day: Day, tapper: Tapper) -> list[Filed]:
    async with day.office.db.read() as session:
        found = await ledger.find(session, ReportRow.official_id == tapper.official_id)
        return [
            Filed(report, [event.kind for event in await ledger.events(session, report.id)])
            for report in found
        ]


def _ledger(tapper: Tapper, filed: list[Filed]) -> Iterator[str]:
    wanted = (Status.SUBMITTED, tapper.shown.answers, tapper.events)
    kept = [(one.report.status, one.report.answers, one.events) for one in filed]
    if kept != [wanted]:
        yield f"the ledger holds {kept} instead of {wanted}"


async def _screen(day: Day, tapper: Tapper, extra: int) -> list[str]:
    """Compare the cards with the ledger: only one that came too many may stand forgotten."""
    now = SystemClock().now()
    t = catalog.of(Language.VI, day.office.zone)
    [one] = await _filed(day, tapper)
    shown = await reports.show(day.office, tapper.official_id, one.report.id, now)
    wanted = card.screen(t, shown)
    cards = [message for message in tapper.told if read(message)]
    right = [message for message in cards if _shows(message, wanted)]
    if not right or len(cards) - len(right) > extra:
        return [f"the screen shows {[message.text for message in cards]}, not {wanted.text}"]
    return []


def _shows(message: Message, screen: Screen) -> bool:
    text, _ = html_mode.parse(screen.text)
    keys = inline(screen.keyboard) if isinstance(screen.keyboard, dict) else None
    return (message.text, message.markup) == (text.strip(), keys)
