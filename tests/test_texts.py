"""Every Vietnamese sentence of the product has its English one, and says the same values."""

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
VIETNAMESE = re.compile(r"(?!(?<=N)ếp\b)[À-ÖØ-öø-ỹ]")
"""A letter that English does not have, but for the bot's name: lines of the log hold that too."""
WORD = re.compile(r"[^\W\d_]")
MARKUP = re.compile(r"</?\w+>")
DATA = {
    "bot/rules/periods.py",  # words that people type for days
    "bot/rules/phones.py",  # words between two numbers of one cell
    "bot/rules/roster/columns.py",  # headers of the office's own files
    "bot/rules/spelling.py",  # letters and tones
}
"""Files whose Vietnamese is something to be recognised, not to be said."""
NOT_SAID = {
    ("bot/rules/campaign/__init__.py", "[Điền"),  # how an open place of a template begins
    ("bot/rules/ranking.py", "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"),  # the order of letters
    ("bot/rules/ranking.py", "\u0300\u0309\u0303\u0301\u0323"),  # the order of tones
    ("bot/rules/roster/lines.py", "tổng"),  # how a sum under a table begins
    ("bot/rules/roster/lines.py", "cộng"),  # the same
    ("bot/rules/roster/problems.py", "Dòng "),  # a problem's `str`, which only tests and logs read
    ("bot/speech/general.py", "Tiếng Việt"),  # the language's own name, the same in all
}
"""Single constants of the same kind, in files that do say sentences."""
CODE = sorted(
    path
    for folder in ("bot", "handlers", "scheduling", "db")
    for path in (ROOT / folder).rglob("*.py")
    if "sandbox" not in path.relative_to(ROOT).parts
    and path.relative_to(ROOT).as_posix() not in DATA
)


def docstrings(tree: ast.AST) -> set[int]:
    """Give the ids of string nodes that stand alone as a statement: docs, not sentences."""
    return {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }


def spoken(tree: ast.AST) -> set[int]:
    """Give the ids of strings that speech is told to say, with or without Vietnamese letters."""
    return {
        id(node.args[0])
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and node.args
        and ast.unparse(node.func).split(".")[-1] in {"t", "plain", "kept", "Refusal"}
    }


def constants(path: Path) -> Iterator[tuple[ast.Constant, str, bool]]:
    """Give the strings of a file, without documentation, and whether speech is told to say them."""
    tree = ast.parse(path.read_text("utf-8"))
    skipped, said = docstrings(tree), spoken(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            excepted = (path.relative_to(ROOT).as_posix(), node.value) in NOT_SAID
            if id(node) not in skipped and not excepted:
                yield node, node.value, id(node) in said


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Give what must be translated: Vietnamese letters, or any word that speech is told to say."""
    for node, text, said in constants(path):
        if VIETNAMESE.search(text) or (said and WORD.search(bare(text))):
            yield node.lineno, text


def bare(sentence: str) -> str:
    """Give what a sentence says by itself, without values, markup and names of commands."""
    parts = "".join(text for text, *_ in string.Formatter().parse(sentence))
    return MARKUP.sub("", parts)


def fields(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence)} - {None}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with (ROOT / "bot/locale/en.po").open("rb") as stream:
        return read_po(stream, "en")


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_sentence_is_in_the_catalog(path: Path, english: Catalog) -> None:
    missing = [f"{line}: {text}" for line, text in sentences(path) if text not in english]
    assert missing == []


def test_the_catalog_holds_nothing_that_nobody_says(english: Catalog) -> None:
    said = {text for path in CODE for _, text, said in constants(path) if said}
    said |= {text for path in CODE for _, text in sentences(path)}
    assert [m.id for m in english if m.id and m.id not in said] == []


def test_exceptions_are_still_in_the_code() -> None:
    found = {
        (path.relative_to(ROOT).as_posix(), node.value)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
    }
    assert NOT_SAID - found == set()
    assert [file for file in DATA if not (ROOT / file).exists()] == []


def test_a_sentence_is_never_glued_into_an_f_string() -> None:
    """A translator needs the whole sentence, and the catalog escapes what is filled in."""
    glued = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {part.value!r}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.JoinedStr)
        for part in node.values
        if isinstance(part, ast.Constant)
        and VIETNAMESE.search(str(part.value))
        and (path.relative_to(ROOT).as_posix(), part.value) not in NOT_SAID
    ]
    assert glued == []


def test_both_languages_say_the_same_values(english: Catalog) -> None:
    for message in english:
        if message.id:
            assert message.string, f"{message.id!r} has no English"
            assert fields(str(message.string)) == fields(str(message.id))


def test_markup_is_the_same_in_both_languages(english: Catalog) -> None:
    for message in english:
        tags = [sorted(MARKUP.findall(str(text))) for text in (message.id, message.string)]
        assert tags[0] == tags[1]


def test_nothing_is_left_in_vietnamese(english: Catalog) -> None:
    left = [
        str(message.string)
        for message in english
        if message.id and VIETNAMESE.search(str(message.string).replace("[Điền …]", ""))
    ]
    assert left == []
