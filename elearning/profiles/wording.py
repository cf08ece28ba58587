"""Puts a result into words: groups of subjects, a sentence above them, and a small picture for each (DOMAIN 4.3)."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from elearning.profiles import scoring
from elearning.profiles.models import PrioritySuggestion, Result, ResultsPage, ScaleResult
from elearning.profiles.scoring import Parameters, Unscored
from elearning.programmes.models import Subject

TRACK_LEFT, TRACK_WIDTH = 8, 184
BAND = Fraction(1, 2)


@dataclass(frozen=True)
class Track:
    """Where things stand in the picture of one row, in its own units (200 wide)."""

    dot: str
    band_left: str
    band_width: str


@dataclass(frozen=True)
class Row:
    """One subject of the result."""

    subject: Subject
    word: str
    number: Decimal | None = None
    track: Track | None = None
    is_suggested: bool = False
    is_near: bool = False
    importance: str = ""


@dataclass(frozen=True)
class Card:
    """One subject to choose from; `kind` and `why` only where the person's answers suggest it."""

    subject: Subject
    is_ticked: bool
    kind: str = ""
    position: int = 0
    why: str = ""

    @property
    def is_near(self) -> bool:
        """Whether it is about as strong a case as those suggested."""
        return self.kind == PrioritySuggestion.Kind.NEAR


@dataclass(frozen=True)
class Group:
    """Subjects under one heading, with what to say about them and which of them are about the same."""

    code: str
    heading: str
    mark: str
    intro: str
    rows: tuple[Row, ...]
    same: tuple[str, ...]


@dataclass(frozen=True)
class Portrait:
    """A whole result in words."""

    strongest: str
    is_relative: bool
    first_need: str
    groups: tuple[Group, ...]
    has_suggestions: bool
    highest: int
    ticks: tuple[str, ...]


def place(value: Fraction, rules: Parameters) -> Fraction:
    """Where `value` stands on the track, in its units; values outside the scale stand at its ends."""
    inside = min(max(value, Fraction(rules.lowest)), Fraction(rules.highest))
    return TRACK_LEFT + (inside - rules.lowest) / (rules.highest - rules.lowest) * TRACK_WIDTH


def track(score: Fraction, rules: Parameters) -> Track:
    """The picture of one score: a dot in a soft band of half a point on either side."""
    left, right = place(score - BAND, rules), place(score + BAND, rules)
    return Track(dot=_units(place(score, rules)), band_left=_units(left), band_width=_units(right - left))


def ticks(rules: Parameters) -> tuple[str, ...]:
    """Where the points of the scale stand on the track."""
    return tuple(_units(place(Fraction(point), rules)) for point in range(rules.lowest, rules.highest + 1))


def portrait(result: Result, page: ResultsPage) -> Portrait:
    """What `result` says, in the words of `page`; two queries however many subjects there are."""
    scales = list(result.scales.select_related("subject"))
    kinds = {suggestion.subject_id: suggestion for suggestion in result.suggestions.all()}
    rules = result.rules
    strong, strongest = scoring.strengths([scale.scored for scale in scales], rules)
    top = strong or ((strongest,) if strongest else ())
    rows = {scale.subject.code: _row(scale, result, page, kinds) for scale in scales}
    members = _members(scales, kinds, top)
    first = next((s.subject_id for s in sorted(kinds.values(), key=lambda s: s.position)), None)
    return Portrait(
        strongest=rows[top[0]].subject.title if top else "",
        is_relative=not strong,
        first_need=next((scale.subject.title for scale in scales if scale.subject_id == first), ""),
        groups=tuple(_group(code, members[code], rows, scales, page) for code in members if members[code]),
        has_suggestions=bool(kinds),
        highest=rules.highest,
        ticks=ticks(rules),
    )


def cards(subjects: list[Subject], result: Result | None, page: ResultsPage | None, ticked: set[str]) -> list[Card]:
    """All the subjects to choose from; those that the person's answers suggest say so and why, in one sentence."""
    if result is None:
        return [Card(subject=subject, is_ticked=subject.code in ticked) for subject in subjects]
    words = page or ResultsPage()
    scales = {scale.subject_id: scale for scale in result.scales.select_related("subject")}
    suggested = {suggestion.subject_id: suggestion for suggestion in result.suggestions.all()}
    return [
        Card(
            subject=subject,
            is_ticked=subject.code in ticked,
            kind=suggested[subject.pk].kind if subject.pk in suggested else "",
            position=suggested[subject.pk].position if subject.pk in suggested else 0,
            why=_why(scales[subject.pk], result, words) if subject.pk in suggested else "",
        )
        for subject in subjects
    ]


