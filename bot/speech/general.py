"""What is said when there is nothing better to say."""

from markupsafe import Markup, escape

from bot.rules.people import Language
from bot.speech import buttons
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, key, keyboard


def languages(t: Texts) -> Screen:
    return Screen(
        t("Đồng chí chọn ngôn ngữ."),
        keyboard(
            [
                key("Tiếng Việt", buttons.Speak(Language.VI)),
                key("English", buttons.Speak(Language.EN)),
            ]
        ),
    )


def language_set(t: Texts) -> Screen:
    return Screen(t("Từ nay Nếp nói tiếng Việt."))


def not_understood(t: Texts) -> Screen:
    return Screen(
        t(
            "Nếp chưa hiểu câu này. Đồng chí gõ /checkin để báo cáo hôm nay, "
            "trả lời thẻ báo cáo để ghi chú, hoặc /help để xem các lệnh."
        )
    )


def unknown_command(t: Texts) -> Screen:
    return Screen(t("Nếp không có lệnh này. Đồng chí gõ /help để xem các lệnh."))


def only_text(t: Texts) -> Screen:
    return Screen(t("Nếp chỉ đọc được chữ. Đồng chí gõ /help để xem các lệnh."))


def private_only(t: Texts) -> Screen:
    return Screen(t("Nếp chỉ làm việc trong trò chuyện riêng, để không lộ thông tin cá nhân."))


def old_button(t: Texts) -> str:
    return t.plain("Nút này đã cũ. Đồng chí gõ /checkin hoặc /help để mở thẻ mới.")


def failed(t: Texts) -> str:
    return t.plain("Nếp gặp trục trặc, thao tác vừa rồi chưa được ghi. Đồng chí thử lại giúp.")


def sign_up_first(t: Texts) -> str:
    return t.plain("Đồng chí chưa đăng ký. Gõ /start để bắt đầu.")


def sentence(text: str) -> Markup:
    """Take a plain sentence as it is, so that nothing in it is markup."""
    return escape(text)
