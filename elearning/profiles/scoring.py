"""Turns answers into scores, needs, suggestions and words by the rules R1 to R12 of DOMAIN 4.2; knows no framework.

Everything is exact: scores and needs are fractions, compared unrounded; rounding happens only where a number is shown.
A scale may have two to seven points; needs and words are read on the ruler from 1 to 5, on which importance is asked.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

SCORING_VERSION = "1"
RULER = (1, 5)
ASSUMED_IMPORTANCE = 4
WORDS_FROM = (("almost_always", Fraction(9, 2)), ("usual", Fraction(7, 2)), ("some", Fraction(5, 2)))
SAME_WITHIN = Fraction(1, 2)
CLEAR_FROM, SOME_FROM = Fraction(1), Fraction(1, 2)


class Unscored(StrEnum):
    """Why a scale has no score (R3)."""

    NO_CHANCE = "no_chance"
    TOO_FEW = "too_few"


class Size(StrEnum):
    """How much a score has changed between two waves (DOMAIN 4.3)."""

    CLEAR = "clear"
    SOME = "some"
    SAME = "same"


@dataclass(frozen=True)
class Change:
    """The way from one score to a later one, exact, on the ruler from 1 to 5; upward is positive."""

    by: Fraction

    @property
    def size(self) -> Size:
        """In words: clear from 1.0, some from 0.5, else about the same; by the unrounded difference, either way."""
        far = abs(self.by)
        return Size.CLEAR if far >= CLEAR_FROM else Size.SOME if far >= SOME_FROM else Size.SAME

    @property
    def is_downward(self) -> bool:
        """Whether it is a change for which the kind sentence is meant; a wobble is none."""
        return self.by < 0 and self.size != Size.SAME


@dataclass(frozen=True)
class Parameters:
    """What the rules leave to be set; stored with every result (R12).

    `assumed_importance` is set where importance is not asked: every subject then weighs as much (R6). With 4, a need is
    four times what is missing to the mark of a strength, and the margin of 2.0 is half a point of the scale (R9).
    """

    lowest: int = 1
    highest: int = 5
    need_method: str = "borich"
    least_importance: int = 3
    most_suggested: int = 3
    most_listed: int = 5
    near_margin: int = 2
    strength_from: int = 4
    most_strengths: int = 3
    assumed_importance: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.lowest < self.highest:
            raise ValueError("The highest point must lie above the lowest.")
        if self.need_method not in {"borich", "headroom"}:
            raise ValueError(f"Unknown need method: {self.need_method}")
        if self.assumed_importance is not None and not RULER[0] <= self.assumed_importance <= RULER[1]:
            raise ValueError("An assumed importance lies between 1 and 5.")

    def as_json(self) -> dict[str, Any]:
        """The parameters as they are stored with a result."""
        return asdict(self)


@dataclass(frozen=True)
class Answer:
    """One statement's answer: a point of the scale, or none, because there was no chance to do it or it was left blank."""

    value: int | None = None
    no_chance: bool = False
    reverse: bool = False


@dataclass(frozen=True)
class Scale:
    """The answers to the active statements of one subject; `number` is the subject's place in the catalogue."""

    code: str
    number: int
    answers: tuple[Answer, ...]
    importance: int | None = None


@dataclass(frozen=True)
class Scored:
    """What is kept of one scale: the sum of the valid recoded answers, how many there were, and what else was said."""

    code: str
    number: int
    items: int
    total: int
    answered: int
    no_chance: int
    importance: int | None
    is_scored: bool

    @property
    def score(self) -> Fraction | None:
        """The mean of the valid answers, exact; None when too few were given (R4)."""
        return Fraction(self.total, self.answered) if self.is_scored else None

    @property
    def unscored(self) -> Unscored | None:
        """Why there is no score; "no chance" when those answers would have been enough had there been one (R3)."""
        if self.is_scored:
            return None
        enough = self.answered + self.no_chance >= min_answered(self.items)
        return Unscored.NO_CHANCE if self.no_chance and enough else Unscored.TOO_FEW


@dataclass(frozen=True)
class Profile:
    """The whole result: every scale, the suggestions in order, those with about as strong a case, the strengths."""

    scales: tuple[Scored, ...]
    suggested: tuple[str, ...]
    near: tuple[str, ...]
    strengths: tuple[str, ...]
    strongest: str | None


def recode(value: int, parameters: Parameters) -> int:
    """The value of a reverse-keyed answer (R1); doing it twice gives the answer back."""
    return parameters.lowest + parameters.highest - value


