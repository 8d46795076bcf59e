"""`nep summaries`: what is kept of the ledger so that nobody sums it up, made anew or compared."""

from argparse import Namespace

from bot.cli import opening
from bot.cli.desk import Desk
from bot.errors import Refusal
from bot.speech import spans
from bot.usecases import summaries


async def summaries_check(_: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        found = await summaries.compare(office)
    for period in found.missing:
        desk.say("{period}: chưa được cộng.", period=spans.name(desk.texts, period))
    for one in found.differences:
        desk.say(
            "{code} · {period}: khác ở {columns}.",
            code=one.code,
            period=spans.name(desk.texts, one.period),
            columns=", ".join(one.columns),
        )
    if found.totals:
        desk.say("Theo đơn vị và theo tiêu chí: {count} số khác.", count=found.totals)
    wrong = len(found.missing) + len(found.differences) + found.totals
    if wrong:
        raise Refusal(
            "Các số cộng sẵn không khớp với sổ báo cáo ở {count} chỗ. "
            "Hãy chạy: nep summaries rebuild",
            count=wrong,
        )
    desk.say("Các số cộng sẵn của {count} kỳ đều khớp với sổ báo cáo.", count=found.periods)


async def summaries_rebuild(_: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        await summaries.rebuild(office)
    desk.say("Đã cộng lại các số của bảng xếp hạng từ sổ báo cáo.")
