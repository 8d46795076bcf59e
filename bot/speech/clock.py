"""What the clock says besides the cards: a reminder that stands alone and blames nobody."""

from markupsafe import Markup

from bot.speech import buttons
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, Screen, key, keyboard, lines
from bot.usecases.report import DayCard


def reminder(t: Texts, card: DayCard) -> Screen:
    """One quiet word to who has not sent; its button turns it into the card."""
    report, official = card.report, card.official
    if report.complete:
        rest = t("Đồng chí đã trả lời đủ, chỉ còn bấm “Gửi”.")
    else:
        rest = t("Mời đồng chí mở thẻ và gửi khi thuận tiện. Nếu nghỉ, bấm “Nghỉ” trên thẻ.")
    text = lines(
        [
            t("🔔 <b>{day}</b> · Thẻ tự đánh giá chưa gửi", day=t.weekday(report.day)),
            Markup("{name} · {unit}").format(name=official.name, unit=official.unit.name),
            rest,
        ]
    )
    opening = buttons.Card(buttons.CardAct.OPEN, report.id)
    return Screen(text, keyboard([key(f"📋 {t.plain('Mở thẻ')}", opening, GREEN)]))
