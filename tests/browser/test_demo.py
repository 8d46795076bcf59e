"""`nep demo` as a visitor meets it: the unchanged bot, a sample office, two minutes."""

import os
import re
import socket
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import program, visiting

pytestmark = pytest.mark.browser

OFFICIAL, HEAD, COUNCIL = "Nguyễn Thị Lan Anh", "Đặng Thị Minh Nguyệt", "Lê Thanh Mai"


@pytest.fixture(scope="module")
def demo(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run it; it must leave nothing behind."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with program(
        "-m", "bot", "demo", "--no-browser", "--port", port, TMPDIR=str(folder)
    ) as address:
        yield address
    assert list(folder.iterdir()) == []


@pytest.fixture
def page(window: BrowserContext, demo: str) -> Iterator[Page]:
    with visiting(window, demo) as page:
        yield page


def chat(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=f"Tin nhắn với {name}")


def newest(chat: Locator) -> Locator:
    return chat.get_by_role("article").last


def go_on(page: Page, to: str) -> None:
    """Go to the next event, which must be this one."""
    expect(page.get_by_text(re.compile(f"Kế tiếp: {to}"))).to_be_visible()
    on = page.get_by_role("button", name="Đến sự kiện kế tiếp")
    on.click()
    expect(page.get_by_text(re.compile(f"Kế tiếp: {to}"))).to_be_hidden()
    expect(on).to_be_enabled(timeout=60_000)  # everybody's digest is drawn meanwhile


def test_a_visitor_sees_a_prompt_a_reminder_an_approval_and_a_digest(
    page: Page, tmp_path: Path
) -> None:
    """Leave each digest as it stands in the chat in the folder that NEP_SCREENSHOTS names."""
    official, head, council = chat(page, OFFICIAL), chat(page, HEAD), chat(page, COUNCIL)

    go_on(page, "gửi thẻ báo cáo ngày")
    card = newest(official)
    expect(card).to_contain_text("Tự đánh giá")
    card.get_by_role("button", name="Đạt tất cả").click()
    card.get_by_role("button", name="Gửi").click()
    expect(card).to_contain_text("Đã gửi")

    go_on(page, "nhắc người chưa gửi")
    expect(newest(head)).to_contain_text("chưa gửi")
    expect(newest(official)).to_contain_text("Đã gửi")

    go_on(page, "gửi hộp duyệt cho thủ trưởng")
    inbox = newest(head)
    inbox.get_by_role("button", name="Duyệt tất cả không ngoại lệ").click()
    expect(card).to_contain_text("Đã duyệt")

    council.get_by_role("button", name="Lệnh").click()
    council.get_by_role("button", name="/ranking").click()
    expect(newest(council).get_by_role("img")).to_be_visible()

    go_on(page, "gửi bản tin tháng")
    expect(digest(head, "Phòng").get_by_role("img")).to_have_count(3)
    expect(newest(head)).to_contain_text(".xlsx")
    expect(digest(official, OFFICIAL).get_by_role("img")).to_have_count(1)
    page.set_viewport_size(
        {"width": 1366, "height": 2600}
    )  # so that nothing of them is scrolled away
    shown = {
        "official": digest(official, OFFICIAL),
        "head": digest(head, "Phòng"),
        "council": digest(council, "Toàn cơ quan"),
    }
    expect(shown["council"].get_by_role("img")).to_have_count(3)
    for name, one in shown.items():
        one.scroll_into_view_if_needed()
        page.wait_for_function("[...document.images].every(image => image.complete)")
        keep_picture(one.locator(".bubble").screenshot(), f"digests/{name}.png", tmp_path)


def digest(chat: Locator, of: str) -> Locator:
    return (
        chat.get_by_role("article")
        .filter(has=chat.page.get_by_role("img"))
        .filter(has_text=of)
        .last
    )


def keep_picture(taken: bytes, name: str, otherwise: Path) -> None:
    """Leave a picture in the folder that NEP_SCREENSHOTS names, in few colours."""
    path = Path(os.environ.get("NEP_SCREENSHOTS", otherwise), name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(BytesIO(taken)) as picture:
        picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    assert path.stat().st_size < 250_000


def test_a_newcomer_signs_up_by_the_link(page: Page) -> None:
    chat(page, OFFICIAL).get_by_role("combobox").click()
    page.get_by_role("option", name="Vũ Hoàng Nam").click()
    newcomer = chat(page, "Vũ Hoàng Nam")
    newcomer.get_by_role("button", name="Bắt đầu").click()
    newest(newcomer).get_by_role("button", name="Tôi đồng ý").click()
    expect(newest(newcomer)).to_contain_text("Đã đăng ký")
    newcomer.get_by_role("button", name="Lệnh").click()
    newcomer.get_by_role("button", name="/checkin").click()
    expect(newest(newcomer)).to_contain_text("Tự đánh giá")


def test_the_readme_gets_its_picture(page: Page, tmp_path: Path) -> None:
    """Leave `screenshot.png` in the folder that NEP_SCREENSHOTS names: card, inbox, ranking."""
    page.set_viewport_size({"width": 1366, "height": 1000})
    page.get_by_role("button", name="Ẩn hướng dẫn").click()
    official, head, council = chat(page, OFFICIAL), chat(page, HEAD), chat(page, COUNCIL)
    go_on(page, "gửi thẻ báo cáo ngày")
    for label in ("Đạt tất cả", "Đúng giờ"):
        newest(official).get_by_role("button", name=label).click()
    for who, command in ((head, "/approvals"), (council, "/ranking")):
        who.get_by_role("button", name="Lệnh").click()
        who.get_by_role("button", name=command).click()
    green = newest(head).get_by_role("button", name="Duyệt tất cả không ngoại lệ")
    expect(green).to_be_visible()
    newest(council).get_by_role("img").scroll_into_view_if_needed()
    for who in (council, head, official):
        who.get_by_role("textbox").focus()
    page.evaluate("document.activeElement.blur()")
    expect(page.get_by_text(re.compile("tin mới"))).to_have_count(0)
    keep_picture(page.screenshot(), "screenshot.png", tmp_path)