def min_answered(items: int) -> int:
    """How many valid answers a scale of `items` statements needs: two thirds of them, and two at least (R3)."""
    return max(2, -(-2 * items // 3))


def total_up(scale: Scale, parameters: Parameters) -> Scored:
    """What is kept of one scale (R1 to R5).

    Raises ValueError for an answer that the scale does not have.
    """
    valid = [recode(a.value, parameters) if a.reverse else a.value for a in scale.answers if a.value is not None]
    if any(not parameters.lowest <= value <= parameters.highest for value in valid):
        raise ValueError(f"An answer of {scale.code} lies outside its scale.")
    return Scored(
        code=scale.code,
        number=scale.number,
        items=len(scale.answers),
        total=sum(valid),
        answered=len(valid),
        no_chance=sum(answer.no_chance for answer in scale.answers),
        importance=scale.importance,
        is_scored=bool(valid) and len(valid) >= min_answered(len(scale.answers)),
    )


def on_ruler(score: Fraction, parameters: Parameters) -> Fraction:
    """`score` moved from the scale's own points to the ruler from 1 to 5; a five-point score stays as it is."""
    lowest, highest = RULER
    share = (score - parameters.lowest) / (parameters.highest - parameters.lowest)
    return lowest + share * (highest - lowest)


def weight(scored: Scored, parameters: Parameters) -> int | None:
    """The importance that R6 to R8 count with: the one given or, where it is not asked, the one assumed for all."""
    return scored.importance if parameters.assumed_importance is None else parameters.assumed_importance


def need(scored: Scored, parameters: Parameters) -> Fraction | None:
    """Importance times what is missing (R6): to the importance (borich) or to the top of the scale (headroom).

    From 0 to 20. None without a score or an importance. It sorts; it is not a quantity.
    """
    importance = weight(scored, parameters)
    if scored.score is None or importance is None:
        return None
    goal = importance if parameters.need_method == "borich" else RULER[1]
    return importance * max(Fraction(0), goal - on_ruler(scored.score, parameters))


def in_order_of_need(scales: Sequence[Scored], parameters: Parameters) -> list[tuple[Scored, Fraction]]:
    """The scales that may be suggested (R7) with their needs, the greatest first (R8)."""
    eligible = [
        (scored, value)
        for scored in scales
        if (value := need(scored, parameters)) and (weight(scored, parameters) or 0) >= parameters.least_importance
    ]
    return sorted(
        eligible, key=lambda pair: (-pair[1], -(weight(pair[0], parameters) or 0), pair[0].score, pair[0].number)
    )


def suggest(scales: Sequence[Scored], parameters: Parameters) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The codes to suggest, and those with about as strong a case as the last of them (R9). Never padded."""
    ordered = in_order_of_need(scales, parameters)
    first, rest = ordered[: parameters.most_suggested], ordered[parameters.most_suggested : parameters.most_listed]
    near = [scored.code for scored, value in rest if value >= first[-1][1] - parameters.near_margin]
    return tuple(scored.code for scored, _ in first), tuple(near)


def left_out(scales: Sequence[Scored], parameters: Parameters) -> tuple[str, ...]:
    """The codes that are as strong a case as those suggested and had no place on the list (R9 ends it at five)."""
    ordered = in_order_of_need(scales, parameters)
    if len(ordered) <= parameters.most_listed:
        return ()
    least = ordered[parameters.most_suggested - 1][1] - parameters.near_margin
    return tuple(scored.code for scored, value in ordered[parameters.most_listed :] if value >= least)


def by_strength(scales: Sequence[Scored], parameters: Parameters) -> list[Scored]:
    """The scored scales, the highest score first, then the higher importance, then the catalogue (R10)."""
    scored = [(scale.score, scale) for scale in scales if scale.score is not None]
    return [s for _, s in sorted(scored, key=lambda pair: (-pair[0], -(pair[1].importance or 0), pair[1].number))]


def strengths(scales: Sequence[Scored], parameters: Parameters) -> tuple[tuple[str, ...], str | None]:
    """The codes of the strengths; where none reaches the mark, none and the relatively strongest (R10)."""
    ordered = by_strength(scales, parameters)
    strong = [s.code for s in ordered if s.score and on_ruler(s.score, parameters) >= parameters.strength_from]
    if strong:
        return tuple(strong[: parameters.most_strengths]), None
    return (), ordered[0].code if ordered else None


def score(scales: Sequence[Scale], parameters: Parameters | None = None) -> Profile:
    """The result of one person's answers; the order in which they were given does not matter."""
    parameters = parameters or Parameters()
    scored = tuple(total_up(scale, parameters) for scale in scales)
    suggested, near = suggest(scored, parameters)
    strong, strongest = strengths(scored, parameters)
    return Profile(scales=scored, suggested=suggested, near=near, strengths=strong, strongest=strongest)


def word_for(value: Fraction, parameters: Parameters | None = None) -> str:
    """The code of the words for a score, by its unrounded value: not_yet, some, usual or almost_always (DOMAIN 4.3)."""
    level = on_ruler(value, parameters or Parameters())
    return next((code for code, start in WORDS_FROM if level >= start), "not_yet")


def change(then: Fraction, now: Fraction, parameters: Parameters | None = None) -> Change:
    """How far a score has moved from `then` to `now`, both on the scale's own points (DOMAIN 4.3)."""
    rules = parameters or Parameters()
    return Change(on_ruler(now, rules) - on_ruler(then, rules))


def shown(value: Fraction) -> Decimal:
    """`value` with one decimal, rounded half up; only for showing (R4)."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def about_the_same(scores: Sequence[tuple[str, Fraction]]) -> list[tuple[str, ...]]:
    """Which of `scores`, highest first, lie within half a point of the first of their company (DOMAIN 4.3)."""
    companies: list[list[tuple[str, Fraction]]] = []
    for code, value in sorted(scores, key=lambda pair: -pair[1]):
        if companies and companies[-1][0][1] - value <= SAME_WITHIN:
            companies[-1].append((code, value))
        else:
            companies.append([(code, value)])
    return [tuple(code for code, _ in company) for company in companies if len(company) > 1]
