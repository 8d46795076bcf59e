"""What the pictures say by place, length and colour."""

import io
from itertools import combinations

import pytest
from matplotlib.artist import Artist
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from PIL import Image

from bot.charts import digest, month, ranking, theme
from bot.charts.sheet import Sheet
from tests.charts import samples


def test_days_stand_below_their_weekday_and_weeks_below_each_other() -> None:
    sheet = Sheet()
    month.compose(sheet, samples.a_month())
    at = {line.words: (line.x, line.baseline) for line in sheet.lines}
    assert at["2"][0] == at["9"][0] == at["30"][0]
    assert at["1"][0] == at["29"][0] > at["7"][0] > at["2"][0]
    assert at["1"][1] < at["2"][1] == at["8"][1] < at["9"][1]
    assert abs(at["T2"][0] - at["2"][0]) < 67
    assert abs(at["CN"][0] - at["1"][0]) < 67


def test_every_state_has_its_own_colour_in_the_finished_picture() -> None:
    sheet = Sheet()
    month.compose(sheet, samples.a_month())
    with Image.open(io.BytesIO(sheet.png())) as image:
        picture = image.convert("RGB")
    cells = [artist.get_window_extent() for artist in sheet.figure.artists[: len(month.DayState)]]
    colours = [
        picture.getpixel((round(cell.x1 - 40), round(picture.height - cell.y1 + 10)))
        for cell in cells
    ]
    assert min(_distance(one, other) for one, other in combinations(colours, 2)) >= 30


def test_states_that_ask_for_something_differ_without_colour() -> None:
    sheet = Sheet()
    picture = month.MonthPicture("", "", ("",) * 7, samples.a_month().days, ())
    month.compose(sheet, picture)
    signs = {line.words for line in sheet.lines} & set("✓!…↩✗–")
    assert len(signs) == 6


def test_bars_are_as_long_as_the_scores_and_ties_are_equal() -> None:
    full, first, tied, low = _lengths(100, 98, 98, 49)
    assert first == tied
    assert full == pytest.approx(theme.WIDTH - theme.MARGIN - (theme.MARGIN + 128))
    assert first / full == pytest.approx(0.98)
    assert low / full == pytest.approx(0.49)


def test_a_score_beyond_the_scale_stays_in_its_track() -> None:
    assert _lengths(140, -5) == _lengths(100)


@pytest.mark.parametrize("lower", range(50, 100, 5))
def test_a_weaker_week_is_never_coloured_as_a_better_one(lower: int) -> None:
    assert _fills(lower / 100) != _fills((lower + 5) / 100)


def test_an_unanswered_week_is_neither_weak_nor_strong() -> None:
    assert _fills(None) not in {_fills(share / 100) for share in range(101)}


def test_a_day_without_any_report_differs_from_a_day_to_come() -> None:
    sheet = Sheet()
    picture = samples.a_participation()
    digest.compose_participation(sheet, picture)
    bars = _filled(sheet, theme.ACCENT)
    assert len(bars) == sum(day.share is not None for day in picture.days) == 19
    assert min(_height(bar) for bar in bars) == 5


def test_days_off_are_shaded_and_comparisons_drawn_and_both_explained() -> None:
    sheet = Sheet()
    picture = samples.a_participation()
    digest.compose_participation(sheet, picture)
    assert len(_filled(sheet, theme.TRACK)) == sum(day.off for day in picture.days) + 1
    lines = [line for line in sheet.figure.artists if isinstance(line, Line2D)]
    dashed = [line for line in lines if line.is_dashed()]
    assert len(dashed) == 2 * len(picture.marks)
    said = {line.words for line in sheet.lines}
    assert said >= {"Ngày nghỉ", *(mark.label for mark in picture.marks)}


def _lengths(*scores: float) -> list[float]:
    bars = tuple(ranking.Bar("1", "Lan", "", score, "", "") for score in scores)
    sheet = Sheet()
    ranking.compose(sheet, ranking.RankingPicture("", "", bars))
    sheet.png()
    return [bar.get_window_extent().width for bar in _filled(sheet, theme.ACCENT)]


def _fills(share: float | None) -> str:
    row = digest.CriterionRow("Đúng giờ", (digest.Share(share, ""),))
    sheet = Sheet()
    digest.compose_criteria(sheet, digest.CriteriaPicture("", "", ("",), (row,)))
    (cell,) = sheet.figure.artists
    assert isinstance(cell, Patch)
    return to_hex(cell.get_facecolor())


def _filled(sheet: Sheet, colour: str) -> list[Patch]:
    patches = [artist for artist in sheet.figure.artists if isinstance(artist, Patch)]
    return [patch for patch in patches if to_hex(patch.get_facecolor()) == colour.lower()]


def _height(artist: Artist) -> float:
    return artist.get_window_extent().height


def _distance(one: object, other: object) -> int:
    assert isinstance(one, tuple)
    assert isinstance(other, tuple)
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))
