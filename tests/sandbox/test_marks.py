"""HTML in, marks out, and back to HTML for a page."""

import pytest

from bot.sandbox import entities, html_mode
from bot.sandbox.model import Entity
from bot.sandbox.refusal import ApiError


def marks(found: tuple[Entity, ...]) -> list[tuple[str, int, int]]:
    return [(one.type, one.offset, one.length) for one in found]


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)]),
        ("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        ("<s>a</s><del>b</del>", "ab", [("strikethrough", 0, 1), ("strikethrough", 1, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]),
        ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
        ("😀<b>a</b>", "😀a", [("bold", 2, 1)]),
        ("<B>a</B>", "a", [("bold", 0, 1)]),
        ("<b></b>", "", []),
        ("<b>a</>", "a", [("bold", 0, 1)]),
        ("&lt;b&gt; &amp; &quot; &#65; &#x42;", '<b> & " A B', []),
        ("&nbsp; &apos; & a&b", "&nbsp; &apos; & a&b", []),
        ("1 > 0", "1 > 0", []),
    ],
)
def test_html_that_parses(source: str, text: str, expected: list[tuple[str, int, int]]) -> None:
    parsed, found = html_mode.parse(source)
    assert (parsed, marks(found)) == (text, expected)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        (
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
        ),
        ("đ<p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("1 < 2 và 3", 'Unsupported start tag "" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_html_that_does_not_parse(source: str, reason: str) -> None:
    with pytest.raises(ApiError) as refused:
        html_mode.parse(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


def test_links_and_code_keep_what_they_say() -> None:
    source = (
        '<a href="https://nep.vn/?a=1&amp;b=2">x</a> <a>https://nep.vn</a> <a href="nope">y</a>'
        ' <pre><code class="language-python">z</code></pre>'
        ' <tg-emoji emoji-id="5368324170671202286">👍</tg-emoji>'
    )
    _, found = html_mode.parse(source)
    assert [one.url for one in found if one.type == "text_link"] == [
        "https://nep.vn/?a=1&b=2",
        "https://nep.vn",
    ]
    assert [one.language for one in found if one.type == "code"] == ["python"]
    assert [one.custom_emoji_id for one in found if one.type == "custom_emoji"] == [
        "5368324170671202286"
    ]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("<b>a &lt;i&gt;</b>\n&amp;", "<b>a &lt;i&gt;</b>\n&amp;"),
        ("😀 <b>a<i>b</i></b>c", "😀 <b>a<i>b</i></b>c"),
        ("<blockquote expandable>a</blockquote>", "<blockquote expandable>a</blockquote>"),
    ],
)
def test_a_page_gets_safe_html(source: str, shown: str) -> None:
    assert entities.as_html(*html_mode.parse(source)) == shown


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    text, found = html_mode.parse("<a href='https://x/\"><script>'>a</a>")
    assert '"><script>' not in entities.as_html(text, found)


def test_what_people_type_is_found() -> None:
    text = "😀 /start@nep_bot a@b.vn @lan_tran #nếp x/y https://nep.vn/a?b=1."
    found = [
        (one.type, text.encode("utf-16-le")[one.offset * 2 : (one.offset + one.length) * 2])
        for one in entities.detect(text)
    ]
    assert [(kind, part.decode("utf-16-le")) for kind, part in found] == [
        ("bot_command", "/start@nep_bot"),
        ("email", "a@b.vn"),
        ("mention", "@lan_tran"),
        ("hashtag", "#nếp"),
        ("url", "https://nep.vn/a?b=1"),
    ]


def test_a_quotation_ends_its_line_by_itself() -> None:
    """On the page as in Telegram: one empty line in the text is one on the screen."""
    source = "<blockquote>trời mưa</blockquote>\n\n4 tuần qua"
    assert entities.as_html(*html_mode.parse(source)) == (
        "<blockquote>trời mưa</blockquote>\n4 tuần qua"
    )
