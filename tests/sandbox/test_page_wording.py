"""The page's own words: every Vietnamese one has its English."""

import ast
from collections.abc import Iterator
from pathlib import Path

from bot.sandbox import page, staging, timeline
from bot.sandbox.page import column, guide
from bot.sandbox.page.wording import ENGLISH


def spoken() -> Iterator[str]:
    """Give what the page's code says through its wording."""
    for module in Path(page.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("wording"):
                words = node.args[0]
                if isinstance(words, ast.Constant):
                    yield str(words.value)


def test_every_word_of_the_page_has_its_english() -> None:
    said = {*spoken(), *(words for step in guide.STEPS for words in step)}
    said |= {*column.ACTIONS.values(), *timeline.TITLES.values(), *staging.PARTS.values()}
    assert len(said) > 40
    assert said - ENGLISH.keys() == set()
    assert ENGLISH.keys() - said == set()
