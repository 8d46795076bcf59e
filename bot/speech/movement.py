"""Letters about the movement itself: a milestone that comes near, who has not signed up."""

from collections.abc import Iterator

from markupsafe import Markup

from bot.speech.catalog import Texts
from bot.speech.screen import Screen, clip, lines
from bot.usecases.milestones import Ahead
from bot.usecases.signups import Missing

UNITS_SHOWN = 10
KEYS_SHOWN = 3
NAME_ROOM = 60


def milestone(t: Texts, ahead: Ahead) -> Screen:
    gaps = list(_gaps(t, ahead))
    return Screen(
        lines(
            [
                t("<b>Mốc của phong trào: {name}</b>", name=ahead.due.name),
                ahead.campaign.title,
                _deadline(t, ahead),
                "",
                t("Đến hôm nay còn:")
                if gaps
                else t("Theo số liệu đến hôm nay không còn thiếu gì."),
                *gaps,
            ]
        )
    )


def signups(t: Texts, missing: Missing) -> Screen:
    shown, others = missing.units[:UNITS_SHOWN], missing.units[UNITS_SHOWN:]
    return Screen(
        lines(
            [
                t(
                    "<b>Còn {count}/{all} người chưa đăng ký</b> · {day}",
                    count=missing.count,
                    all=missing.people,
                    day=t.weekday(missing.today),
                ),
                *(
                    Markup("• {unit}: {count}").format(unit=clip(unit, NAME_ROOM), count=count)
                    for unit, count in shown
                ),
                t(
                    "… và {units} đơn vị khác: {count} người",
                    units=len(others),
                    count=sum(count for _, count in others),
                )
                if others
                else None,
                "",
                t(
                    "Để cấp đường dẫn đăng ký, nhờ người quản trị chạy <code>nep roster "
                    "links</code> rồi gửi riêng cho từng người: mỗi đường dẫn dùng một lần."
                ),
            ]
        )
    )


def _deadline(t: Texts, ahead: Ahead) -> Markup:
    day = t.weekday(ahead.due.last_day)
    if ahead.days_left:
        return t("Hạn: {day} · còn {days} ngày", day=day, days=ahead.days_left)
    return t("Hạn: {day} · hết hôm nay", day=day)


def _gaps(t: Texts, ahead: Ahead) -> Iterator[Markup]:
    if ahead.oldest:
        yield t(
            "• {count} báo cáo chờ duyệt, cũ nhất ngày {day}",
            count=ahead.waiting,
            day=ahead.oldest,
        )
    if ahead.not_signed_up:
        yield t("• {count} người chưa đăng ký", count=ahead.not_signed_up)
    if ahead.below:
        yield t(
            "• {count}/{all} đơn vị báo cáo dưới mức {rate} % trong năm {year}",
            count=ahead.below,
            all=ahead.units,
            rate=ahead.campaign.scoring.min_rate,
            year=ahead.today.year,
        )
    if ahead.headless:
        yield t("• {count} đơn vị chưa có thủ trưởng", count=ahead.headless)
    if ahead.to_fill:
        keys = ", ".join(ahead.to_fill[:KEYS_SHOWN])
        rest = len(ahead.to_fill) - KEYS_SHOWN
        yield t(
            "• {count} mục của tệp phong trào còn phải điền: {keys}",
            count=len(ahead.to_fill),
            keys=f"{keys}, …" if rest > 0 else keys,
        )
