"""`nep doctor`: everything that the program stands on, a line each: ok, or what to do."""

from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import text

from bot import presets
from bot.charts import lettering
from bot.cli import botfather, opening
from bot.cli.desk import Desk
from bot.errors import Refusal
from bot.rules import campaign
from bot.usecases import intake, movement
from bot.usecases.office import Office
from db import officials, units

SKEW = timedelta(seconds=60)
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    sentences: tuple[str, ...]
    well: bool


async def doctor(_: Namespace, desk: Desk) -> int:
    """Go through all checks, even after one that fails."""
    well = True
    async for finding in _examine(desk):
        well &= finding.well
        for sentence in finding.sentences:
            mark = "ok" if finding.well else "!!"
            desk.show(f"{mark}  {desk.texts.plain(finding.subject)}: {sentence}")
    return 0 if well else 1


async def _examine(desk: Desk) -> AsyncIterator[Finding]:
    settings = await _tried(desk, "Cấu hình", _settings(desk))
    yield settings
    if settings.well:
        async for finding in _kept(desk):
            yield finding
        times: list[datetime] = []
        yield await _tried(desk, "Telegram", _telegram(desk, times))
        yield await _tried(desk, "Đồng hồ", _clock(desk, times))
    yield await _tried(desk, "Phông chữ", _fonts(desk))


async def _kept(desk: Desk) -> AsyncIterator[Finding]:
    """Look into the database, as far as it opens."""
    try:
        async with opening.office(desk) as office:
            yield await _tried(desk, "Cơ sở dữ liệu", _database(desk, office))
            yield await _tried(desk, "Phong trào", _movement(desk, office))
            yield await _tried(desk, "Danh sách", _roster(desk, office))
            yield await _tried(desk, "Thao tác", _updates(desk, office))
    except Exception as error:  # noqa: BLE001 - the other checks go on
        yield Finding("Cơ sở dữ liệu", (*desk.sentences(desk.refusal(error)),), well=False)


async def _tried(desk: Desk, subject: str, check: Awaitable[str]) -> Finding:
    try:
        return Finding(subject, (await check,), well=True)
    except Exception as error:  # noqa: BLE001 - the other checks go on
        return Finding(subject, (*desk.sentences(desk.refusal(error)),), well=False)


async def _settings(desk: Desk) -> str:
    return desk.texts.plain("đúng, nhật ký {form}", form=desk.settings.log_format)


async def _database(desk: Desk, office: Office) -> str:
    name = office.db.engine.dialect.name
    asked = "SELECT sqlite_version()" if name == "sqlite" else "SHOW server_version"
    async with office.db.begin() as session:
        version = await session.scalar(text(asked))
    return desk.texts.plain("{name} {version}, đọc ghi được", name=name, version=version)


async def _movement(desk: Desk, office: Office) -> str:
    now = desk.clock.now()
    present = (await movement.ensure(office, now)).campaign
    if campaign.ended(present, office.today(now)):
        raise Refusal(
            "“{title}” đã kết thúc ngày {day}. Hãy áp dụng phong trào khác: "
            "nep campaign use TÊN_HOẶC_TỆP",
            title=present.title,
            day=present.period.last_day,
        )
    open_keys = ", ".join(campaign.to_fill(present))
    if open_keys:
        return desk.texts.plain(
            "“{title}”, còn chỗ “[Điền …]” ở {keys}", title=present.title, keys=open_keys
        )
    return f"“{present.title}”"


async def _roster(desk: Desk, office: Office) -> str:
    async with office.db.read() as session:
        everywhere = [unit.id for unit in await units.every(session)]
        people = await officials.members(session, everywhere)
    if not people:
        raise Refusal("Chưa có ai. Hãy nhập: nep roster import TỆP")
    return desk.texts.plain(
        "{people} người, {signed_up} người đã đăng ký",
        people=len(people),
        signed_up=sum(person.telegram_id is not None for person in people),
    )


async def _updates(desk: Desk, office: Office) -> str:
    """Tell what people did and the program could not handle."""
    total, newest = await intake.failed(office, SHOWN)
    if total:
        reasons = "; ".join(
            f"{one.received_at.astimezone(desk.settings.zone):%d/%m %H:%M} {one.reason}"
            for one in newest
        )
        raise Refusal(
            "{total} thao tác trong {days} ngày qua không xử lý được: {reasons}. "
            "Hãy gửi nhật ký cho người phụ trách kỹ thuật.",
            total=total,
            days=intake.KEPT_FOR.days,
            reasons=reasons,
        )
    return desk.texts.plain("không có thao tác nào bị bỏ lại")


async def _telegram(desk: Desk, times: list[datetime]) -> str:
    answer = await botfather.ask(desk.settings)
    times.extend([answer.at] if answer.at else [])
    return desk.texts.plain("@{username} trả lời", username=answer.username)


async def _clock(desk: Desk, times: list[datetime]) -> str:
    now = desk.clock.now()
    here = f"{now.astimezone(desk.settings.zone):%H:%M} {desk.settings.timezone}"
    if not times:
        return desk.texts.plain("{here}; chưa so được với giờ của Telegram", here=here)
    skew = abs(now - times[0])
    if skew > SKEW:
        raise Refusal(
            "{here}, lệch {minutes} phút so với Telegram. Hãy bật đồng bộ giờ (NTP) trên máy này.",
            here=here,
            minutes=round(skew / timedelta(minutes=1)),
        )
    return desk.texts.plain("{here}; khớp với giờ của Telegram", here=here)


async def _fonts(desk: Desk) -> str:
    letters = "".join(sorted(set(filter(str.isalpha, presets.text(movement.DEFAULT)))))
    if lettering.printable(letters) != letters:
        raise Refusal("Phông DejaVu Sans thiếu chữ tiếng Việt. Hãy cài lại matplotlib.")
    return desk.texts.plain("DejaVu Sans đủ chữ tiếng Việt")
