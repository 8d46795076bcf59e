"""The commands: one source for the menu, for /help and for who is offered what."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

from telegram import BotCommand

from bot.rules.people import COUNCIL_ROLES, LEADING_ROLES, Official, Role
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, lines

EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    alias: str | None
    description: str
    """A message id of the catalogs."""
    roles: frozenset[Role]
    """Who is offered it; who may use it is asked again when it is used."""


COMMANDS = (
    Command("checkin", "baocao", "Báo cáo hôm nay", EVERYBODY),
    Command("me", "toi", "Tháng của tôi: lịch, điểm, báo cáo bị trả lại", EVERYBODY),
    Command("leave", "nghi", "Báo nghỉ hôm nay, ngày mai hoặc nhiều ngày", EVERYBODY),
    Command("approvals", "duyet", "Duyệt báo cáo của đơn vị", LEADING_ROLES),
    Command("pulse", "nhip", "Nhịp đơn vị: ai chưa gửi báo cáo, vì sao", LEADING_ROLES),
    Command("delegate", "uyquyen", "Ủy quyền cho người khác duyệt báo cáo", frozenset({Role.HEAD})),
    Command("digest", "bantin", "Bản tin tháng của đơn vị", LEADING_ROLES | COUNCIL_ROLES),
    Command("ranking", "xephang", "Xếp hạng cá nhân và đơn vị", COUNCIL_ROLES),
    Command("reminders", "gionhac", "Giờ nhận thẻ và nhắc của tôi", EVERYBODY),
    Command("duty", "truc", "Ghi người trực thứ Bảy của đơn vị", LEADING_ROLES),
    Command("calendar", "lich", "Ngày nghỉ, ngày làm bù của cơ quan", COUNCIL_ROLES),
    Command("help", "trogiup", "Các lệnh và cách dùng", EVERYBODY),
    Command("language", "ngonngu", "Đổi ngôn ngữ · Change language", EVERYBODY),
)
STRANGERS = (
    Command("start", None, "Đăng ký", EVERYBODY),
    COMMANDS[-2],
)


def offered(official: Official | None) -> Sequence[Command]:
    if official is None:
        return STRANGERS
    return [command for command in COMMANDS if official.role in command.roles]


def menu(t: Texts, official: Official | None) -> Sequence[BotCommand]:
    return [BotCommand(c.name, t.plain(c.description)) for c in offered(official)]


def menu_key(t: Texts, official: Official) -> str:
    """Say which menu this is, so that it is set again only when it is another one."""
    return _menu_key(t, official.role)


@cache  # asked at every tap
def _menu_key(t: Texts, role: Role) -> str:
    offered = (command for command in COMMANDS if role in command.roles)
    shown = "".join(f"{c.name}\0{t.plain(c.description)}\0" for c in offered)
    return f"{role}:{crc32(shown.encode()):08x}"


def help_screen(t: Texts, official: Official | None) -> Screen:
    if official is None:
        return Screen(
            t(
                "Nếp là trợ lý báo cáo văn hóa công sở. Đồng chí mở đường dẫn đăng ký được cấp, "
                "hoặc gõ /start rồi chia sẻ số điện thoại đã khai trong danh sách cơ quan."
            )
        )
    rows = [
        t(
            "/{name}{alias}: {description}",
            name=command.name,
            alias=f" (/{command.alias})" if command.alias else "",
            description=t.plain(command.description),
        )
        for command in offered(official)
    ]
    return Screen(
        lines(
            [
                t("<b>Nếp · {unit}</b>", unit=official.unit.name),
                *rows,
                "",
                t(
                    "Trả lời thẻ báo cáo bằng chữ: “đạt hết” là mọi tiêu chí đạt, "
                    "chữ khác là ghi chú."
                ),
            ]
        )
    )
