"""The words of the page itself, around what the bot and the people say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date

Language = Literal["vi", "en"]

ENGLISH = {
    "Nếp · bản chạy thử": "Nếp · sandbox",
    "Ngày giờ của bản chạy thử": "Date and time in the sandbox",
    "Đến sự kiện kế tiếp": "Go to the next event",
    "+1 giờ": "+1 hour",
    "+1 ngày làm việc": "+1 working day",
    "Kế tiếp: {title}, {when}": "Next: {title}, {when}",
    "Chưa có sự kiện nào sắp tới": "Nothing is coming up",
    "Đang chạy…": "Running…",
    "Ngôn ngữ của trang": "Language of the page",
    "Người dùng khung chat này": "Whose chat this is",
    "tin mới": "new",
    "Soạn tin…": "Write a message…",
    "Gửi": "Send",
    "Lệnh": "Commands",
    "Bắt đầu": "Start",
    "Chưa đăng ký: “Bắt đầu” mở đường dẫn đăng ký của người này.": (
        "Not signed up yet: “Start” opens this person's sign-up link."
    ),
    "Người này chưa trò chuyện với bot.": "This person has not talked to the bot yet.",
    "Đóng": "Close",
    "Trả lời": "Reply",
    "Trả lời {name}": "Reply to {name}",
    "Bỏ trả lời": "Do not reply",
    "đã sửa": "edited",
    "đang soạn…": "typing…",
    "đang gửi tệp…": "sending a file…",
    "Ảnh": "Picture",
    "Xem ảnh lớn": "Show the picture larger",
    "Tải về": "Download",
    "Đã chép": "Copied",
    "Tin nhắn với {name}": "Chat with {name}",
    "gửi thẻ báo cáo ngày": "the day's cards",
    "nhắc người chưa gửi": "reminders",
    "gửi hộp duyệt cho thủ trưởng": "the heads' inboxes",
    "gửi bản tin tháng": "the month's digest",
    "chưa đăng ký": "not signed up",
    "Cán bộ": "Official",
    "Thủ trưởng": "Unit head",
    "Phó thủ trưởng": "Deputy head",
    "Hội đồng": "Council",
    "Thường trực": "Secretary",
    "Ẩn hướng dẫn": "Hide the guide",
    "Hướng dẫn": "Guide",
    "Thử trong hai phút": "Try it in two minutes",
    "Bấm “Đến sự kiện kế tiếp”": "Press “Go to the next event”",
    "Đến giờ, bot gửi thẻ tự đánh giá trong ngày cho từng người.": (
        "When it is time, the bot sends everybody the day's card."
    ),
    "Cán bộ: “Đạt tất cả”, rồi “Gửi”": "Official: “Đạt tất cả” (all met), then “Gửi” (send)",
    "Ba chạm là xong một ngày; có việc chưa đạt thì bấm riêng tiêu chí đó.": (
        "A day is done in three taps; what was not met has a button of its own."
    ),
    "Thủ trưởng: mở hộp duyệt": "Unit head: open the inbox",
    "Đi tiếp đến giờ nhắc và giờ duyệt: duyệt cả loạt hoặc trả lại kèm lý do.": (
        "Go on to the reminder and the inbox: approve all, or return one with a reason."
    ),
    "Hội đồng: gõ /xephang": "Council: type /ranking",
    "Xem xếp hạng; đi tiếp đến ngày đầu tháng sau để nhận bản tin tháng.": (
        "See the standings; go on to the first of the month for the month's digest."
    ),
}


@dataclass(frozen=True)
class Wording:
    """One language of the page; the Vietnamese words are the key, and stand where none is kept."""

    language: Language = "vi"

    def __call__(self, words: str, **values: object) -> str:
        said = ENGLISH.get(words, words) if self.language == "en" else words
        return said.format(**values)

    def day(self, day: date) -> str:
        """Thứ Tư, 25/11/2026."""
        return f"{format_date(day, 'EEEE', locale=self.language)}, {day:%d/%m/%Y}"

    def moment(self, moment: datetime, today: date) -> str:
        """Name the day too where it is another one."""
        if moment.date() == today:
            return f"{moment:%H:%M}"
        day = format_date(moment.date(), "EEEE", locale=self.language)
        return f"{moment:%H:%M} {day} {moment:%d/%m}"
