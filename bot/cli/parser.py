"""The words of the command line. Nothing heavy is imported here: `nep --help` answers at once."""

import argparse
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

Say = Callable[..., str]

LANGUAGES = ("vi", "en")
DEMO_PORT = 8765

COMMANDS = {
    "demo": "dùng thử cả sản phẩm trên trình duyệt, không cần tài khoản Telegram",
    "run": "chạy bot",
    "campaign list": "phong trào đang áp dụng và các mẫu có sẵn",
    "campaign show": "đọc một phong trào: tiêu chí, thước đo, mốc, khen thưởng, báo cáo",
    "campaign use": "áp dụng một mẫu hoặc một tệp phong trào",
    "roster import": "nhập danh sách cán bộ từ tệp .xlsx, .ods hoặc .csv",
    "roster links": "làm đường dẫn đăng ký dùng một lần cho từng người",
    "unit list": "các đơn vị và giờ gửi thẻ, giờ nhắc của từng đơn vị",
    "unit times": "đặt giờ gửi thẻ và giờ nhắc riêng cho một đơn vị",
    "calendar list": "ngày nghỉ, ngày làm bù cơ quan ghi riêng",
    "calendar add": "ghi một ngày nghỉ hoặc ngày làm việc theo văn bản của cơ quan",
    "calendar remove": "bỏ một ngày đã ghi riêng",
    "calendar next": "đồng hồ sẽ làm gì trong những ngày tới",
    "duty list": "ai trực những ngày nghỉ sắp tới",
    "duty add": "ghi người trực một ngày nghỉ: ngày đó chỉ họ được mời báo cáo",
    "duty remove": "bỏ người khỏi lịch trực một ngày",
    "trigger": "làm bằng tay một việc của đồng hồ; làm hai lần không gửi hai lần",
    "export reports": "xuất sổ báo cáo ra .csv hoặc .xlsx",
    "summaries check": "so các số cộng sẵn của bảng xếp hạng với sổ báo cáo",
    "summaries rebuild": "cộng lại từ sổ báo cáo mọi số của bảng xếp hạng",
    "doctor": "kiểm tra cấu hình, cơ sở dữ liệu, Telegram, đồng hồ, phông chữ",
}
"""Every command and its one line, in the order in which an administrator meets them."""

_GROUPS = {
    "campaign": "phong trào thi đua",
    "roster": "danh sách cán bộ",
    "unit": "đơn vị",
    "calendar": "lịch làm việc",
    "duty": "lịch trực ngày nghỉ",
    "export": "xuất dữ liệu",
    "summaries": "các số cộng sẵn của bảng xếp hạng",
}

_COMPLAINTS = {
    r"the following arguments are required: (?P<what>.+)": "Còn thiếu {what}.",
    r"unrecognized arguments: (?P<what>.+)": "Không hiểu “{what}”.",
    r"argument (?P<name>.+?): expected one argument": "{name} cần một giá trị đi kèm.",
    r"argument (?P<name>.+?): invalid choice: '?(?P<what>.*?)'? \(choose from (?P<among>.+)\)": (
        "Không có “{what}”; chọn một trong: {among}."
    ),
    r"argument (?P<name>.+?): (?P<what>[^:]*[“”].*)": "{name}: {what}",
}
"""How argparse complains, and how we do."""


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line; wrong usage ends the program with code 2."""
    language = _language(argv)
    return _parser(_speaker(language)).parse_args(argv, argparse.Namespace(language=language))


def _language(argv: Sequence[str] | None) -> str:
    """Look for the language first, since the help and the complaints are in it too."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--language", nargs="?")
    found = first.parse_known_args(argv)[0].language
    return found if found in LANGUAGES else LANGUAGES[0]


def _speaker(language: str) -> Say:
    if language == LANGUAGES[0]:
        return str.format
    from bot.rules.people import Language  # noqa: PLC0415 - Vietnamese needs no catalog
    from bot.speech import catalog  # noqa: PLC0415 - see above

    return catalog.of(Language(language)).plain


