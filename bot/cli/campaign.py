"""`nep campaign`: the movement in force."""

from argparse import Namespace
from pathlib import Path

from bot import presets
from bot.cli import campaign_page, opening
from bot.cli.desk import Desk
from bot.errors import Refusal
from bot.rules import campaign
from bot.rules.periods import local_day
from bot.usecases import movement
from db.campaigns import Version

KEY_LIMIT = 64


async def campaign_list(_: Namespace, desk: Desk) -> None:
    async with opening.office(desk) as office:
        present = await movement.ensure(office, desk.clock.now())
        today = office.today(desk.clock.now())
    desk.say("Đang áp dụng:")
    desk.show(campaign_page.line(present.key, present.campaign, today, desk.texts))
    desk.say("Mẫu có sẵn:")
    for name in presets.NAMES:
        preset = campaign.load(presets.text(name), name)
        desk.show(campaign_page.line(name, preset, today, desk.texts))


async def campaign_show(arguments: Namespace, desk: Desk) -> None:
    if arguments.name is not None:
        key, document = _document(arguments.name)
    else:
        async with opening.office(desk) as office:
            present = await movement.ensure(office, desk.clock.now())
        key, document = present.key, present.document
    if arguments.toml:
        desk.show(document.removesuffix("\n"))
        return
    for line in campaign_page.page(campaign.load(document, key), desk.texts):
        desk.show(line)


async def campaign_use(arguments: Namespace, desk: Desk) -> None:
    key, document = _document(arguments.name)
    campaign.load(document, key)  # what is wrong is said before a database is opened
    async with opening.office(desk) as office:
        adopted = await movement.adopt(office, key, document, desk.clock.now())
    if adopted.changed:
        desk.say(
            "Đã áp dụng “{title}” ({key}); các báo cáo cũ giữ tiêu chí lúc trả lời.",
            title=adopted.version.campaign.title,
            key=key,
        )
    else:
        desk.say(
            "“{title}” đang được áp dụng rồi, không có gì thay đổi.",
            title=adopted.version.campaign.title,
        )
    _remind(adopted.version, desk)


def _remind(version: Version, desk: Desk) -> None:
    """Say what is still to be done before this movement can run in earnest."""
    if campaign.ended(version.campaign, local_day(desk.clock.now(), desk.settings.zone)):
        desk.say(
            "Lưu ý: phong trào đã kết thúc ngày {day}; hãy sửa thời gian (period) trước khi dùng.",
            day=version.campaign.period.last_day,
        )
    open_keys = campaign.to_fill(version.campaign)
    if open_keys:
        desk.say("Lưu ý: còn chỗ “[Điền …]” ở {keys}.", keys=", ".join(open_keys))


def _document(name: str) -> tuple[str, str]:
    """Give the key and the text of a preset, or of a file."""
    if name in presets.NAMES:
        return name, presets.text(name)
    path = Path(name)
    try:
        return path.name[-KEY_LIMIT:], path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, ValueError) as error:
        if isinstance(error, UnicodeError):
            raise Refusal(
                "Tệp {name} không phải là văn bản UTF-8. Hãy lưu lại theo mã UTF-8.", name=name
            ) from None
        raise Refusal(
            "Không có mẫu hay tệp nào tên “{name}”. Mẫu có sẵn: {presets}.",
            name=name,
            presets=", ".join(presets.NAMES),
        ) from None
    except OSError as error:
        raise Refusal(
            "Không đọc được tệp {name} ({reason}).", name=name, reason=error.strerror
        ) from None
