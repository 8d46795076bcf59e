"""Two months of reports of the sample office, decided on as its people would.

Written as rows in one transaction: a thousand reports through the chats would take a visitor's
first minute. Who may decide, what is asked on which day and what a report weighs is the rules' own.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.rules import campaign, people, periods, reports, scoring
from bot.rules.campaign import Criterion
from bot.rules.people import Bench, Official, Role
from bot.rules.reports import Answer, Status
from bot.rules.workdays import Workdays
from bot.sandbox import story
from bot.sandbox.story import Habit, Plot
from bot.speech.inbox import READY_REASONS
from db import summaries
from db.campaigns import Version
from db.tables import AnswerRow, ReportEventKind, ReportEventRow, ReportRow

RETURNED = 0.3
"""How many of the reports with an exception come back once."""
SAME_DAY = 0.7
"""On how many days a unit's head approves in the evening already."""


@dataclass(frozen=True)
class Happening:
    kind: ReportEventKind
    at: datetime
    actor_id: int
    reason: str | None = None


@dataclass(frozen=True)
class Played:
    """One report with its life, which ends with an approval."""

    author: Official
    day: date
    answers: Mapping[str, Answer]
    note: str | None
    life: Sequence[Happening]
    late: bool


async def write(session: AsyncSession, version: Version, played: Sequence[Played]) -> None:
    """Keep the reports; rows of one kind go in together."""
    weights = {one.code: one.weight for one in version.campaign.criteria.individual}
    await session.execute(insert(ReportRow), [_row(one, version.id, weights) for one in played])
    kept = await session.execute(select(ReportRow.official_id, ReportRow.day, ReportRow.id))
    ids = {(author, day): id_ for author, day, id_ in kept}
    known = [(ids[one.author.id, one.day], one) for one in played]
    answers = [
        {"report_id": id_, "criterion": code, "position": position, "answer": answer}
        for id_, one in known
        for position, (code, answer) in enumerate(one.answers.items())
    ]
    await session.execute(insert(AnswerRow), answers)
    events = [{"report_id": id_, **asdict(one)} for id_, told in known for one in told.life]
    await session.execute(insert(ReportEventRow), events)
    await summaries.rebuild(session)


def _row(one: Played, campaign_id: int, weights: Mapping[str, int]) -> dict[str, object]:
    weighed = scoring.weigh(one.answers, weights)
    last = one.life[-1]
    kinds = {happening.kind for happening in one.life}
    return {
        "official_id": one.author.id,
        "unit_id": one.author.unit.id,
        "day": one.day,
        "campaign_id": campaign_id,
        "status": Status(last.kind.value),
        "note": one.note,
        "exceptional": reports.is_exceptional(one.answers, one.note),
        "met_weight": weighed.met,
        "counted_weight": weighed.counted,
        "submitted_at": max(h.at for h in one.life if h.kind is ReportEventKind.SUBMITTED),
        "decided_by": last.actor_id,
        "decided_at": last.at,
        "late": one.late,
        "reopened": ReportEventKind.RETURNED in kinds,
    }


