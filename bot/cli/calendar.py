"""`nep calendar`: the office's days off and make-up days, and what the clock will do."""

from argparse import Namespace
from datetime import time
from itertools import groupby

from bot.cli import opening
from bot.cli.desk import Desk
from bot.rules.events import Event, EventKind
from bot.rules.workdays import Override, OverrideKind
from bot.usecases import calendar, units
from scheduling import planner

KINDS = {OverrideKind.OFF: "nghỉ", OverrideKind.WORKING: "làm việc"}
EVENTS = {
    EventKind.PROMPTS: "gửi thẻ báo cáo",
    EventKind.REMINDERS: "nhắc người chưa gửi",
    EventKind.APPROVALS: "gửi hộp duyệt",
    EventKind.ESCALATIONS: "chuyển báo cáo chờ duyệt quá lâu lên trên",
    EventKind.DIGEST_MONTH: "gửi bản tin tháng",
    EventKind.DIGEST_QUARTER: "gửi bản tin quý cho Hội đồng",
    EventKind.DIGEST_YEAR: "gửi bản tin năm cho Hội đồng",
    EventKind.MILESTONES: "báo trước mốc {day} của phong trào cho Hội đồng",
    EventKind.SIGNUPS: "báo người chưa đăng ký cho Thường trực",
}
THE_COUNCILS = {
    EventKind.DIGEST_QUARTER,
    EventKind.DIGEST_YEAR,
    EventKind.MILESTONES,
    EventKind.SIGNUPS,
}


async def calendar_list(_: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        said = await calendar.said(office)
        unconfirmed = await calendar.unconfirmed(office, desk.clock.now())
    if not said:
        desk.say("Cơ quan chưa ghi ngày nào riêng: theo lịch nghỉ chung.")
    for day, override in said.items():
        desk.say(
            "{day}: {kind} · {note}{document}",
            day=desk.texts.weekday(day),
            kind=desk.texts.plain(KINDS[override.kind]),
            note=desk.texts.kept(override.note),
            document=f" ({override.document})" if override.document else "",
        )
    for day, found in unconfirmed.items():
        desk.say(
            "Chưa rõ: {day} ({name}). {paper} chọn là ngày nghỉ, nhưng chưa có văn bản quy định. "
            "Nếu cơ quan nghỉ: nep calendar add {iso} off --note LÝ_DO.",
            day=desk.texts.weekday(day),
            name=desk.texts.kept(found.name),
            paper=desk.texts.kept(found.paper),
            iso=day.isoformat(),
        )


async def calendar_add(arguments: Namespace, desk: Desk) -> None:
    override = Override(OverrideKind(arguments.kind), arguments.note, arguments.document)
    async with opening.office(desk) as office:
        called_off = await calendar.say(office, arguments.day, override, desk.clock.now())
    desk.say(
        "Đã ghi: {day} là ngày {kind}.",
        day=desk.texts.weekday(arguments.day),
        kind=desk.texts.plain(KINDS[override.kind]),
    )
    _called_off(desk, called_off)


async def calendar_remove(arguments: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        called_off = await calendar.take_back(office, arguments.day, desk.clock.now())
    desk.say("Đã bỏ: {day} lại theo lịch nghỉ chung.", day=desk.texts.weekday(arguments.day))
    _called_off(desk, called_off)


def _called_off(desk: Desk, count: int) -> None:
    if count:
        desk.say("Đã bỏ {count} tin chờ gửi của ngày đó.", count=count)


async def calendar_next(arguments: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        found = await planner.next_events(office, desk.clock.now(), arguments.days)
        names = {timed.unit.id: timed.unit.name for timed in await units.every(office)}
    if not names:
        desk.say("Danh sách chưa có ai. Hãy nhập trước bằng nep roster import TỆP.")
        return
    if not found:
        desk.say("{days} ngày tới không có việc nào.", days=arguments.days)
    for day, events in groupby(found, lambda event: desk.texts.local_day(event.due_at)):
        desk.show(desk.texts.weekday(day))
        for event in events:
            _show(event, names, desk)


def _show(event: Event, names: dict[int, str], desk: Desk) -> None:
    """Name the units where not all of them are meant, and none where the council is."""
    if event.kind in THE_COUNCILS:
        desk.say("  {hour} {what}", hour=desk.texts.hour(event.due_at), what=_named(event, desk))
        return
    meant = sorted(names[unit_id] for unit_id in event.unit_ids)
    desk.say(
        "  {hour} {what}: {units}",
        hour=desk.texts.hour(event.due_at),
        what=_named(event, desk),
        units=(desk.texts.plain("mọi đơn vị") if len(meant) == len(names) else ", ".join(meant)),
    )


def _named(event: Event, desk: Desk) -> str:
    what = desk.texts.plain(EVENTS[event.kind], day=event.day)
    if isinstance(event.own_hour, time):
        what = desk.texts.plain("{what} (ai tự chọn {hour})", what=what, hour=event.own_hour)
    return desk.texts.plain("{what} cho người trực", what=what) if event.duty else what
