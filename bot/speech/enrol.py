"""Signing up: the notice, the agreement, the welcome."""

from markupsafe import Markup
from telegram import KeyboardButton, ReplyKeyboardMarkup

from bot.rules.people import Official, Role
from bot.speech import buttons
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, Screen, key, keyboard, lines


def stranger(t: Texts) -> Screen:
    """What anybody sees who comes without a good link."""
    share = KeyboardButton(f"📱 {t.plain('Chia sẻ số điện thoại')}", request_contact=True)
    return Screen(
        t(
            "Chào đồng chí. Nếp là trợ lý báo cáo văn hóa công sở hằng ngày của cơ quan.\n"
            "Để đăng ký, đồng chí mở đường dẫn (hoặc mã QR) được cấp, hoặc chia sẻ số điện thoại "
            "đã khai trong danh sách cơ quan."
        ),
        ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True),
    )


def not_your_phone(t: Texts) -> Screen:
    return Screen(t("Đồng chí cần chia sẻ số điện thoại của chính mình, bằng nút bên dưới."))


def notice(t: Texts, official: Official, code: str) -> Screen:
    """Who the person is, what is kept, why and for how long; then the agreement."""
    text = lines(
        [
            t("Chào đồng chí <b>{name}</b>.", name=official.name),
            Markup("{title}{unit}").format(
                title=f"{official.title} · " if official.title else "", unit=official.unit.name
            ),
            Markup(""),
            t("<b>Nếp giữ những gì</b>"),
            t("• Họ tên, mã, chức vụ, đơn vị, số điện thoại do cơ quan cung cấp; mã Telegram."),
            t("• Báo cáo hằng ngày, ghi chú, ngày nghỉ (chỉ loại nghỉ) và kết quả duyệt."),
            t("<b>Để làm gì</b>"),
            t("Theo dõi, biểu dương trong phong trào thi đua thực hiện văn hóa công sở."),
            t("<b>Ai xem được</b>"),
            t("Đồng chí, người duyệt của đơn vị và Hội đồng thi đua – khen thưởng."),
            t("<b>Giữ bao lâu</b>"),
            t(
                "Trong thời gian của phong trào và đến khi tổng kết xong. "
                "Đồng chí có quyền xem, đề nghị sửa, xóa hoặc rút lại sự đồng ý."
            ),
            Markup(""),
            t(
                "Tin nhắn đi qua máy chủ Telegram ở nước ngoài: "
                "không gửi tài liệu mật, không ghi lý do sức khỏe."
            ),
        ]
    )
    agree = key(f"✅ {t.plain('Tôi đồng ý')}", buttons.Agree(code), GREEN)
    return Screen(text, keyboard([agree]))


def welcome(t: Texts, official: Official) -> Screen:
    """The first steps for this person's role."""
    first = {
        Role.HEAD: t("Gõ /approvals để xem báo cáo chờ duyệt của đơn vị."),
        Role.DEPUTY: t("Khi thủ trưởng vắng, đồng chí duyệt thay bằng /approvals."),
        Role.COUNCIL: t("Gõ /ranking để xem xếp hạng cá nhân và đơn vị."),
        Role.SECRETARY: t("Gõ /ranking để xem xếp hạng cá nhân và đơn vị."),
    }.get(official.role)
    return Screen(
        lines(
            [
                t("✅ Đã đăng ký: <b>{name}</b>.", name=official.name),
                t("Mỗi ngày làm việc Nếp gửi một thẻ báo cáo: bấm “Đạt tất cả” rồi “Gửi”."),
                t("Muốn báo cáo ngay, đồng chí gõ /checkin."),
                first,
                t("Xem mọi lệnh: /help"),
            ]
        )
    )


def already(t: Texts, official: Official) -> Screen:
    return Screen(
        t(
            "Đồng chí <b>{name}</b> đã đăng ký. Gõ /checkin để báo cáo, /help để xem mọi lệnh.",
            name=official.name,
        )
    )
