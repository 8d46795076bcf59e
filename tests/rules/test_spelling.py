import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules import spelling

VIETNAMESE = st.text(
    alphabet="aăâeêioôơuưyđhnpt ÁẰẪẸỂÍỐỢỤỮÝĐáằẫẹểíốợụữý0123456789-–.\u00a0", max_size=40
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phòng  văn hóa - xã hội", "Phòng Văn hóa – Xã hội"),
        ("Phòng Văn hóa-Xã hội", "PHÒNG VĂN HÓA - XÃ HỘI"),
        ("Xã Long Hòa", "Xã Long Hoà"),
        ("Thủy lợi", "Thuỷ lợi"),
        ("Khoẻ", "khỏe"),
        ("Đội Quản lý\u00a0trật tự", "đội quản lý trật tự"),
        ("Tổ\u200b 1", "Tổ 1"),
        ("Trường “Kim Đồng”", 'Trường "Kim Đồng"'),
    ],
)
def test_spellings_of_one_unit_share_a_key(one: str, other: str) -> None:
    assert spelling.name_key(one) == spelling.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tổ 1", "Tơ 1"), ("Tổ 1", "Tố 1"), ("Tổ 1", "Tổ 2"), ("Ấp Đông", "Ấp Dông"), ("Tân", "Tấn")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert spelling.name_key(one) != spelling.name_key(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nguyễn\u00a0 Văn\tAn \n", "Nguyễn Văn An"),
        (unicodedata.normalize("NFD", "Đặng Thị Diệễm"), "Đặng Thị Diệễm"),
        ("Lê\u200b B\u00adình\ufeff", "Lê Bình"),
        ("Tr\x00ần\x07 An", "Trần An"),
        ("Văn hóa – Xã hội", "Văn hóa – Xã hội"),
        ("=Lê <b>An</b> & 👩‍💼", "=Lê <b>An</b> & 👩‍💼"),
    ],
)
def test_a_name_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert spelling.clean(typed) == kept


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("Mã / code", "ma code"),
        ("  HỌ và\nTÊN: ", "ho va ten"),
        ("front_line", "front line"),
        ("Đơn\u200b vị", "don vi"),
        ("×", ""),
    ],
)
def test_headers_are_read_without_marks(header: str, words: str) -> None:
    assert spelling.plain(header) == words


def test_codes_are_compared_without_case_width_or_kind_of_dash() -> None:
    assert spelling.code_key(" cb–０１") == spelling.code_key("CB-01")
    assert spelling.code_key("CB-01") != spelling.code_key("CB-10")


@given(VIETNAMESE, st.sampled_from(["NFC", "NFD"]))
def test_the_form_of_unicode_never_matters(text: str, form: str) -> None:
    other = unicodedata.normalize(form, text)  # type: ignore[arg-type]
    assert spelling.clean(other) == spelling.clean(text)
    assert spelling.plain(other) == spelling.plain(text)
    assert spelling.name_key(other) == spelling.name_key(text)
    assert spelling.code_key(other) == spelling.code_key(text)


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert spelling.clean(spelling.clean(text)) == spelling.clean(text)
