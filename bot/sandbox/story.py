"""The sample office: a commune's People's Committee, its people and their habits.

Everyone and everything in it is made up. The roster is a file as offices keep it, read by the
product's own import; what is here says how these people behave.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import presets
from bot.rules import periods
from bot.rules.absences import Kind
from bot.rules.workdays import Workdays

ROSTER = Path(__file__).with_name("office.csv")

OFFICIAL, HEAD, COUNCIL = LEADS = ("BA16", "BA14", "BA03")
NEWCOMER = "BA20"
"""On the roster, but not signed up yet: for a visitor who wants to see that."""

ON_STAGE = ("BA01", LEADS[2], LEADS[1], "BA15", LEADS[0], "BA17", "BA18", "BA19")
"""Whose eve happens in the chats themselves: the leads, and who has to do with them."""

STARTS_AT = time(16, 20)
"""Shortly before the day's cards go out."""

_FILLED = (
    ("Điền cơ quan ban hành văn bản căn cứ", "Ủy ban nhân dân tỉnh"),
    ("Điền tên cơ quan ban hành", "Ủy ban nhân dân xã Bình An"),
    ("Điền cấp có thẩm quyền", "Chủ tịch Ủy ban nhân dân tỉnh"),
    ("Điền cấp", "xã"),
    ("Điền số, ký hiệu", "15/KH-UBND"),
    (
        "Điền trích yếu",
        "Tổ chức phong trào thi đua thực hiện văn hóa công sở giai đoạn 2026 - 2030",
    ),
    ("Điền loại văn bản", "Kế hoạch"),
    ("Điền nơi khen thưởng theo thẩm quyền", "Chủ tịch Ủy ban nhân dân xã"),
    ("Điền nơi đề nghị", "Hội đồng Thi đua - Khen thưởng xã"),
    ("Điền nơi nhận báo cáo", "Ủy ban nhân dân tỉnh"),
    ("Điền nơi tổng hợp", "Phòng Văn hóa - Xã hội"),
)


@dataclass(frozen=True)
class Habit:
    """How somebody keeps the rules; probabilities of one day."""

    slips: float = 0.035
    """Of one criterion."""
    weak: str = ""
    """The theme in which slips come five times as often."""
    forgets: float = 0.015
    """No report at all."""
    late: float = 0.06
    """Sent on the morning after."""


HABITS: Mapping[str, Habit] = {
    "BA01": Habit(slips=0.004, late=0.2),
    "BA04": Habit(slips=0),
    "BA02": Habit(slips=0.01),
    "BA06": Habit(weak="K2"),
    "BA08": Habit(late=0.25),
    "BA09": Habit(slips=0.015),
    "BA11": Habit(slips=0.05, weak="K1", forgets=0.04),
    "BA13": Habit(slips=0, forgets=0),
    "BA16": Habit(slips=0.015, weak="K2", forgets=0),
    "BA18": Habit(slips=0.06, weak="K1", late=0.2),
    "BA19": Habit(slips=0, forgets=0),
    "BA17": Habit(slips=0.012),
    "BA22": Habit(slips=0.03, weak="K4"),
    "BA23": Habit(slips=0.045, weak="K2", forgets=0.05),
    "BA25": Habit(slips=0.02),
    "BA26": Habit(slips=0, forgets=0.36),
    "BA27": Habit(weak="K6"),
}

TIRED_UNIT, TIRED_THEME, TIRED_WEEKS = "Phòng Kinh tế", "K1", 2
"""What a month's digest has to find: there the last weeks went worse."""

