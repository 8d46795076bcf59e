"""What somebody has to see to or to know: a person out of reach, days away, what still misses."""

from bot.rules.deliveries import Kind
from bot.speech import clock, movement
from bot.speech import delegation as papers
from bot.speech import leave as words
from bot.usecases import delegation, leave, milestones, outbox, signups
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
    absence_id, actor_id = map(int, letter.delivery.subject.split(":"))
    ended = await leave.ended(letter.office, absence_id, actor_id)
    await letter.send(words.ended(letter.t, ended, letter.official))
    return Left()


async def delegated(letter: Outgoing) -> Left:
    given = await delegation.shown(letter.office, int(letter.delivery.subject))
    if given is None or given.delegation.over:
        raise Pointless("the delegation was taken back")
    await letter.send(papers.told(letter.t, given))
    return Left()


async def delegation_ended(letter: Outgoing) -> Left:
    ended = await delegation.shown(letter.office, int(letter.delivery.subject))
    if ended is None:
        raise Pointless("there is no such delegation")
    await letter.send(papers.told_over(letter.t, ended))
    return Left()


async def milestone(letter: Outgoing) -> Left:
    ahead = await milestones.look(letter.office, letter.delivery.subject, letter.now)
    if ahead is None:
        raise Pointless("the day has passed or is none of the movement's any more")
    await letter.send(movement.milestone(letter.t, ahead))
    return Left()


async def missing_signups(letter: Outgoing) -> Left:
    missing = await signups.look(letter.office, letter.now)
    if not missing.count:
        raise Pointless("everybody has signed up")
    await letter.send(movement.signups(letter.t, missing))
    return Left()


WRITERS: dict[Kind, Writer] = {
    Kind.UNREACHABLE: unreachable,
    Kind.DELEGATED: delegated,
    Kind.DELEGATION_ENDED: delegation_ended,
    Kind.MILESTONE: milestone,
    Kind.SIGNUPS: missing_signups,
    Kind.LEAVE_SET: leave_set,
    Kind.LEAVE_ENDED: leave_ended,
}
