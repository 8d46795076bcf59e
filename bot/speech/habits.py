"""When a person's card comes, and whether a reminder follows."""

from datetime import date, time

from markupsafe import Markup

from bot.speech import buttons
from bot.speech.buttons import Reminding
from bot.speech.catalog import Texts
from bot.speech.screen import GREEN, Key, Screen, key, keyboard, lines
from bot.usecases.habits import Habits


def screen(t: Texts, habits: Habits) -> Screen:
    """What is kept, what follows from it, and what may be changed."""
    official = habits.official
    return Screen(
        lines(
            [
                t("🔔 <b>Giờ nhận thẻ và nhắc</b>"),
                Markup("{name} · {unit}").format(name=official.name, unit=official.unit.name),
                "",
                _card_line(t, habits),
                _reminder_line(t, habits),
            ]
        ),
        keyboard(
            _steps(t, habits),
            [_hour_key(t.plain("Như đơn vị: {hour}", hour=habits.usual), habits.usual)]
            if habits.chosen
            else [],
            *_pauses(t, habits),
        ),
    )


def _card_line(t: Texts, habits: Habits) -> Markup:
    hour = habits.times.prompt_at
    if habits.chosen:
        return t(
            "Thẻ đến lúc <b>{hour}</b> các ngày làm việc, theo giờ đồng chí chọn "
            "(đơn vị: {usual}).",
            hour=hour,
            usual=habits.usual,
        )
    return t("Thẻ đến lúc <b>{hour}</b> các ngày làm việc, như cả đơn vị.", hour=hour)


def _reminder_line(t: Texts, habits: Habits) -> Markup:
    until = habits.unreminded_until
    if until is None:
        return t(
            "Ngày chưa gửi báo cáo thì Nếp nhắc một lần, không chuông, lúc {hour}.",
            hour=habits.times.remind_at,
        )
    if until == date.max:
        return t("Nếp không nhắc đến khi đồng chí bấm “Nhắc lại”; thẻ vẫn đến.")
    return t("Nếp không nhắc đến hết ngày {day}, sau đó nhắc như cũ; thẻ vẫn đến.", day=until)


def _steps(t: Texts, habits: Habits) -> list[Key]:
    """Offer the hour before and the hour after."""
    hour = habits.times.prompt_at
    earlier = max((choice for choice in habits.choices if choice < hour), default=None)
    later = min((choice for choice in habits.choices if choice > hour), default=None)
    keys = []
    if earlier:
        keys.append(_hour_key("◀ " + t.plain("Sớm hơn: {hour}", hour=earlier), earlier))
    if later:
        keys.append(_hour_key(t.plain("Muộn hơn: {hour}", hour=later) + " ▶", later))
    return keys


def _hour_key(label: str, hour: time) -> Key:
    return key(label, buttons.PromptAt(hour))


def _pauses(t: Texts, habits: Habits) -> list[list[Key]]:
    if habits.unreminded_until:
        again = key(t.plain("Nhắc lại"), buttons.Remind(Reminding.ON), GREEN)
        return [[again]]
    return [
        [
            key(t.plain("Không nhắc 1 tuần"), buttons.Remind(Reminding.AFTER_WEEK)),
            key(t.plain("Không nhắc 1 tháng"), buttons.Remind(Reminding.AFTER_MONTH)),
        ],
        [key(t.plain("Không nhắc nữa"), buttons.Remind(Reminding.OFF))],
    ]