NOTES: Mapping[str, Sequence[str]] = {
    "K1": (
        "Mưa lớn, ngập đường liên ấp, đến trễ 20 phút.",
        "Đưa con đi học, đến cơ quan 7 giờ 40.",
        "Xe hỏng dọc đường, đã báo lãnh đạo phòng.",
    ),
    "K2": (
        "Hai hồ sơ trễ hẹn một ngày vì chờ trích lục.",
        "Báo cáo quý gửi chậm so với lịch, đã xin lỗi đơn vị nhận.",
    ),
    "K3": ("Chưa chuyển kịp số liệu cho phòng bạn.", "Còn một việc được giao chưa bắt đầu."),
    "K4": (
        "Trả lời điện thoại của công dân còn vội, đã gọi lại xin lỗi.",
        "Quầy đông, chưa kịp mời nước bà con chờ lâu.",
    ),
    "K5": ("Còn để đèn, quạt sau giờ làm việc hai lần.",),
    "K6": ("Để quên thẻ ở nhà, dùng thẻ tạm.", "Đi cơ sở về, chưa kịp thay trang phục."),
    "K7": ("Trực bầu ấp nên không dự sinh hoạt.",),
}

AWAY: Mapping[str, Sequence[tuple[int, int, Kind]]] = {
    "BA02": ((6, 8, Kind.MISSION),),
    "BA07": ((3, 5, Kind.ANNUAL), (33, 33, Kind.OTHER)),
    "BA10": ((15, 19, Kind.TRAINING),),
    "BA12": ((28, 30, Kind.ANNUAL),),
    "BA14": ((22, 23, Kind.MISSION),),
    "BA16": ((12, 13, Kind.ANNUAL),),
    "BA24": ((18, 99, Kind.MATERNITY),),
    "BA25": ((9, 11, Kind.ANNUAL),),
}
"""From which working day of the story to which."""

OUTLASTS = timedelta(days=90)

CAME_LATER = {"BA08": 26}
"""Who signed up on which working day of the story; all others before the first."""


@dataclass(frozen=True)
class Plot:
    """Two whole months but for their last day, on which the story opens."""

    founding: date
    """When the office got its bot: the working day before."""
    days: Sequence[date]
    today: date
    zone: ZoneInfo

    @property
    def eve(self) -> date:
        return self.days[-1]

    @property
    def founded(self) -> datetime:
        return periods.moment_of(self.founding, time(7, 30), self.zone)

    @property
    def eve_begins(self) -> datetime:
        return periods.moment_of(self.eve, time(8), self.zone)

    @property
    def opening(self) -> datetime:
        return periods.moment_of(self.today, STARTS_AT, self.zone)

    def is_away(self, code: str, day: date) -> bool:
        nth = bisect_left(self.days, day)
        return any(first <= nth <= last for first, last, _ in AWAY.get(code, ()))

    def absences(self) -> Iterator[tuple[str, date, date, Kind]]:
        """Give who is away from when to when; the last ones outlast the story."""
        for code, spans in AWAY.items():
            for first, last, kind in spans:
                later = self.days[last] if last < len(self.days) else self.today + OUTLASTS
                yield code, self.days[first], later, kind

    def signed_up(self, code: str) -> datetime:
        """Give when this person agreed: with all others before the first day, or later."""
        nth = CAME_LATER.get(code)
        day = self.days[nth] if nth is not None else self.founding
        return periods.moment_of(day, time(7, 40), self.zone) + timedelta(minutes=int(code[2:]))


def plot(now: datetime, zone: ZoneInfo, calendar: Workdays) -> Plot:
    """Let it open on the last working day of a month that is over or ends today.

    So the next things to happen are a prompt, a reminder, an inbox, and a month's digest.
    """
    today = periods.local_day(now, zone)
    last = calendar.last_working_of_month(today)
    if last is None or last > today:
        month = periods.month_of(today).previous()
        last = calendar.last_working_of_month(month.first)
    assert last  # noqa: S101 - every month has a working day
    first = periods.month_of(last).previous().first
    *days, today = calendar.working_days(first, last)
    return Plot(calendar.previous_working(first), days, today, zone)


def campaign() -> str:
    """Give the blank template as this office filled it in."""
    text = presets.text("mau-2026")
    for blank, value in _FILLED:
        text = text.replace(f"[{blank}]", value)
    return text
