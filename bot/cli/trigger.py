"""`nep trigger`: by hand what the clock does, or only who would get it."""

from argparse import Namespace
from collections import Counter

from bot import app
from bot.cli import opening
from bot.cli.desk import Desk
from bot.usecases.preview import Addressee, WhyNot
from scheduling import planner

REASONS = {
    WhyNot.NOT_SIGNED_UP: "chưa đăng ký",
    WhyNot.UNREACHABLE: "đã chặn bot",
    WhyNot.AWAY: "đang nghỉ",
    WhyNot.SENT: "đã gửi báo cáo",
    WhyNot.NOTHING_TO_DECIDE: "không có gì phải duyệt",
    WhyNot.SOMEBODY_ELSE: "đã có người khác nhận",
    WhyNot.NOT_ON_DUTY: "ngày nghỉ và không trực",
    WhyNot.PAUSED: "đang tạm dừng nhắc",
    WhyNot.HAS_SECOND: "hôm nay đã có bản tin, hoặc lời nhắc của ngày trước",
    WhyNot.JUST_ASKED: "thẻ vừa đến hoặc còn chờ gửi",
    WhyNot.NOTHING_TO_SAY: "không có gì cần báo",
    WhyNot.PLANNED: "đã được gửi hoặc đang chờ gửi",
}


async def trigger(arguments: Namespace, desk: Desk) -> None:
    if arguments.dry_run:
        await _preview(arguments, desk)
        return
    opening.knock(desk.settings)
    done = await app.trigger(desk.settings, desk.clock, arguments.event, arguments.on)
    if done.planned:
        desk.say(
            "Đã gửi {sent} tin, bỏ qua {dropped}, còn chờ {waiting}.",
            sent=done.sent,
            dropped=done.dropped,
            waiting=done.waiting,
        )
    else:
        desk.say("Không có gì mới để gửi: việc này đã làm rồi, hoặc hôm đó không ai cần nhận.")
    if done.reopens:
        desk.say("Ngày {day} đã đóng, nay mở lại cho những ai nhận tin này.", day=arguments.on)


async def _preview(arguments: Namespace, desk: Desk) -> None:
    now, kind = desk.clock.now(), planner.kind_of(arguments.event)
    async with opening.office(desk) as office:
        day = arguments.on or office.today(now)
        meant = await planner.preview(office, kind, day, now)
    reasons = Counter(one.why_not for one in meant)
    desk.say("Sẽ gửi cho {count} người:", count=reasons.pop(None, 0))
    for one in meant:
        if one.why_not is None:
            desk.show(_line(one))
    for reason, count in reasons.items():
        if reason is not None:
            why = desk.texts.plain(REASONS[reason])
            desk.say("Không gửi cho {count} người, vì {why}:", count=count, why=why)
            for one in meant:
                if one.why_not is reason:
                    desk.show(_line(one))


def _line(one: Addressee) -> str:
    return f"  {one.official.code}  {one.official.name} · {one.official.unit.name}"
