"""Puts a result into words: groups of subjects, a sentence above them, and a small picture for each (DOMAIN 4.3)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from elearning.profiles import scoring
from elearning.profiles.models import PrioritySuggestion, Result, ResultsPage, ScaleResult
from elearning.profiles.scoring import Parameters, Unscored
from elearning.profiles.weighing import Words
from elearning.programmes.models import Subject

TRACK_LEFT, TRACK_WIDTH = 8, 184
BAND = Fraction(1, 2)


@dataclass(frozen=True)
class Track:
    """Where things stand in the picture of one row, in its own units (200 wide): now, and where asked then and back."""

    dot: str
    band_left: str
    band_width: str
    then: str = ""
    back: str = ""


@dataclass(frozen=True)
class Since:
    """What became of one subject since the first time, in words; `back` is how the person sees the start today."""

    word: str
    number: Decimal | None
    change: str
    is_chosen: bool
    back: str = ""


@dataclass(frozen=True)
class Row:
    """One subject of the result; `note` says what its group does not."""

    subject: Subject
    scale: ScaleResult
    word: str
    number: Decimal | None = None
    track: Track | None = None
    importance: str = ""
    note: str = ""
    since: Since | None = None


@dataclass(frozen=True)
class Card:
    """One subject to choose from; `kind` and `why` only where the person's answers suggest it, `said` where they chose
    without the questionnaire and said how much it will matter."""

    subject: Subject
    is_ticked: bool
    kind: str = ""
    position: int = 0
    why: str = ""
    said: str = ""

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


def place(value: Fraction) -> Fraction:
    """Where `value` of the ruler stands on the track, in its units; values outside the ruler stand at its ends."""
    lowest, highest = scoring.RULER
    inside = min(max(value, Fraction(lowest)), Fraction(highest))
    return TRACK_LEFT + (inside - lowest) / (highest - lowest) * TRACK_WIDTH


def track(score: Fraction, rules: Parameters) -> Track:
    """The picture of one score: a dot in a soft band of half a point on either side."""
    level = scoring.on_ruler(score, rules)
    left, right = place(level - BAND), place(level + BAND)
    return Track(dot=units(place(level)), band_left=units(left), band_width=units(right - left))


def spot(score: Fraction, rules: Parameters) -> str:
    """Where a score stands on the track."""
    return units(place(scoring.on_ruler(score, rules)))


def ticks(rules: Parameters) -> tuple[str, ...]:
    """Where the points of the scale stand on the track."""
    return tuple(spot(Fraction(point), rules) for point in range(rules.lowest, rules.highest + 1))


def portrait(result: Result, page: ResultsPage) -> Portrait:
    """What `result` says, in the words of `page`; two queries however many subjects there are."""
    scales = {scale.subject.code: scale for scale in result.scales.select_related("subject")}
    codes = {scale.subject_id: code for code, scale in scales.items()}
    kinds = {codes[suggestion.subject_id]: suggestion.kind for suggestion in result.suggestions.all()}
    strong, strongest = scoring.strengths([scale.scored for scale in scales.values()], result.rules)
    top = strong or ((strongest,) if strongest else ())
    notes = _notes(result.rules, scales, kinds, top)
    rows = {code: _row(scale, result, page, notes.get(code, "")) for code, scale in scales.items()}
    members = _members(scales, kinds, top)
    return Portrait(
        strongest=rows[top[0]].subject.title if top else "",
        is_relative=not strong,
        first_need=next((rows[code].subject.title for code in kinds if code not in top), ""),
        groups=tuple(
            _group(code, [rows[key] for key in members[code]], result.rules, page, is_relative=not strong)
            for code in members
            if members[code]
        ),
        has_suggestions=bool(kinds),
        highest=scoring.RULER[1],
        ticks=ticks(result.rules),
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


def weighed(cards: list[Card], stated: Mapping[str, int | None], words: Words) -> list[Card]:
    """The same, what the person said will matter most first; those they said nothing of keep their order at the end."""
    marked = [
        replace(card, said=words.label(value)) if (value := stated.get(card.subject.code)) else card for card in cards
    ]
    return sorted(marked, key=lambda card: -(stated.get(card.subject.code) or 0))


def first_order(cards: list[Card], picked: list[str], before: list[str]) -> list[str]:
    """The picked codes in the order to start from: as they stood before, then as suggested, then as in the catalogue."""
    suggested = {card.subject.code: card.position for card in cards if card.position}
    kept = [code for code in before if code in picked]
    new = [card.subject.code for card in cards if card.subject.code in picked and card.subject.code not in kept]
    return kept + sorted(new, key=lambda code: suggested.get(code, len(cards) + 1))


def _why(scale: ScaleResult, result: Result, page: ResultsPage) -> str:
    if not scale.importance:
        return _("From your answers it is %(word)s.") % {"word": word_of(scale, result.rules, page)}
    return _("Asked how much it will matter, you answered “%(importance)s”, and from your answers it is %(word)s.") % {
        "importance": _importance(scale, result),
        "word": word_of(scale, result.rules, page),
    }


def _members(scales: Mapping[str, ScaleResult], kinds: Mapping[str, str], top: Sequence[str]) -> dict[str, list[str]]:
    """The codes of each group, in the order in which it shows them; a strength stays a strength, though suggested."""
    rest = {code: scale.scored for code, scale in scales.items() if code not in top}
    between = [code for code, scored in rest.items() if scored.is_scored and code not in kinds]
    return {
        "strengths": list(top),
        "needs": [code for code in kinds if code not in top],
        "between": sorted(between, key=lambda code: -(rest[code].score or 0)),
        "unscored": [code for code, scored in rest.items() if not scored.is_scored],
    }


def _notes(
    rules: Parameters, scales: Mapping[str, ScaleResult], kinds: Mapping[str, str], top: Sequence[str]
) -> dict[str, str]:
    """What to add beside some subjects, so that the end of a list is not taken for a difference."""
    scored = [scale.scored for scale in scales.values()]
    everything = replace(rules, most_strengths=len(scored))
    notes = {code: _("Also a strength") for code in scoring.strengths(scored, everything)[0] if code not in top}
    near = [code for code, kind in kinds.items() if kind == PrioritySuggestion.Kind.NEAR]
    notes |= dict.fromkeys([*near, *scoring.left_out(scored, rules)], _("About as strong a case"))
    return notes | {code: _("Also among your suggestions") for code in kinds if code in top}


def _group(code: str, rows: Sequence[Row], rules: Parameters, page: ResultsPage, *, is_relative: bool) -> Group:
    relative = is_relative and code == "strengths"
    intros = {"strengths": "" if relative else page.strengths_intro, "needs": page.needs_intro}
    marks = {"strengths": "▲", "needs": "▼", "between": "●", "unscored": "○"}
    scored = [(row.subject.title, score) for row in rows if (score := row.scale.scored.score) is not None]
    companies = scoring.about_the_same([(title, scoring.on_ruler(score, rules)) for title, score in scored])
    return Group(
        code=code,
        heading=page.heading_relative if relative else getattr(page, f"heading_{code}"),
        mark=marks[code],
        intro=intros.get(code, ""),
        rows=tuple(rows),
        same=tuple(_same(company, [row.subject.title for row in rows]) for company in companies),
    )


def _same(company: Sequence[str], titles: list[str]) -> str:
    """Which subjects of a group are about the same, as a sentence."""
    if len(company) == len(titles):
        return _("These are about the same.")
    ordered = sorted(company, key=titles.index)
    return _("About the same: %(first)s and %(last)s.") % {"first": ", ".join(ordered[:-1]), "last": ordered[-1]}


def _row(scale: ScaleResult, result: Result, page: ResultsPage, note: str) -> Row:
    score = scale.scored.score
    return Row(
        subject=scale.subject,
        scale=scale,
        word=word_of(scale, result.rules, page),
        number=None if score is None else number(score, result.rules),
        track=None if score is None else track(score, result.rules),
        importance=_importance(scale, result),
        note=note,
    )


def number(score: Fraction, rules: Parameters) -> Decimal:
    """A score with one decimal on the ruler from 1 to 5, to which the words and the note about half a point belong."""
    return scoring.shown(scoring.on_ruler(score, rules))


def word_of(scale: ScaleResult, rules: Parameters, page: ResultsPage) -> str:
    """The words for one subject: its score's, or why it has none."""
    scored = scale.scored
    if scored.score is not None:
        return page.word(scoring.word_for(scored.score, rules))
    return page.unscored_no_chance if scored.unscored == Unscored.NO_CHANCE else page.unscored_not_enough


def _importance(scale: ScaleResult, result: Result) -> str:
    labels = result.version.instrument.importance_labels
    return labels[scale.importance - 1] if scale.importance else ""


def units(value: Fraction) -> str:
    """A place on the track as it is written into a picture."""
    return str(scoring.shown(value))
