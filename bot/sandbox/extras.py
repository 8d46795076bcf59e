"""The rest of the office: they answer their cards and decide, in chats like a visitor's."""

from collections.abc import Collection, Mapping

from bot.rules.events import EventKind
from bot.sandbox.people import Person

MEET_ALL, SEND, ON_TIME, NOTE = "Đạt tất cả", "Gửi", "Đúng giờ", "Ghi chú"
APPROVE_CLEAN = "Duyệt tất cả không ngoại lệ"

EXCEPTIONAL = {"BA18": "Mưa lớn, ngập đường liên ấp, đến trễ 20 phút."}
"""Who has something to say every day, so that the head's inbox is never dull."""
FORGETFUL = ("BA11", "BA26")
"""Who has to be reminded, and does not answer even then."""


class Extras:
    """Act for everybody whom `left_out` does not name: those a visitor plays."""

    def __init__(self, people: Mapping[str, Person], left_out: Collection[str]) -> None:
        self._people = {code: one for code, one in people.items() if code not in left_out}

    async def react(self, kind: EventKind) -> None:
        for code, person in self._people.items():
            if kind is EventKind.PROMPTS and code not in FORGETFUL:
                await answer(person, EXCEPTIONAL.get(code, ""))
            elif kind is EventKind.APPROVALS:
                await approve(person)


async def answer(person: Person, excuse: str = "") -> None:
    """Send a card that has just come: all met, or with one exception and its reason."""
    if not offers(person, MEET_ALL):
        return
    await person.taps(MEET_ALL)
    if excuse:
        await person.taps(ON_TIME)
        await person.replies(excuse)
    await person.taps(SEND)


async def approve(person: Person) -> None:
    """Approve what has no exception, if anything waits."""
    if offers(person, APPROVE_CLEAN):
        await person.taps(APPROVE_CLEAN)


def offers(person: Person, label: str) -> bool:
    """Tell whether the bot's newest message has this button."""
    return bool(person.messages) and any(
        label in shown for row in person.buttons(person.messages[-1]) for shown in row
    )