def _parser(say: Say) -> "_Parser":
    top = _Parser(say, "nep", _overview(say), usage=f"nep {say('LỆNH')} …")
    top.options.add_argument("--version", action=_Version, help=say("xem phiên bản rồi thoát"))
    names = _commands(top, say)
    groups = {name: _commands(_group(names, name, say), say) for name in _GROUPS}

    def command(name: str) -> _Parser:
        group, _, last = name.rpartition(" ")
        made: _Parser = groups.get(group, names).add_parser(
            last, say=say, prog=f"nep {name}", description=_sentence(say(COMMANDS[name]))
        )
        made.set_defaults(module=group or last, deed=name.replace(" ", "_"))
        return made

    demo = command("demo")
    demo.options.add_argument(
        "--port",
        type=_port(say),
        default=DEMO_PORT,
        metavar="N",
        help=say("cổng của trang (mặc định 8765)"),
    )
    demo.options.add_argument(
        "--no-browser", action="store_true", help=say("không tự mở trình duyệt")
    )
    command("run")
    command("campaign list")
    show = command("campaign show")
    show.values.add_argument(
        "name",
        nargs="?",
        metavar=say("TÊN"),
        help=say("tên mẫu hoặc tệp .toml; bỏ trống là phong trào đang áp dụng"),
    )
    show.options.add_argument(
        "--toml", action="store_true", help=say("in nguyên văn tệp, để soạn tệp của cơ quan")
    )
    use = command("campaign use")
    use.values.add_argument("name", metavar=say("TÊN"), help=say("tên mẫu hoặc tệp .toml"))
    roster = command("roster import")
    roster.values.add_argument(
        "file", type=Path, metavar=say("TỆP"), help=say("danh sách .xlsx, .ods hoặc .csv")
    )
    roster.options.add_argument(
        "--dry-run", action="store_true", help=say("chỉ xem sẽ thay đổi gì, không ghi")
    )
    links = command("roster links")
    links.options.add_argument(
        "--out", type=Path, metavar=say("TỆP"), help=say("ghi ra tệp .csv thay vì in ra màn hình")
    )
    links.options.add_argument("--unit", metavar=say("TÊN"), help=say("chỉ một đơn vị"))
    links.options.add_argument(
        "--code", metavar=say("MÃ"), help=say("chỉ một người, kể cả khi đã đăng ký")
    )
    links.options.add_argument(
        "--qr", type=Path, metavar=say("THƯ_MỤC"), help=say("thêm ảnh QR của từng người")
    )
    _of_the_clock(command, say)
    export = command("export reports")
    export.options.add_argument(
        "--from",
        dest="first",
        required=True,
        type=_day(say),
        metavar=say("NGÀY"),
        help=say("từ ngày, như 2026-11-01 hoặc 01/11/2026"),
    )
    export.options.add_argument(
        "--to",
        dest="last",
        required=True,
        type=_day(say),
        metavar=say("NGÀY"),
        help=say("đến hết ngày"),
    )
    export.options.add_argument(
        "--out", type=Path, metavar=say("TỆP"), help=say("tệp .csv hoặc .xlsx; bỏ trống là in CSV")
    )
    command("summaries check")
    command("summaries rebuild")
    command("doctor")
    return top


def _of_the_clock(command: Callable[[str], "_Parser"], say: Say) -> None:
    """Add what says when people are written to."""
    command("unit list")
    times = command("unit times")
    times.values.add_argument("name", metavar=say("TÊN"), help=say("tên đơn vị"))
    times.options.add_argument(
        "--prompt", type=_hour(say), metavar=say("GIỜ"), help=say("giờ gửi thẻ, như 16:00")
    )
    times.options.add_argument(
        "--remind",
        type=_hour(say),
        metavar=say("GIỜ"),
        help=say("giờ nhắc; giờ nào bỏ trống thì theo phong trào"),
    )
    times.options.add_argument(
        "--from",
        dest="first",
        type=_season_day(say),
        metavar=say("THÁNG-NGÀY"),
        help=say("chỉ từ ngày này mỗi năm, như 10-16; không kèm giờ nào là bỏ mùa đó"),
    )
    times.options.add_argument(
        "--until",
        dest="last",
        type=_season_day(say),
        metavar=say("THÁNG-NGÀY"),
        help=say("đến hết ngày này mỗi năm, như 04-15"),
    )
    command("calendar list")
    add = command("calendar add")
    _day_of_the_calendar(add, say)
    add.values.add_argument(
        "kind", choices=("off", "working"), help=say("off là nghỉ, working là làm việc")
    )
    add.options.add_argument(
        "--note", required=True, metavar=say("LÝ_DO"), help=say("vì sao, như “Nghỉ bù lễ 30/4”")
    )
    add.options.add_argument(
        "--document", metavar=say("VĂN_BẢN"), help=say("số, ngày của văn bản quyết định")
    )
    _day_of_the_calendar(command("calendar remove"), say)
    command("calendar next").options.add_argument(
        "--days", type=_count(say), default=7, metavar="N", help=say("bao nhiêu ngày (mặc định 7)")
    )
    command("duty list")
    for name in ("duty add", "duty remove"):
        duty = command(name)
        _day_of_the_calendar(duty, say)
        duty.values.add_argument(
            "codes", nargs="+", metavar=say("MÃ"), help=say("mã cán bộ, một hay nhiều")
        )
    trigger = command("trigger")
    trigger.values.add_argument(
        "event",
        metavar=say("VIỆC"),
        help="prompts, reminders, approvals, escalations, digest-month, digest-quarter, "
        "digest-year, milestones, signups",
    )
    trigger.options.add_argument(
        "--on", type=_day(say), metavar=say("NGÀY"), help=say("cho ngày nào (mặc định hôm nay)")
    )
    trigger.options.add_argument(
        "--dry-run",
        action="store_true",
        help=say("chỉ cho biết ai sẽ nhận, ai không và vì sao; không gửi gì"),
    )


