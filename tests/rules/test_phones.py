import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import phones

MOBILE = "+84912345678"


@pytest.mark.parametrize(
    "written",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "0912-345-678",
        "0912–345–678",
        "(0912) 345 678",
        "0912,345,678",
        "'0912345678",
        "912345678",
        "84912345678",
        "84912345678.0",
        "+84 912.345.678",
        "+84 (0)912 345 678",
        "0084912345678",
        "9.12345678E+08",
        "8,4912345678E+10",
        "０９１２３４５６７８",
        "\u202a+84\u00a0912\u200b345678\u202c",
        "0912345678/0987654321",
        "0912345678 - 0987654321",
        "0912345678\n0987654321",
        "0912345678, 0987654321",
        "0912345678 hoặc 0987654321",
        "chưa rõ; 0912345678",
    ],
)
def test_one_mobile_is_read_from_any_writing(written: str) -> None:
    assert phones.normalise_phone(written) == MOBILE


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("024 3825 0000", "+842438250000"),
        ("2903 831 234", "+842903831234"),
        ("84 290 3831234", "+842903831234"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("845678901", "+84845678901"),
    ],
)
def test_landlines_and_numbers_from_abroad_are_kept(written: str, number: str) -> None:
    assert phones.normalise_phone(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "-",
        "không",
        "091234567",
        "09123456789",
        "12345",
        "+84123",
        "+0912345678",
        "0112345678",
    ],
)
def test_what_is_no_number_gives_none(written: str) -> None:
    assert phones.normalise_phone(written) is None


@pytest.mark.parametrize("written", ["8.49E+10", "9.12E+08", "8,49123E+10"])
def test_a_number_that_lost_digits_is_nobodys(written: str) -> None:
    assert phones.normalise_phone(written) is None
    assert phones.is_shortened(written)


@given(
    st.from_regex(r"[35789][0-9]{8}", fullmatch=True),
    st.sampled_from(["0", "84", "+84", "+84 0", ""]),
)
def test_every_prefix_leads_to_the_same_number(digits: str, prefix: str) -> None:
    assert phones.normalise_phone(prefix + digits) == "+84" + digits


@given(st.text(alphabet="0123456789+84 .-/;,()E\n０９", max_size=30))
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = phones.normalise_phone(text)
    if once is not None:
        assert phones.normalise_phone(once) == once


@given(st.text(max_size=30))
def test_any_text_is_answered(text: str) -> None:
    answer = phones.normalise_phone(text)
    assert answer is None or answer[1:].isascii()
    assert phones.normalise_phone(unicodedata.normalize("NFKD", text)) == answer
