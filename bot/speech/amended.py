"""What is said of a digest that changed after it was sent."""

from datetime import datetime

from markupsafe import Markup

from bot.rules.people import Official
from bot.rules.periods import Period
from bot.speech import spans
from bot.speech.catalog import Texts
from bot.speech.screen import Screen, lines
from bot.usecases.amended import News


def line(t: Texts, news: News, now: datetime) -> Markup | None:
    parts = []
    if news.approved:
        parts.append(t.plain("duyệt thêm {count} báo cáo", count=news.approved))
    if news.returned:
        parts.append(t.plain("trả lại {count} báo cáo", count=news.returned))
    if not parts:
        return None
    return t(
        "Cập nhật lúc {hour} ngày {day}: {changes}.",
        hour=t.hour(now),
        day=t.short_day(t.local_day(now)),
        changes=", ".join(parts),
    )


def correction(t: Texts, official: Official, period: Period, line: Markup) -> Screen:
    """Tell it in a message of its own where the pictures are gone."""
    unit = official.leads or official.is_council
    return Screen(
        lines(
            [
                t(
                    "📊 <b>Bản tin · {period}</b> · {whose}",
                    period=spans.name(t, period),
                    whose=official.unit.name if official.leads else official.name,
                ),
                line,
                t("Xem lại: {command}", command="/digest" if unit else "/me"),
            ]
        )
    )
