"""A day of an official, a head and a council member who chose English."""

import re

import pytest
from sqlalchemy import select

from bot.app import Nep
from bot.rules.people import Language, Role
from bot.rules.reports import Status
from bot.sandbox.model import ForceReply, Message
from bot.sandbox.people import Person
from bot.usecases import calendar
from db.tables import OfficialRow, ReportRow, UnitRow
from tests.support.builders import Commune

VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹ]")
OWN_NAMES = ("Nếp", "Tiếng Việt")


@pytest.fixture
async def names(nep: Nep, commune: Commune) -> list[str]:
    """What is kept as the office wrote it, the longest first; everybody has chosen English."""
    async with nep.office.db.begin() as session:
        people = list(await session.scalars(select(OfficialRow)))
        units = list(await session.scalars(select(UnitRow)))
        for person in people:
            person.language = Language.EN
    kept = {*OWN_NAMES, *(unit.name for unit in units), *(unit.block for unit in units)}
    kept |= {word for person in people for word in (person.name, person.title)}
    return sorted(filter(None, kept), key=len, reverse=True)


class Listener:
    """Does things as a person and keeps all that the bot shows on the way."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.heard: list[str] = []

    async def says(self, text: str) -> None:
        await self.person.says(text)
        self.listens()

    async def taps(self, label: str) -> None:
        await self.person.taps(label)
        self.listens()
        self.heard.append(self.person.toast)

    def sees(self) -> str:
        return self.person.sees()

    def listens(self) -> None:
        for message in self.person.news:
            self.heard += [message.text, *_labels(message)]
        self.heard += [one.description for one in self.person.world.menu(self.person.id)]
        shown = self.person.world.chats[self.person.id].reply_keyboard
        if shown:
            self.heard.append(shown.placeholder)

    def vietnamese(self, names: list[str]) -> list[str]:
        """Give what is left in Vietnamese once proper names are taken out."""
        return [text for text in self.heard if VIETNAMESE.search(_without(names, text))]


def _labels(message: Message) -> list[str]:
    placeholder = [message.markup.placeholder] if isinstance(message.markup, ForceReply) else []
    return [button.text for row in message.keyboard for button in row] + placeholder


def _without(names: list[str], text: str) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


async def test_a_day_in_english(nep: Nep, commune: Commune, names: list[str]) -> None:
    lan, minh, binh = (Listener(one) for one in (commune.lan, commune.minh, commune.binh))
    await lan.says("/checkin")
    assert "Wednesday, 25/11/2026 · Self-assessment" in lan.sees()
    await lan.taps("Yardsticks")
    await lan.taps("Back")
    await lan.taps("All met")
    await lan.taps("On time")
    await lan.taps("Note")
    await lan.says("Took my child to the doctor")
    await lan.taps("Send")
    assert "Waiting for approval by Trưởng phòng Trần Văn Bình" in lan.sees()
    await lan.taps("Edit")
    await lan.taps("Send")

    await binh.says("/approvals")
    await binh.taps("Read one by one")
    await binh.taps("Return")
    await binh.taps("Reason missing")
    await nep.sender.drain()
    lan.listens()
    assert "returned it to be completed:\nReason missing" in lan.sees()
    await lan.taps("Send")
    await minh.says("all met")
    await minh.taps("Send")
    await binh.says("/approvals")
    await binh.taps("Approve all without exception")
    await binh.taps("Read one by one")
    await binh.taps("Approve")
    async with nep.office.db.read() as session:
        assert set(await session.scalars(select(ReportRow.status))) == {Status.APPROVED}
    await nep.sender.drain()
    lan.listens()
    minh.listens()
    assert "Approved by Trưởng phòng Trần Văn Bình at 16:30" in minh.sees()

    assert [one.vietnamese(names) for one in (lan, minh, binh)] == [[], [], []]


async def test_leave_for_others_in_english(nep: Nep, commune: Commune, names: list[str]) -> None:
    lan, binh = Listener(commune.lan), Listener(commune.binh)
    await lan.says("/help")
    await binh.says("/leave")
    for label in ("Leave for somebody else", "Nguyễn Thị Lan", "From day"):
        await binh.taps(label)
    await binh.says("26/11")
    await binh.taps("Mission")
    await nep.sender.drain()
    lan.listens()
    assert "Trưởng phòng Trần Văn Bình has recorded leave for you." in lan.sees()
    await binh.taps("Cancel leave")
    await nep.sender.drain()
    lan.listens()
    assert "Cancelled: Mission, 26/11/2026." in lan.sees()
    assert [one.vietnamese(names) for one in (lan, binh)] == [[], []]


async def test_the_calendar_in_english(nep: Nep, commune: Commune, names: list[str]) -> None:
    async with nep.office.db.begin() as session:
        (await session.get_one(OfficialRow, commune.ids["council"])).role = Role.SECRETARY
    begun = await calendar.said(nep.office)
    hoi = Listener(commune.council)
    await hoi.says("/calendar")
    await hoi.taps("Enter a day")
    await hoi.says("some day")
    await hoi.says("27/11")
    await hoi.taps("Make it a day off")
    await hoi.says("Day off in lieu; 12/TB-UBND")
    assert "Document: 12/TB-UBND" in hoi.sees()
    await hoi.taps("The office’s calendar")
    await hoi.taps("27/11/2026")
    await hoi.taps("Take it back")
    assert await calendar.said(nep.office) == begun
    assert hoi.vietnamese(names) == []


async def test_reminders_and_duty_in_english(commune: Commune, names: list[str]) -> None:
    lan, binh = Listener(commune.lan), Listener(commune.binh)
    await lan.says("/reminders")
    for label in ("Later", "Earlier", "Earlier", "As the unit"):
        await lan.taps(label)
    for label in ("1 week", "Remind me again", "1 month", "Remind me again", "any more"):
        await lan.taps(label)
    assert "until you tap “Remind me again”" in lan.sees()
    await lan.person.taps_data("1|h|00:00", on=lan.person.message)
    assert lan.person.toast == "The card’s hour can be from 15:00 to 19:00."
    await binh.says("/duty")
    for label in ("28/11/2026", "Võ Minh", "Other days", "05/12/2026"):
        await binh.taps(label)
    assert "On duty: nobody yet." in binh.sees()
    assert [one.vietnamese(names) for one in (lan, binh)] == [[], []]


async def test_everything_else_in_english(commune: Commune, names: list[str]) -> None:
    lan, binh, hoi = (Listener(one) for one in (commune.lan, commune.binh, commune.council))
    await lan.says("/leave")
    await lan.taps("Tomorrow")
    await lan.taps("Mission")
    await lan.taps("Cancel leave")
    await lan.says("/leave")
    await lan.taps("From day")
    await lan.says("next week")
    await lan.says("26/11 - 27/11")
    await lan.taps("Annual leave")
    await lan.says("/leave 27/11")
    await lan.taps("Training")
    assert "recorded already" in lan.person.toast
    await lan.says("/me")
    await lan.taps("Why?")
    for words in ("/help", "/start", "/nonsense", "good morning", "/ranking", "/approvals"):
        await lan.says(words)
    await binh.says("/digest")
    await binh.taps("Reporting")
    await hoi.says("/ranking")
    await hoi.taps("Units")
    await hoi.taps("Quarter")
    await hoi.taps("Why?")
    await hoi.taps("UBND")
    await hoi.taps("Back")
    await hoi.taps("Export to Excel")
    await lan.says("/language")
    await lan.taps("English")
    assert lan.sees() == "Nếp speaks English from now on."

    assert [one.vietnamese(names) for one in (lan, binh, hoi)] == [[], [], []]
