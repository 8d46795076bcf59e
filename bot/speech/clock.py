"""What the sender says besides the cards: words that stand alone and blame nobody."""

from markupsafe import Markup

from bot.rules.people import Official
from bot.speech import buttons
from bot.speech import card as card_words
from bot.speech.buttons import InboxAct
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, Screen, key, keyboard, lines
from bot.usecases.daycard import DayCard
from bot.usecases.escalation import Overdue


def reminder(t: Texts, card: DayCard) -> Screen:
    """One quiet word to who has not sent; its button turns it into the card."""
    report, official = card.report, card.official
    if report.submitted_at:
        rest = t("Báo cáo đã gửi và đang sửa, chưa gửi lại; khi bấm “Gửi” mới được tính.")
    elif report.complete:
        rest = t("Đồng chí đã trả lời đủ, chỉ còn bấm “Gửi”.")
    else:
        rest = t("Mời đồng chí mở thẻ và gửi khi thuận tiện. Nếu nghỉ, bấm “Nghỉ” trên thẻ.")
    text = lines(
        [
            t("🔔 <b>{day}</b> · Thẻ tự đánh giá chưa gửi", day=t.weekday(report.day)),
            Markup("{name} · {unit}").format(name=official.name, unit=official.unit.name),
            rest,
            card_words.until(t, card),
        ]
    )
    opening = buttons.Card(buttons.CardAct.OPEN, report.id)
    return Screen(text, keyboard([key(f"📋 {t.plain('Mở thẻ')}", opening, GREEN)]))


def again(t: Texts, screen: Screen) -> Screen:
    """Mark what may have come before: Telegram did not say."""
    return Screen(lines([t("<i>(gửi lại)</i>"), screen.text]), screen.keyboard)


def unreachable(t: Texts, official: Official) -> Screen:
    """Tell whoever decides on a person's reports that nothing reaches that person."""
    return Screen(
        lines(
            [
                t(
                    "📵 Tin của bot không đến được <b>{name}</b> · {unit}",
                    name=official.name,
                    unit=official.unit.name,
                ),
                t(
                    "Có thể đồng chí ấy đã chặn bot hoặc đổi tài khoản Telegram. "
                    "Nhờ đồng chí nhắn giúp: mở lại cuộc trò chuyện với bot và bấm “Bắt đầu”; "
                    "nếu đã đổi tài khoản, xin đường dẫn mới từ cán bộ phụ trách thi đua."
                ),
            ]
        )
    )


def overdue(t: Texts, shown: Overdue) -> Screen:
    """Bring in whoever may decide as well, without blaming who has not."""
    return Screen(
        lines(
            [
                t(
                    "⏳ <b>{unit}</b>: {count} báo cáo chờ duyệt đã lâu",
                    unit=shown.unit.name,
                    count=shown.count,
                ),
                t(
                    "Cũ nhất là báo cáo ngày {day}. Đồng chí nay cũng duyệt được các báo cáo này; "
                    "ai duyệt trước thì tính người đó.",
                    day=shown.oldest,
                ),
            ]
        ),
        keyboard([key(f"📥 {t.plain('Mở hộp duyệt')}", buttons.Inbox(InboxAct.SHOW), GREEN)]),
    )
