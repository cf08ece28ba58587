"""Tells a person's results of one wave and, from the second wave on, what has changed since the first (DOMAIN 2.7, 4.3).

Looking back never stands alone: it is told only beside what the person answered at the time, and no change is counted from
it. Chosen subjects are always told together with the others, because low ratings rise a little by chance.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from elearning.profiles import scoring, wording
from elearning.profiles.models import Result, ResultsPage, ScaleResult
from elearning.profiles.scoring import Change, Size
from elearning.profiles.wording import Group, Portrait, Row, Since
from elearning.programmes.models import Wave


@dataclass(frozen=True)
class Comparison:
    """What has changed since `first`; `chosen` and `others` count the subjects in words."""

    first: Result
    chosen: str
    others: str
    has_downward: bool
    has_looking_back: bool


@dataclass(frozen=True)
class Account:
    """One person's results as a page tells them: those of one wave, in their company.

    `comparison` is there from the second wave on; `is_other_questions` says that there is none because the questions have
    changed since the first.
    """

    result: Result
    portrait: Portrait
    waves: tuple[Result, ...]
    comparison: Comparison | None = None
    is_other_questions: bool = False


def recount(
    results: Mapping[str, Result],
    page: ResultsPage,
    *,
    wave: str = "",
    chosen: Collection[str] = (),
    looks_back: bool = True,
) -> Account | None:
    """The results of `wave`, or of the latest, in the words of `page`; None where there are none at all.

    `chosen` are the codes of the subjects the person chose; without `looks_back` that part is left out. Three queries at
    most, however many subjects there are.
    """
    waves = tuple(results[one] for one in Wave.values if one in results)
    if not waves:
        return None
    result, first = results.get(wave, waves[-1]), results.get(Wave.PRE)
    account = Account(result=result, portrait=wording.portrait(result, page), waves=waves)
    if first is None or first == result:
        return account
    if first.version_id != result.version_id:
        return replace(account, is_other_questions=True)
    return _compared(account, first, page, chosen, looks_back=looks_back)


def _compared(
    account: Account, first: Result, page: ResultsPage, chosen: Collection[str], *, looks_back: bool
) -> Account:
    then = {scale.subject_id: scale for scale in first.scales.select_related("subject")}
    teller = _Teller(first, account.result, page, frozenset(chosen), looks_back)
    groups = tuple(
        replace(group, rows=tuple(teller.row(row, then.get(row.subject.pk)) for row in group.rows))
        for group in account.portrait.groups
    )
    changes = _changes(groups, then, account.result)
    comparison = Comparison(
        first=first,
        chosen=tally([change for code, change in changes.items() if code in chosen], page),
        others=tally([change for code, change in changes.items() if code not in chosen], page),
        has_downward=any(change.is_downward for change in changes.values()),
        has_looking_back=any(row.since and row.since.back for group in groups for row in group.rows),
    )
    return replace(account, portrait=replace(account.portrait, groups=groups), comparison=comparison)


def _changes(groups: tuple[Group, ...], then: Mapping[int, ScaleResult], result: Result) -> dict[str, Change]:
    pairs = [(row.scale, then[row.subject.pk]) for group in groups for row in group.rows if row.subject.pk in then]
    changes = [(now.subject.code, change_of(before, now, result)) for now, before in pairs]
    return {code: change for code, change in changes if change}


def change_of(then: ScaleResult, now: ScaleResult, result: Result) -> Change | None:
    """The change of one subject; None when either time has no score."""
    before, after = then.scored.score, now.scored.score
    return None if before is None or after is None else scoring.change(before, after, result.rules)


def tally(changes: Collection[Change], page: ResultsPage) -> str:
    """How many subjects are higher, about the same or lower now, in words; empty without any."""
    moved = [change for change in changes if change.size != Size.SAME]
    higher, lower = sum(change.by > 0 for change in moved), sum(change.by < 0 for change in moved)
    parts = [
        (higher, _("%(count)d higher now") % {"count": higher}),
        (len(changes) - len(moved), f"{len(changes) - len(moved)} {page.change_same}"),
        (lower, _("%(count)d lower now") % {"count": lower}),
    ]
    return ", ".join(words for count, words in parts if count)


@dataclass(frozen=True)
class _Teller:
    """Adds to each row what it was the first time."""

    first: Result
    result: Result
    page: ResultsPage
    chosen: frozenset[str]
    looks_back: bool

    def row(self, row: Row, then: ScaleResult | None) -> Row:
        if then is None:
            return row
        before, back = then.scored.score, self.back(row, then)
        since = Since(
            word=wording.word_of(then, self.first.rules, self.page),
            number=None if before is None else wording.number(before, self.first.rules),
            change=self.change(then, row.scale),
            is_chosen=row.subject.code in self.chosen,
            back=self.result.version.instrument.responses[back - 1] if back else "",
        )
        return replace(row, since=since, track=self.track(row, then, back))

    def back(self, row: Row, then: ScaleResult) -> int | None:
        """How the person sees the start today: a point of the scale, told only beside what they answered then."""
        return row.scale.looking_back if self.looks_back and then.is_scored else None

    def track(self, row: Row, then: ScaleResult, back: int | None) -> wording.Track | None:
        before, rules = then.scored.score, self.result.rules
        if row.track is None:
            return None
        return replace(
            row.track,
            then="" if before is None else wording.spot(before, rules),
            back=wording.spot(scoring.Fraction(back), rules) if back else "",
        )

    def change(self, then: ScaleResult, now: ScaleResult) -> str:
        found = change_of(then, now, self.result)
        if found is None:
            return self.why_not(then, now)
        words = {"change": self.page.change_word(found.size)}
        if found.size == Size.SAME:
            return words["change"]
        return (_("%(change)s, lower now") if found.by < 0 else _("%(change)s, higher now")) % words

    def why_not(self, then: ScaleResult, now: ScaleResult) -> str:
        if not then.is_scored and not now.is_scored:
            return _("Cannot be said: there was not enough to say either time.")
        if not then.is_scored:
            return _("Cannot be said: there was not enough to say the first time.")
        return _("Cannot be said: there is not enough to say now.")
