import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts import lettering, theme
from tests.charts.samples import LONG, NASTY, UNBROKEN

ROOM = 320.0


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (unicodedata.normalize("NFD", "Nguyễn Thị Ữ"), "Nguyễn Thị Ữ"),
        ("Lan 😀👍🏽 Anh", "Lan Anh"),
        ("👨\u200d👩\u200d👧", ""),
        ("\u202eLan\u200f\u2066", "Lan"),
        ("  Lan \n\t Anh ", "Lan Anh"),
        ("漢 Lan", "□ Lan"),
        ("<b>&amp;</b> $x$", "<b>&amp;</b> $x$"),
    ],
)
def test_words_are_shown_as_the_font_can(typed: str, shown: str) -> None:
    assert lettering.printable(typed) == shown


@given(st.text(max_size=80), st.sampled_from([theme.TITLE, theme.TINY]), st.integers(1, 3))
def test_lines_fit_whatever_is_typed(words: str, style: theme.Style, lines: int) -> None:
    """A letter without a glyph would warn here, and warnings are errors."""
    wrapped = lettering.wrap(words, style, ROOM, lines)
    assert len(wrapped) <= lines
    assert all(lettering.measure(line, style) <= ROOM for line in wrapped)


@pytest.mark.parametrize("words", [LONG, NASTY, UNBROKEN])
def test_nothing_is_lost_where_there_is_room(words: str) -> None:
    lines = lettering.wrap(words, theme.BODY, ROOM, 20)
    assert len(lines) > 2
    assert "".join(lines).replace(" ", "") == lettering.printable(words).replace(" ", "")


def test_words_are_broken_between_words() -> None:
    lines = lettering.wrap(LONG, theme.BODY, ROOM, 20)
    assert " ".join(lines) == LONG


def test_what_is_left_out_is_owned_up_to() -> None:
    assert lettering.wrap(LONG, theme.BODY, ROOM, 2)[-1].endswith("…")
    assert lettering.fit("Lê Văn C", theme.BODY, ROOM) == "Lê Văn C"


def test_a_letter_keeps_its_marks() -> None:
    """No composed form exists for these, so that a cut could fall between letter and mark."""
    words = "x\u0323\u0301" * 40
    for width in range(60, 120):
        shown = lettering.fit(words, theme.BODY, width)
        assert shown == words[: 3 * (len(shown) // 3)] + "…"


def test_a_balanced_title_leaves_no_word_alone() -> None:
    title = "94 % báo cáo được gửi, cao hơn tháng trước ba điểm"
    lines = lettering.balanced(title, theme.TITLE, theme.INNER, 3)
    assert " ".join(lines) == title
    assert len(lines) == 2
    first, second = (lettering.measure(line, theme.TITLE) for line in lines)
    assert second > 0.6 * first


def test_a_number_shrinks_rather_than_losing_digits() -> None:
    style = lettering.largest("123.456", theme.FIGURES, 108)
    assert lettering.fit("123.456", style, 108) == "123.456"
    assert lettering.largest("1", theme.FIGURES, 108) is theme.FIGURE


def test_a_balanced_title_keeps_a_number_with_what_it_counts() -> None:
    title = "Việc đúng hạn giảm 8 điểm trong hai tuần cuối"
    lines = lettering.balanced(title, theme.TITLE, theme.INNER, 3)
    assert lines == ["Việc đúng hạn giảm 8 điểm", "trong hai tuần cuối"]
