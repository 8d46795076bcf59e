"""Every picture, over plain and over nasty words."""

import gc
import io
import mmap
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.transforms import Bbox
from PIL import Image

from bot.charts import comparison, council, digest, month, ranking
from bot.charts.lettering import font
from bot.charts.sheet import ANCHORS, Line, Sheet
from tests.charts import samples

MAKERS: dict[str, Callable[[str], Callable[[], bytes]]] = {
    "month": lambda words: partial(month.draw, samples.a_month(words)),
    "ranking": lambda words: partial(ranking.draw, samples.a_ranking(words)),
    "criteria": lambda words: partial(digest.draw_criteria, samples.some_criteria(words)),
    "participation": lambda words: partial(
        digest.draw_participation, samples.a_participation(words)
    ),
    "comparison": lambda words: partial(comparison.draw, samples.a_comparison(words)),
    "units": lambda words: partial(council.draw_units, samples.some_units(words)),
    "coverage": lambda words: partial(council.draw_coverage, samples.a_coverage(words)),
    "weak": lambda words: partial(council.draw_weak, samples.weak_criteria(words)),
}
LAYOUTS: dict[str, Callable[[Sheet, str], None]] = {
    "month": lambda sheet, words: month.compose(sheet, samples.a_month(words)),
    "ranking": lambda sheet, words: ranking.compose(sheet, samples.a_ranking(words)),
    "criteria": lambda sheet, words: digest.compose_criteria(sheet, samples.some_criteria(words)),
    "participation": lambda sheet, words: digest.compose_participation(
        sheet, samples.a_participation(words)
    ),
    "comparison": lambda sheet, words: comparison.compose(sheet, samples.a_comparison(words)),
    "units": lambda sheet, words: council.compose_units(sheet, samples.some_units(words)),
    "coverage": lambda sheet, words: council.compose_coverage(sheet, samples.a_coverage(words)),
    "weak": lambda sheet, words: council.compose_weak(sheet, samples.weak_criteria(words)),
}
WORDS = {"plain": "", "nasty": samples.NASTY, "long": samples.LONG, "unbroken": samples.UNBROKEN}

STATM = Path("/proc/self/statm")

every_picture = pytest.mark.parametrize("kind", MAKERS)
any_words = pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)


@every_picture
def test_a_picture_is_a_light_png_of_phone_width(kind: str) -> None:
    png = MAKERS[kind]("")()
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.width == 1080
        assert 600 < image.height < 2000
        assert image.convert("RGB").getpixel((4, 4)) == (255, 255, 255)
    assert len(png) < 75_000


@every_picture
@any_words
def test_words_stay_on_the_sheet_and_apart(kind: str, words: str) -> None:
    sheet = Sheet()
    LAYOUTS[kind](sheet, words)
    sheet.png()
    boxes = [_ink(sheet, line) for line in sheet.lines]
    assert len(boxes) > 10
    width, height = sheet.figure.bbox.size
    for box in boxes:
        assert box.x0 >= 0
        assert box.y0 >= 0
        assert box.x1 <= width
        assert box.y1 <= height
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


@any_words
def test_no_name_touches_a_bar(words: str) -> None:
    sheet = Sheet()
    ranking.compose(sheet, samples.a_ranking(words))
    sheet.png()
    bars = [bar.get_window_extent() for bar in sheet.figure.artists]
    assert len(bars) == 19  # ten tracks, and nine scores above nought
    inks = [_ink(sheet, line) for line in sheet.lines]
    assert not [ink for ink in inks if any(ink.overlaps(bar) for bar in bars)]


@every_picture
def test_the_same_values_give_the_same_bytes_on_any_thread(kind: str) -> None:
    draw = MAKERS[kind]("")
    expected = draw()
    with ThreadPoolExecutor(4) as pool:
        assert {job.result() for job in [pool.submit(draw) for _ in range(8)]} == {expected}


def test_drawing_changes_nothing_global() -> None:
    before = dict(mpl.rcParams)
    for maker in MAKERS.values():
        maker("")()
    assert dict(mpl.rcParams) == before


def test_values_are_made_without_loading_matplotlib() -> None:
    """The idle bot pays a second and fifty megabytes only when it draws."""
    program = (
        "import sys; from bot.charts import digest, month, ranking; "
        "sys.exit('matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own words
    assert done.returncode == 0


@pytest.mark.skipif(not STATM.exists(), reason="only Linux tells a program's memory so")
def test_pixels_are_let_go_without_waiting_for_the_collector() -> None:
    draw = MAKERS["ranking"]("")
    draw()
    gc.disable()
    try:
        before = _resident()
        for _ in range(15):
            draw()
        grown = _resident() - before
    finally:
        gc.enable()
    assert grown < 50 << 20  # the pixels of fifteen are over a hundred


def test_empty_pictures_are_pictures() -> None:
    drawn = (
        month.draw(month.MonthPicture("Tháng 11", "", samples.WEEKDAYS, (), ())),
        ranking.draw(ranking.RankingPicture("Xếp hạng", "Chưa có ai", ())),
        digest.draw_criteria(digest.CriteriaPicture("Tháng 11", "", (), ())),
        digest.draw_participation(digest.ParticipationPicture("", "", ("0", "50", "100"), ())),
    )
    assert all(png.startswith(b"\x89PNG") for png in drawn)


def _ink(sheet: Sheet, line: Line) -> Bbox:
    """Give the box of the letters, with room for a capital and a tail even where there is none."""
    anchor = ANCHORS[line.anchor]
    left, _, right, _ = font(line.style).getbbox(line.words, anchor=anchor)
    _, top, _, bottom = font(line.style).getbbox(line.words + "Xg", anchor=anchor)
    floor = sheet.figure.bbox.height - line.baseline
    return Bbox.from_extents(line.x + left, floor - bottom, line.x + right, floor - top).padded(-1)


def _resident() -> int:
    return int(STATM.read_text().split()[1]) * mmap.PAGESIZE
