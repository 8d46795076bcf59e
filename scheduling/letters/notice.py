"""What somebody has to see to or to know: a person out of reach, days away that a leader set."""

from bot.rules.deliveries import Kind
from bot.speech import clock
from bot.speech import leave as words
from bot.usecases import leave, outbox
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


async def unreachable(letter: Outgoing) -> Left:
    lost = await outbox.out_of_reach(letter.office, int(letter.delivery.subject))
    if lost is None:
        raise Pointless("the person is reached again or has left")
    await letter.send(clock.unreachable(letter.t, lost))
    return Left()


async def leave_set(letter: Outgoing) -> Left:
    recorded = await leave.recorded(letter.office, int(letter.delivery.subject))
    if recorded is None:
        raise Pointless("the days away were taken back")
    await letter.send(words.set_by_leader(letter.t, recorded))
    return Left()


async def leave_ended(letter: Outgoing) -> Left:
    absence_id, leader_id = map(int, letter.delivery.subject.split(":"))
    ended = await leave.ended(letter.office, absence_id, leader_id)
    await letter.send(words.ended_by_leader(letter.t, ended))
    return Left()


WRITERS: dict[Kind, Writer] = {
    Kind.UNREACHABLE: unreachable,
    Kind.LEAVE_SET: leave_set,
    Kind.LEAVE_ENDED: leave_ended,
}