def first_order(cards: list[Card], picked: list[str], before: list[str]) -> list[str]:
    """The picked codes in the order to start from: as they stood before, then as suggested, then as in the catalogue."""
    suggested = {card.subject.code: card.position for card in cards if card.position}
    kept = [code for code in before if code in picked]
    new = [card.subject.code for card in cards if card.subject.code in picked and card.subject.code not in kept]
    return kept + sorted(new, key=lambda code: suggested.get(code, len(cards) + 1))


def _why(scale: ScaleResult, result: Result, page: ResultsPage) -> str:
    return _("Asked how much it will matter you answered “%(importance)s”, and from your answers it is %(word)s.") % {
        "importance": _importance(scale, result),
        "word": _word(scale, result.rules, page),
    }


def _members(
    scales: list[ScaleResult], kinds: dict[int, PrioritySuggestion], top: tuple[str, ...]
) -> dict[str, list[str]]:
    """The codes of each group, in the order in which it shows them; a strength stays a strength, though suggested."""
    by_code = {scale.subject.code: scale for scale in scales}
    rest = [scale for scale in scales if scale.subject.code not in top]
    needs = sorted((s for s in rest if s.subject_id in kinds), key=lambda s: kinds[s.subject_id].position)
    between = [s for s in rest if s.is_scored and s.subject_id not in kinds]
    between.sort(key=lambda s: -(s.scored.score or 0))
    return {
        "strengths": [code for code in top if code in by_code],
        "needs": [scale.subject.code for scale in needs],
        "between": [scale.subject.code for scale in between],
        "unscored": [scale.subject.code for scale in rest if not scale.is_scored],
    }


def _group(code: str, codes: list[str], rows: dict[str, Row], scales: list[ScaleResult], page: ResultsPage) -> Group:
    intros = {"strengths": page.strengths_intro, "needs": page.needs_intro}
    marks = {"strengths": "▲", "needs": "▼", "between": "●", "unscored": "○"}
    scores = [(s.subject.code, s.scored.score) for s in scales if s.subject.code in codes]
    alike = scoring.about_the_same([(key, value) for key, value in scores if value is not None])
    same = [sorted(company, key=codes.index) for company in alike]
    return Group(
        code=code,
        heading=getattr(page, f"heading_{code}"),
        mark=marks[code],
        intro=intros.get(code, ""),
        rows=tuple(rows[key] for key in codes),
        same=tuple(_("%(first)s and %(last)s") % _joined([rows[key].subject.title for key in keys]) for keys in same),
    )


def _row(scale: ScaleResult, result: Result, page: ResultsPage, kinds: dict[int, PrioritySuggestion]) -> Row:
    score, suggestion = scale.scored.score, kinds.get(scale.subject_id)
    return Row(
        subject=scale.subject,
        word=_word(scale, result.rules, page),
        number=None if score is None else scoring.shown(score),
        track=None if score is None else track(score, result.rules),
        is_suggested=bool(suggestion),
        is_near=bool(suggestion and suggestion.kind == PrioritySuggestion.Kind.NEAR),
        importance=_importance(scale, result),
    )


def _word(scale: ScaleResult, rules: Parameters, page: ResultsPage) -> str:
    scored = scale.scored
    if scored.score is not None:
        return page.word(scoring.word_for(scored.score, rules))
    return page.unscored_no_chance if scored.unscored == Unscored.NO_CHANCE else page.unscored_not_enough


def _importance(scale: ScaleResult, result: Result) -> str:
    labels = result.version.instrument.importance_labels
    return labels[scale.importance - 1] if scale.importance else ""


def _joined(titles: list[str]) -> dict[str, str]:
    return {"first": ", ".join(titles[:-1]), "last": titles[-1]}


def _units(value: Fraction) -> str:
    return str(scoring.shown(value))
