"""Puts the sample office on the stage: the product's own import, sign-up and chats, and history."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot import limits
from bot.app import Nep
from bot.files import sheets
from bot.rules import roster as rosters
from bot.rules.people import Role
from bot.rules.roster import RosterPerson
from bot.sandbox import history, story
from bot.sandbox.clock import SandboxClock
from bot.sandbox.extras import Extras
from bot.sandbox.page.stage import Character, Stage
from bot.sandbox.people import Person
from bot.sandbox.story import Plot
from bot.sandbox.timeline import Timeline
from bot.sandbox.world import World
from bot.usecases import enrol, leave, movement, roster
from db import campaigns, officials

PARTS = {
    Role.OFFICIAL: "Cán bộ",
    Role.HEAD: "Thủ trưởng",
    Role.DEPUTY: "Phó thủ trưởng",
    Role.COUNCIL: "Hội đồng",
    Role.SECRETARY: "Thường trực",
}


@dataclass
class Staging:
    nep: Nep
    world: World
    clock: SandboxClock
    plot: Plot

    async def opened(self) -> tuple[Stage, Timeline]:
        """Play everything up to the opening."""
        self.nep.limits.pace = limits.AT_ONCE  # the sandbox bears any speed, and a visitor looks on
        staff = rosters.validate(sheets.read(story.ROSTER).rows).people
        people = {one.code: self._bring(one) for one in staff}
        await self._found()
        await self._sign_up(people)
        await self._look_back()
        await self._play_eve(people)
        code = await self._invite(story.NEWCOMER)
        characters = {
            people[one.code].id: Character(
                people[one.code].profile,
                PARTS[one.role],
                f"{one.title} · {one.unit}",
                code if one.code == story.NEWCOMER else "",
            )
            for one in staff
        }
        extras = Extras(people, story.LEADS)
        timeline = Timeline(self.nep, self.clock, extras.react)
        leads = [people[code].id for code in story.LEADS]
        zone = self.nep.office.zone
        return Stage(self.world, self.clock, timeline, zone, characters, leads), timeline

    def _bring(self, one: RosterPerson) -> Person:
        return Person.new(self.world, one.name, phone=one.phone or "")

    async def _found(self) -> None:
        """Give the office its movement and its roster."""
        office, now = self.nep.office, self.clock.now()
        await movement.adopt(office, "binh-an", story.campaign(), now)
        await roster.apply(office, rosters.validate(sheets.read(story.ROSTER).rows), now)

    async def _sign_up(self, people: Mapping[str, Person]) -> None:
        for code in sorted(people.keys() - {story.NEWCOMER}, key=self.plot.signed_up):
            self.clock.set(self.plot.signed_up(code))
            await people[code].follows(await self._invite(code))
            await people[code].taps("Tôi đồng ý")

    async def _invite(self, code: str) -> str:
        found = await enrol.invite(self.nep.office, self.clock.now(), code=code)
        return found[0].code

    async def _look_back(self) -> None:
        """Write what happened before the eve."""
        office, now = self.nep.office, self.clock.now()
        async with office.db.read() as session:
            staff = await officials.find(session, officials.query())
            version = await campaigns.in_force(session)
        ids = {one.code: one.id for one in staff}
        for code, first, last, kind in self.plot.absences():
            await leave.take(office, ids[code], first, last, kind, now)
        played = list(history.Chronicle(self.plot, version.campaign, staff).played())
        async with office.db.begin() as session:
            await history.write(session, version, played)

    async def _play_eve(self, people: Mapping[str, Person]) -> None:
        """Let the day before the opening happen in the chats, leads included."""
        self.clock.set(self.plot.eve_begins)
        await Timeline(self.nep, self.clock, Extras(people, ()).react).go_to(self.plot.opening)
