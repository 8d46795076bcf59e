"""JSON of whoever sends it, read and written again."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import jsons

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(ANYTHING)
def test_what_was_written_reads_the_same(value: object) -> None:
    assert jsons.read(jsons.written(value)) == value
    assert json.loads(jsons.written(value)) == value


@pytest.mark.parametrize("odd", ['"\\ud83d"', "[NaN]", "1e999"])
def test_what_python_reads_is_read(odd: str) -> None:
    assert str(jsons.read(odd)) == str(json.loads(odd))
    jsons.written(jsons.read(odd))


@pytest.mark.parametrize("broken", [b"", b"{", b"\xff", b'{"a": 1} x'])
def test_what_nobody_reads_is_refused(broken: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of which kind is the library's own
        jsons.read(broken)
