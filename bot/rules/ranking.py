"""Standings: who stands where, and who does not stand yet.

What counts is what is printed. Two officials whose scores read 98,6 are tied although one of them
may be better by a hundredth: a difference that nobody can see on paper cannot be explained to the
one who lost by it. The least rate is compared as it is printed too.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Generic, TypeVar

from bot.rules import scoring
from bot.rules.scoring import Tally

Key = TypeVar("Key")
Member = TypeVar("Member")
Item = TypeVar("Item")

Order = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
"""Words in dictionary order: for each its letters, then its tones."""


class Reason(StrEnum):
    """Why somebody is not ranked; the first that applies is given."""

    NOT_SIGNED_UP = "not_signed_up"
    FEW_DAYS = "few_days"
    NO_SCORE = "no_score"
    LOW_RATE = "low_rate"


@dataclass(frozen=True, slots=True)
class Entry(Generic[Key]):
    """A person or a unit that wants a place."""

    key: Key
    name: str
    order: Order
    """Where the name stands among equals."""
    tally: Tally
    score: Fraction | None
    signed_up: bool

    @property
    def rate(self) -> Fraction | None:
        return scoring.rate(self.tally)


@dataclass(frozen=True, slots=True)
class Place(Generic[Key]):
    rank: int
    entry: Entry[Key]
    score: Decimal
    """As printed, of 100."""
    rate: Decimal
    """As printed, in per cent."""


@dataclass(frozen=True, slots=True)
class Unranked(Generic[Key]):
    entry: Entry[Key]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Standings(Generic[Key]):
    ranked: tuple[Place[Key], ...]
    unranked: tuple[Unranked[Key], ...]
    """In the order of names."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How many stand on each printed score, in tenths, so that one line finds its place alone."""

    ranked: Mapping[int, int]
    unranked: int

    def line(
        self, entry: Entry[Key], min_days_due: int, min_rate: int
    ) -> "Place[Key] | Unranked[Key]":
        found = printed(entry, min_days_due, min_rate)
        if isinstance(found, Reason):
            return Unranked(entry, found)
        above = sum(count for score, count in self.ranked.items() if score > 10 * found[0])
        return Place(above + 1, entry, *found)

    def step(self, position: int) -> tuple[int, int]:
        """Give the score of who stands at a position, from 0, and how many stand above it."""
        above = 0
        for score, count in sorted(self.ranked.items(), reverse=True):
            if position < above + count:
                return score, above
            above += count
        raise IndexError(position)


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    items: tuple[Item, ...]
    number: int
    """From 1."""
    pages: int


def person_entry(key: Key, name: str, tally: Tally, *, signed_up: bool) -> Entry[Key]:
    return Entry(key, name, sort_key(name), tally, scoring.score(tally), signed_up)


def unit_entry(key: Key, name: str, members: Collection[Entry[Member]]) -> Entry[Key]:
    """Make a unit's entry of its members'.

    Its score is the mean of the scores of those who have one, so that each member weighs the same;
    its days and its rate are those of all members together.
    """
    scores = [member.score for member in members if member.score is not None]
    return Entry(
        key,
        name,
        text_key(name),
        sum((member.tally for member in members), Tally()),
        _mean(scores) if scores else None,
        any(member.signed_up for member in members),
    )


def printed_mean(scores: float, count: int) -> int | None:
    """Give the mean of scores, each of 1, as printed in tenths of 100; None where a float cannot.

    Right at a half the last digits decide on which side it is, and those are not exact.
    """
    value = 1000 * scores / count + 0.5
    return None if abs(value - round(value)) < 1e-6 else math.floor(value)


def exact_mean(scores: Sequence[Fraction]) -> int:
    """Give the mean of scores as printed in tenths of 100, where `printed_mean` cannot."""
    return scoring.tenths(_mean(scores))


def ladder(standings: Standings[Key]) -> Ladder:
    counts = Counter(int(10 * place.score) for place in standings.ranked)
    return Ladder(counts, len(standings.unranked))


def rank(
    entries: Iterable[Entry[Key]], min_days_due: int = 5, min_rate: int = 80
) -> Standings[Key]:
    """Order entries by printed score, the best first; equals share a rank: 1, 2, 2, 4.

    Whoever has fewer days due or a lower rate, in per cent, is listed apart. Inside a tie names are
    in Vietnamese order; entries of the same name stay in the order in which they came.
    """
    standing: list[tuple[Entry[Key], Decimal, Decimal]] = []
    unranked: list[Unranked[Key]] = []
    for entry in sorted(entries, key=lambda entry: entry.order):
        found = printed(entry, min_days_due, min_rate)
        if isinstance(found, Reason):
            unranked.append(Unranked(entry, found))
        else:
            standing.append((entry, *found))
    return Standings(tuple(_places(standing)), tuple(unranked))


