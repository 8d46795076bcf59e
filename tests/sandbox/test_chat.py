"""A chat reads as a chat."""

from bot.sandbox.people import Person
from tests.sandbox.conftest import App


async def test_a_card_changes_in_place_when_its_button_is_tapped(app: App, lan: Person) -> None:
    await lan.says("/card")
    assert lan.sees() == "Hôm nay"
    assert lan.buttons() == [["✅ Đạt tất cả"]]
    assert lan.message.keyboard[0][0].style == "success"
    shown = lan.message

    await lan.taps("Đạt tất cả")

    assert lan.message is shown
    assert lan.sees() == "Đã gửi"
    assert lan.buttons() == []
    assert lan.toast == "Đã ghi nhận"
    assert lan.news == [shown]