def _overview(say: Say) -> str:
    width = max(map(len, COMMANDS))
    lines = (f"  {name:{width}}  {say(line)}" for name, line in COMMANDS.items())
    about = say("Nếp: tự đánh giá hằng ngày, duyệt và xếp hạng thi đua qua Telegram.")
    more = say("Thêm --help sau một lệnh để xem cách dùng lệnh đó.")
    return "\n".join((about, "", say("Lệnh:"), *lines, "", more))


def _commands(parser: "_Parser", say: Say) -> Any:  # noqa: ANN401 - argparse's own private type
    return parser.add_subparsers(required=True, metavar=say("LỆNH"), help=argparse.SUPPRESS)


def _group(names: Any, group: str, say: Say) -> "_Parser":  # noqa: ANN401 - see _commands
    inside = (name for name in COMMANDS if name.startswith(f"{group} "))
    listed = (f"  {name.split()[1]:8}  {say(COMMANDS[name])}" for name in inside)
    about = "\n".join((_sentence(say(_GROUPS[group])), "", say("Lệnh:"), *listed))
    made: _Parser = names.add_parser(
        group, say=say, prog=f"nep {group}", description=about, usage=f"nep {group} {say('LỆNH')} …"
    )
    return made


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _day(say: Say) -> Callable[[str], date]:
    def read_day(text: str) -> date:
        for form in ("%Y-%m-%d", "%d/%m/%Y"):
            try:
                return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise argparse.ArgumentTypeError(
            say("“{text}” không phải là ngày; viết như 2026-11-25 hoặc 25/11/2026.", text=text)
        )

    return read_day


def _hour(say: Say) -> Callable[[str], time]:
    def read_hour(text: str) -> time:
        try:
            return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - the office's own clock
        except ValueError:
            raise argparse.ArgumentTypeError(
                say("“{text}” không phải là giờ; viết như 16:30.", text=text)
            ) from None

    return read_hour


def _season_day(say: Say) -> Callable[[str], str]:
    def read_day(text: str) -> str:
        try:
            found = datetime.strptime(f"2024-{text}", "%Y-%m-%d")  # noqa: DTZ007 - of every year
        except ValueError:
            raise argparse.ArgumentTypeError(
                say("“{text}” không phải là ngày trong năm; viết tháng-ngày, như 10-16.", text=text)
            ) from None
        return f"{found:%m-%d}"

    return read_day


def _day_of_the_calendar(command: "_Parser", say: Say) -> None:
    command.values.add_argument(
        "day", type=_day(say), metavar=say("NGÀY"), help=say("như 2026-11-24 hoặc 24/11/2026")
    )


def _count(say: Say) -> Callable[[str], int]:
    def read_count(text: str) -> int:
        if text.isdecimal() and 1 <= int(text) <= 366:
            return int(text)
        raise argparse.ArgumentTypeError(
            say("“{text}” không phải là số ngày từ 1 đến 366.", text=text)
        )

    return read_count


def _port(say: Say) -> Callable[[str], int]:
    def read_port(text: str) -> int:
        if text.isdecimal() and 1 <= int(text) <= 65535:
            return int(text)
        raise argparse.ArgumentTypeError(
            say("“{text}” không phải là số cổng từ 1 đến 65535.", text=text)
        )

    return read_port


class _Help(argparse.RawDescriptionHelpFormatter):
    def __init__(self, heading: str, prog: str) -> None:
        super().__init__(prog)
        self._heading = heading

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:  # noqa: ANN401 - argparse's
        super().add_usage(usage, actions, groups, self._heading if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Argparse with our words: it has no way to be given a language."""

    def __init__(self, say: Say, prog: str, description: str, usage: str | None = None) -> None:
        super().__init__(
            prog=prog,
            usage=usage,
            description=description,
            formatter_class=partial(_Help, say("Cách dùng: ")),
            add_help=False,
            allow_abbrev=False,
        )
        self._say = say
        self.values = self.add_argument_group(say("Cho biết"))
        self.options = self.add_argument_group(say("Tùy chọn"))
        self.options.add_argument(
            "-h", "--help", action="help", help=say("xem hướng dẫn này rồi thoát")
        )
        self.options.add_argument(
            "--language",
            choices=LANGUAGES,
            default=argparse.SUPPRESS,
            help=say("ngôn ngữ: vi hoặc en"),
        )

    def parse_known_args(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - argparse's
        """Complain at once of what a command does not know: argparse would leave it to the top."""
        found, unknown = super().parse_known_args(*args, **kwargs)
        if unknown:
            self.error(f"unrecognized arguments: {' '.join(unknown)}")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        hint = self._say("Xem cách dùng: {name} --help", name=self.prog)
        self.exit(2, f"{self._complaint(message)} {hint}\n")

    def _complaint(self, message: str) -> str:
        for pattern, ours in _COMPLAINTS.items():
            found = re.fullmatch(pattern, message)
            if found:
                return self._say(ours, **found.groupdict()).replace("'", "")
        return self._say("Câu lệnh chưa đúng.")


class _Version(argparse.Action):
    def __init__(self, option_strings: Sequence[str], help: str, **_: object) -> None:  # noqa: A002 - argparse's name
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - only this option needs it

        parser.exit(0, f"nep {version('nep')}\n")