def page(items: Sequence[Item], number: int, size: int = 10) -> Page[Item]:
    """Give one page; a number beyond the ends gives the page at that end."""
    pages = max(1, math.ceil(len(items) / size))
    number = min(max(number, 1), pages)
    return Page(tuple(items[(number - 1) * size : number * size]), number, pages)


def sort_key(name: str) -> Order:
    """Order people as Vietnamese lists do: by given name, which stands last, then by the rest."""
    words = text_key(name)
    return words[-1:] + words[:-1]


@lru_cache(maxsize=16384)  # a province's units are put in order at every look
def text_key(text: str) -> Order:
    """Order words as a Vietnamese dictionary does, and numbers by their size: Tổ 2 before Tổ 10.

    Letters come first (a ă â … d đ …) and tones decide between words of the same letters.
    """
    found = re.findall(r"\d+|[^\W\d_]+", unicodedata.normalize("NFC", text).casefold())
    return tuple(_word_key(word) for word in found)


def printed(
    entry: Entry[Key], min_days_due: int, min_rate: int
) -> tuple[Decimal, Decimal] | Reason:
    """Give score and rate as they are printed, or why there is no place."""
    if not entry.signed_up:
        return Reason.NOT_SIGNED_UP
    if entry.tally.due_days < min_days_due:
        return Reason.FEW_DAYS
    if entry.score is None or not entry.tally.due_days:
        return Reason.NO_SCORE
    most = most_days_due(entry.tally.approved_days, min_rate)
    if most is not None and entry.tally.due_days > most:
        return Reason.LOW_RATE
    return scoring.display(entry.score), scoring.printed_rate(entry.tally)


def most_days_due(approved_days: int, min_rate: int) -> int | None:
    """Give for how many days due the approved ones are enough: printed, the rate is not too low.

    100 × approved ÷ due reads as the least rate from half a tenth below it on. None for any number.
    """
    return 2000 * approved_days // (20 * min_rate - 1) if min_rate else None


def name_bytes(order: Order) -> bytes:
    """Write an order so that a database, which compares bytes, puts names in the same one.

    A letter is a byte, one beyond the alphabet four; a zero closes the letters of a word, and
    another one its tones, so that what is shorter comes first.
    """
    return b"".join(
        b"%b\0%b\0" % (b"".join(_letter_bytes(letters)), bytes(tones)) for letters, tones in order
    )


def _letter_bytes(places: tuple[int, ...]) -> Iterator[bytes]:
    if places[0] < 0:
        number = places[1]
        size = (number.bit_length() + 7) // 8
        yield b"\1" + size.to_bytes(2) + number.to_bytes(size)
        return
    for place in places:
        yield bytes([place + 2]) if place < len(_ALPHABET) else b"\xff" + place.to_bytes(3)


def _places(standing: list[tuple[Entry[Key], Decimal, Decimal]]) -> Iterator[Place[Key]]:
    above, number = None, 0
    for position, (entry, score, rate) in enumerate(
        sorted(standing, key=lambda line: line[1], reverse=True), start=1
    ):
        if score != above:
            above, number = score, position
        yield Place(number, entry, score, rate)


def _mean(scores: Sequence[Fraction]) -> Fraction:
    """Add over one common denominator: adding one by one would reduce ever larger fractions."""
    whole = math.lcm(*(score.denominator for score in scores))
    total = sum(score.numerator * (whole // score.denominator) for score in scores)
    return Fraction(total, whole * len(scores))


_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {mark: place for place, mark in enumerate("\u0300\u0309\u0303\u0301\u0323", 1)}
"""Grave, hook, tilde, acute, dot below: huyền, hỏi, ngã, sắc, nặng; no mark comes first."""


@lru_cache(maxsize=4096)  # a province's names are made of a few hundred words
def _word_key(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    if word.isdecimal():
        return (-1, int(word)), ()
    marks = unicodedata.normalize("NFD", word)
    letters = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
    places = tuple(_ALPHABET.get(letter, ord(letter)) for letter in letters)
    return places, tuple(_TONES[mark] for mark in marks if mark in _TONES)