class Chronicle:
    """Plays the days of the story; the same seed gives the same days."""

    def __init__(
        self, plot: Plot, movement: campaign.Campaign, office: Sequence[Official], seed: int = 2026
    ) -> None:
        self._plot, self._movement, self._office = plot, movement, office
        self._calendar = Workdays()
        self._random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self._units = {person.unit.id: person.unit for person in office}
        self._council = {person.id for person in office if person.is_council}
        self._evenings: dict[tuple[int, date], bool] = {}

    def played(self) -> Iterator[Played]:
        for day in self._plot.days:
            for person in self._office:
                told_elsewhere = day == self._plot.eve and person.code in story.ON_STAGE
                if self._is_due(person, day) and not (told_elsewhere or self._forgets(person)):
                    yield self._report(person, day)

    def _forgets(self, person: Official) -> bool:
        return self._happens(_habit(person).forgets)

    def _is_due(self, person: Official, day: date) -> bool:
        joined = person.joined_on is not None and person.joined_on <= day
        return joined and not self._plot.is_away(person.code, day)

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance

    def _report(self, person: Official, day: date) -> Played:
        asked = campaign.criteria_asked(self._movement, self._calendar.cadences_due(day))
        answers = {criterion.code: self._answer(person, criterion, day) for criterion in asked}
        slips = [c.theme for c in asked if answers[c.code] is Answer.NOT_MET]
        note = self._random.choice(story.NOTES[slips[0]]) if slips and slips[0] else None
        life = self._life(person, day, exceptional=reports.is_exceptional(answers, note))
        late = life[0].at >= periods.end_of(day, self._plot.zone)
        return Played(person, day, answers, note, life, late)

    def _answer(self, person: Official, criterion: Criterion, day: date) -> Answer:
        habit = _habit(person)
        chance = habit.slips * (5 if criterion.theme == habit.weak else 1)
        if person.unit.name == story.TIRED_UNIT and criterion.theme == story.TIRED_THEME:
            tired_since = self._plot.today - timedelta(weeks=story.TIRED_WEEKS)
            chance += 0.2 if day >= tired_since else 0
        if self._happens(chance):
            return Answer.NOT_MET
        return Answer.NA if self._happens(0.004) else Answer.MET

    def _life(self, person: Official, day: date, *, exceptional: bool) -> Sequence[Happening]:
        late = self._happens(_habit(person).late)
        morning = self._calendar.next_working(day)
        sent = self._at(morning, 7, 25, 80) if late else self._at(day, 16, 31, 55)
        life = [Happening(ReportEventKind.SUBMITTED, sent, person.id)]
        if not (exceptional or late) and self._evening(person.unit.id, day):
            return [*life, self._approval(person, day, self._at(day, 17, 40, 1))]
        if exceptional and self._happens(RETURNED):
            life += self._correction(person, morning)
        return [*life, self._approval(person, morning, self._at(morning, 9, 20, 1))]

    def _correction(self, person: Official, day: date) -> Sequence[Happening]:
        decider, reason = self._decider(person, day), self._random.choice(READY_REASONS)
        returned = Happening(ReportEventKind.RETURNED, self._at(day, 8, 5, 10), decider, reason)
        again = Happening(ReportEventKind.SUBMITTED, self._at(day, 8, 30, 40), person.id)
        return (returned, again)

    def _approval(self, person: Official, day: date, at: datetime) -> Happening:
        return Happening(ReportEventKind.APPROVED, at, self._decider(person, day))

    def _evening(self, unit_id: int, day: date) -> bool:
        if (unit_id, day) not in self._evenings:
            self._evenings[unit_id, day] = self._happens(SAME_DAY)
        return self._evenings[unit_id, day]

    def _decider(self, author: Official, day: date) -> int:
        benches = [self._bench(author.unit.id, day)]
        above = author.unit.parent_id
        while above is not None:
            benches.append(self._bench(above, day))
            above = self._units[above].parent_id
        return min(people.deciders(author.id, author.role, benches, self._council))

    def _bench(self, unit_id: int, day: date) -> Bench:
        leaders = [one for one in self._office if one.unit.id == unit_id and one.leads]
        return Bench(
            heads=frozenset(one.id for one in leaders if one.role is Role.HEAD),
            deputies=frozenset(one.id for one in leaders if one.role is Role.DEPUTY),
            present=frozenset(one.id for one in leaders if self._is_due(one, day)),
        )

    def _at(self, day: date, hour: int, minute: int, span: int) -> datetime:
        start = periods.moment_of(day, time(hour, minute), self._plot.zone)
        return start + timedelta(minutes=self._random.randrange(span))


def _habit(person: Official) -> Habit:
    return story.HABITS.get(person.code, Habit())
