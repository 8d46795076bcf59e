"""What a chat can hold, looked at in a real browser."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import NARROW, visiting

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def page(window: BrowserContext, gallery: str) -> Iterator[Page]:
    """The one tab in which most tests look; who goes elsewhere in it takes a `fresh` one."""
    with visiting(window, gallery) as page:
        yield page


@pytest.fixture
def fresh(window: BrowserContext, gallery: str) -> Iterator[Page]:
    with visiting(window, gallery) as page:
        yield page


def phone(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Tin nhắn với {name}")


def write(chat: Locator, words: str) -> None:
    chat.get_by_role("textbox", name="Soạn tin…").fill(words)
    chat.get_by_role("textbox", name="Soạn tin…").press("Enter")


def said(chat: Locator) -> Locator:
    return chat.get_by_role("article")


def answer_to(chat: Locator, words: str) -> Locator:
    """Write something and give the message that answers it."""
    expect(said(chat).first).to_be_attached()
    before = said(chat).count()
    write(chat, words)
    expect(said(chat)).to_have_count(before + 2)
    return said(chat).nth(before + 1)


def test_three_chats_stand_side_by_side(page: Page) -> None:
    for name in ("Trần Thị Lan", "Lê Văn Bình", "Phạm Minh Đức"):
        expect(phone(page, name)).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "vi"
    assert page.evaluate("document.documentElement.scrollWidth") <= 1366
    assert "Mất kết nối" in page.content()


def test_what_people_type_is_never_markup(page: Page) -> None:
    chat = phone(page, "Lê Văn Bình")
    expect(said(chat).first).to_contain_text("<script>window.broken = true</script><img src=x")
    assert page.evaluate("window.broken") is None
    assert chat.locator("article script, article img").count() == 0


def test_a_tap_changes_the_card_in_place_and_shows_a_toast(page: Page) -> None:
    chat = phone(page, "Trần Thị Lan")
    card = answer_to(chat, "/card")
    expect(card).to_contain_text("Tự đánh giá")
    before = said(chat).count()
    card.get_by_role("button", name="Đạt tất cả").click()
    expect(card).to_contain_text("Đã gửi lúc 16:41")
    expect(card).to_contain_text("đã sửa")
    expect(card.get_by_role("button", name="Sửa")).to_be_visible()
    expect(card.get_by_role("button", name="Đạt tất cả")).to_have_count(0)
    expect(chat.get_by_role("status").get_by_text("Đã ghi nhận")).to_be_visible()
    assert said(chat).count() == before


def test_an_alert_is_closed_by_its_button(page: Page) -> None:
    chat = phone(page, "Trần Thị Lan")
    answer_to(chat, "/card").get_by_role("button", name="Trang phục").click()
    alert = chat.get_by_role("alertdialog")
    expect(alert).to_contain_text("Thước đo: đeo thẻ")
    expect(alert.get_by_role("button", name="Đóng")).to_be_focused()
    page.keyboard.press("Enter")
    expect(alert).to_have_count(0)


def test_buttons_are_dressed_as_the_bot_asks(page: Page) -> None:
    chat = phone(page, "Trần Thị Lan")
    card = answer_to(chat, "/card")
    for label, style in (
        ("Đạt tất cả", "success"),
        ("Trả lại", "danger"),
        ("Chi tiết", "primary"),
        ("Đúng giờ", "plain"),
    ):
        expect(card.get_by_role("button", name=label)).to_have_class(re.compile(style))
    assert page.evaluate(
        "[...document.querySelectorAll('.key.success, .key.danger, .key.primary')]"
        ".every(key => getComputedStyle(key).color === 'rgb(255, 255, 255)')"
    )


def test_the_menu_lists_commands_and_narrows_while_one_types(page: Page) -> None:
    chat = phone(page, "Lê Văn Bình")
    chat.get_by_role("button", name="Lệnh").click()
    menu = chat.get_by_role("group", name="Lệnh")
    expect(menu.get_by_role("button")).to_have_text(["/cardThẻ hôm nay", "/askHỏi lý do"])
    chat.get_by_role("textbox", name="Soạn tin…").fill("/a")
    expect(menu.get_by_role("button")).to_have_text(["/askHỏi lý do"])
    menu.get_by_role("button", name="/ask").click()
    expect(said(chat).last).to_contain_text("Lý do trả lại?")
    expect(chat.get_by_text("Trả lời Nếp")).to_be_visible()
    expect(answer_to(chat, "Thiếu lý do")).to_contain_text("Nghe rõ: Thiếu lý do")
    expect(chat.get_by_text("Trả lời Nếp")).to_have_count(0)


def test_a_message_can_be_replied_to(page: Page) -> None:
    chat = phone(page, "Lê Văn Bình")
    heard = answer_to(chat, "Chào buổi chiều")
    heard.hover()
    heard.get_by_role("button", name="Trả lời").click()
    answer_to(chat, "Cảm ơn")
    expect(said(chat).nth(-2)).to_contain_text("NếpNghe rõ: Chào buổi chiềuCảm ơn")


def test_start_follows_the_invitation_and_a_contact_is_shared_by_a_button(page: Page) -> None:
    chat = phone(page, "Phạm Minh Đức")
    chat.get_by_role("button", name="Bắt đầu").click()
    expect(said(chat).last).to_contain_text("Chào mừng MA")
    chat.get_by_role("button", name="Chia sẻ số điện thoại").click()
    expect(said(chat).last).to_contain_text("Đã nhận số")


def test_pictures_open_larger_and_documents_are_downloads(page: Page) -> None:
    chat = phone(page, "Trần Thị Lan")
    album = said(chat).filter(has_text="Bản tin tháng 10")
    expect(album.get_by_role("button", name="Xem ảnh lớn")).to_have_count(3)
    album.get_by_role("button", name="Xem ảnh lớn").first.click()
    large = page.get_by_role("dialog")
    expect(large.get_by_role("img")).to_be_visible()
    large.get_by_role("button", name="Đóng").click()
    expect(large).to_have_count(0)
    with page.expect_download() as waiting:
        chat.get_by_role("link", name="Tải về").click()
    assert waiting.value.suggested_filename == "xếp hạng tháng 10.csv"
    assert waiting.value.path().read_bytes() == b"a;b\n1;2\n"


def test_hidden_words_and_long_quotes_open_at_a_key(page: Page) -> None:
    text = said(phone(page, "Trần Thị Lan")).filter(has_text="Thước đo của tiêu chí").first
    hidden, quote = text.locator(".tg-spoiler"), text.locator("blockquote")
    height = quote.evaluate("element => element.clientHeight")
    for marked in (hidden, quote):
        marked.press("Enter")
        expect(marked).to_have_class(re.compile("opened"))
    assert quote.evaluate("element => element.clientHeight") > height
    assert hidden.evaluate("element => getComputedStyle(element).color") != "rgba(0, 0, 0, 0)"


def test_the_clock_moves_and_news_are_marked_where_nobody_looks(page: Page) -> None:
    page.get_by_role("button", name="Lệnh").first.focus()
    chat = phone(page, "Lê Văn Bình")
    before = said(chat).count()
    clock = page.get_by_role("group", name="Ngày giờ của bản chạy thử")
    expect(clock.get_by_text("Kế tiếp: thẻ mới")).to_be_visible()
    clock.get_by_role("button", name="Đến sự kiện kế tiếp").click()
    expect(said(chat)).to_have_count(before + 1)
    expect(said(chat).last).to_contain_text("Đến giờ rồi")
    expect(clock.locator("time")).to_have_text(re.compile(r"\d\d:00"))
    expect(chat.get_by_text("1 tin mới")).to_be_visible()
    chat.get_by_role("textbox", name="Soạn tin…").focus()
    expect(chat.get_by_text("1 tin mới")).to_have_count(0)


def test_one_who_reads_above_is_not_torn_down_by_news(page: Page) -> None:
    chat = phone(page, "Trần Thị Lan")
    log = chat.get_by_role("log")
    answer_to(chat, "Tôi ở cuối")
    expect(said(chat).last).to_be_in_viewport()
    log.evaluate("element => element.scrollTo(0, -element.scrollHeight)")
    top = said(chat).first
    expect(top).to_be_in_viewport()
    count = said(chat).count()
    page.get_by_role("button", name="+1 giờ").click()
    expect(said(chat)).to_have_count(count + 1)
    expect(top).to_be_in_viewport()
    log.evaluate("element => element.scrollTo(0, 0)")
    page.get_by_role("button", name="+1 giờ").click()
    expect(said(chat)).to_have_count(count + 2)
    expect(said(chat).last).to_be_in_viewport()


def test_another_person_can_take_a_chat_and_a_reload_keeps_that(fresh: Page) -> None:
    choice = phone(fresh, "Trần Thị Lan").get_by_role("combobox")
    choice.click()
    fresh.get_by_role("option", name="Phạm Minh Đức").click()
    expect(phone(fresh, "Phạm Minh Đức")).to_have_count(2)
    fresh.wait_for_url(re.compile("chats="))
    fresh.reload()
    expect(phone(fresh, "Phạm Minh Đức")).to_have_count(2)
    expect(phone(fresh, "Trần Thị Lan")).to_have_count(0)


def test_two_tabs_see_the_same_chat(page: Page, window: BrowserContext, gallery: str) -> None:
    with visiting(window, gallery) as other:
        write(phone(page, "Lê Văn Bình"), "Hai cửa sổ")
        expect(said(phone(other, "Lê Văn Bình")).last).to_contain_text("Nghe rõ: Hai cửa sổ")


def test_the_guide_goes_away_and_comes_back(fresh: Page) -> None:
    guide = fresh.get_by_role("complementary", name="Thử trong hai phút")
    expect(guide.get_by_role("listitem")).to_have_count(4)
    fresh.get_by_role("button", name="Ẩn hướng dẫn").click()
    expect(guide).to_be_hidden()
    fresh.reload()
    fresh.get_by_role("button", name="Hướng dẫn", exact=True).click()
    expect(guide).to_be_visible()


def test_the_words_around_the_chats_are_english_on_request(fresh: Page) -> None:
    fresh.get_by_role("link", name="English").click()
    expect(fresh.get_by_role("button", name="Go to the next event")).to_be_visible()
    assert fresh.locator("html").get_attribute("lang") == "en-US"


def test_a_narrow_screen_shows_one_chat_and_tabs(browser: Browser, gallery: str) -> None:
    with visiting(browser.new_context(viewport=NARROW), gallery) as page:
        expect(phone(page, "Trần Thị Lan")).to_be_visible()
        expect(phone(page, "Lê Văn Bình")).to_be_hidden()
        page.get_by_role("button", name="Thủ trưởng").click()
        expect(phone(page, "Lê Văn Bình")).to_be_visible()
        expect(phone(page, "Trần Thị Lan")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
