"""What somebody has to see to: a person out of reach, a milestone, who has not signed up."""

from bot.rules.deliveries import Kind
from bot.speech import clock
from bot.usecases import outbox
from scheduling.letters.outgoing import Left, Outgoing, Pointless, Writer


async def unreachable(letter: Outgoing) -> Left:
    lost = await outbox.out_of_reach(letter.office, int(letter.delivery.subject))
    if lost is None:
        raise Pointless("the person is reached again or has left")
    await letter.send(clock.unreachable(letter.t, lost))
    return Left()


WRITERS: dict[Kind, Writer] = {Kind.UNREACHABLE: unreachable}
