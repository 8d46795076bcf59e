"""The council's standings: one message that changes in place, and the reasons for one line."""

from telegram import Update

from bot.bulletins import ranking as bulletin
from bot.speech import buttons
from bot.speech import ranking as words
from bot.speech.buttons import StandingsAct
from bot.usecases import standings
from bot.usecases.board import View
from handlers import pictures
from handlers.context import Context, Taps


async def ranking(update: Update, context: Context) -> None:
    table = await standings.open_table(context.office, context.actor.id, context.now)
    await pictures.send(context, bulletin.pictured(context.t, table))


async def tap(update: Update, context: Context, button: buttons.Standings) -> None:
    page = 1 if button.act is StandingsAct.BLOCKS else button.page
    view = View(button.side, button.kind, button.day, button.block, page)
    if button.act is StandingsAct.EXPORT:
        await _export(context, view)
        return
    table = await standings.show(context.office, context.actor.id, view, context.now)
    match button.act:
        case StandingsAct.SHOW:
            await pictures.change(update, context, bulletin.pictured(context.t, table))
        case StandingsAct.BLOCKS:
            screen = words.block_choice(context.t, table, button.page)
            await pictures.change_words(update, context, screen)
        case StandingsAct.ASK:
            await pictures.change_words(update, context, words.line_choice(context.t, table))


async def _export(context: Context, view: View) -> None:
    whole = await standings.whole(context.office, context.actor.id, view, context.now)
    name, content = await bulletin.exported(context.t, whole)
    caption = words.export_caption(context.t, whole.table)
    await context.messenger.document(context.chat_id, name, content, caption)


async def tap_why(update: Update, context: Context, button: buttons.Why) -> None:
    view = View(button.side, button.kind, button.day, button.block)
    explained = await standings.explain(
        context.office, context.actor.id, view, button.contender_id, context.now
    )
    await context.say(words.why(context.t, explained))


TAPS: Taps = {buttons.Standings: tap, buttons.Why: tap_why}
