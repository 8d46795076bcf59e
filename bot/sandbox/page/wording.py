"""The words of the page itself, around what the bot and the people say."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date

Language = Literal["vi", "en"]

ENGLISH = {
    "Nếp · bản chạy thử": "Nếp · sandbox",
    "Bản chạy thử": "Sandbox",
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
    "Đóng": "Close",
    "Trả lời": "Reply",
    "Trả lời {name}": "Reply to {name}",
    "Bỏ trả lời": "Do not reply",
    "đã sửa": "edited",
    "đang soạn…": "typing…",
    "đang gửi tệp…": "sending a file…",
    "trợ lý tự động": "bot",
    "Ảnh": "Picture",
    "Xem ảnh lớn": "Show the picture larger",
    "Tải về": "Download",
    "Danh thiếp": "Contact",
    "Chia sẻ số điện thoại": "Share the phone number",
    "Đã chép": "Copied",
    "Chưa có tin nhắn nào": "No messages yet",
    "Tin nhắn với {name}": "Chat with {name}",
    "Mở thử với một người chưa đăng ký, hoặc đổi người ở ô tên phía trên.": (
        "Try it as somebody who has not signed up, or choose another person above."
    ),
    "Ẩn hướng dẫn": "Hide the guide",
    "Hướng dẫn": "Guide",
    "Thử trong hai phút": "Try it in two minutes",
    "Bấm <b>Đến sự kiện kế tiếp</b>: bot gửi thẻ tự đánh giá trong ngày cho từng người.": (
        "Press <b>Go to the next event</b>: the bot sends everybody the day's card."
    ),
}


@dataclass(frozen=True)
class Wording:
    """One language of the page; the Vietnamese words are the key."""

    language: Language = "vi"

    def __call__(self, words: str, **values: object) -> str:
        said = ENGLISH[words] if self.language == "en" else words
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
