"""Four steps that show a visitor the whole thing in two minutes."""

from nicegui import ui

from bot.sandbox.page.elements import Button, Text
from bot.sandbox.page.stage import Stage
from bot.sandbox.page.wording import Wording

STEPS = (
    (
        "Bấm “Đến sự kiện kế tiếp”",
        "Đến giờ, bot gửi thẻ tự đánh giá trong ngày cho từng người.",
    ),
    (
        "Cán bộ: “Đạt tất cả”, rồi “Gửi”",
        "Ba chạm là xong một ngày; có việc chưa đạt thì bấm riêng tiêu chí đó.",
    ),
    (
        "Thủ trưởng: mở hộp duyệt",
        "Đi tiếp đến giờ nhắc và giờ duyệt: duyệt cả loạt hoặc trả lại kèm lý do.",
    ),
    (
        "Hội đồng: gõ /xephang",
        "Xem xếp hạng; đi tiếp đến ngày đầu tháng sau để nhận bản tin tháng.",
    ),
)


def draw(stage: Stage, wording: Wording, again: Button) -> None:
    """Show the steps; once they are put away they stay away, until `again` asks for them."""
    box = ui.element("aside").classes("guide")
    box.props["aria-label"] = wording("Thử trong hai phút")
    with box, ui.element("ol"):
        for title, explanation in STEPS:
            with ui.element("li"):
                Text(wording(title), "strong")
                Text(wording(explanation))

    def show(opened: bool) -> None:
        stage.guide_open = opened
        box.set_visibility(opened)
        again.set_visibility(not opened)

    with box:
        Button("✕", lambda: show(False), classes="close", hint=wording("Ẩn hướng dẫn"))
    again.on("click", lambda: show(True), args=[])
    show(stage.guide_open)
