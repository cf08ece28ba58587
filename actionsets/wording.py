"""Puts into translatable words what set formation says in codes.

Line management and keep-apart read the same here, “not together”, so that nobody can tell one from the other
(DOMAIN 1.7.2); neither the reason nor who asked is ever said.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from actionsets.formation import Bounds, Breach, Figures, Note, sentence

SENTENCES: Mapping[str, Any] = {
    "focus": gettext_lazy("{first} of {size} put this focus first, {second} second and {third} third."),
    "no focus": gettext_lazy("Nobody in this set has chosen priorities yet."),
    "undecided": gettext_lazy("Placed without priorities, to make up the size and the mix: {people}."),
    "stranded": gettext_lazy("The focus is not among the priorities of {people}."),
    "organisations": gettext_lazy("Organisations: {count}. Pairs from the same one: {pairs}."),
    "slots": gettext_lazy("{slots} suits everybody."),
    "language": gettext_lazy("Language: {language}."),
    "mode": gettext_lazy("How they meet: {mode}."),
    "repeated": gettext_lazy("Pairs who were in one set before: {pairs}."),
    "held back": gettext_lazy("Has chosen no priorities yet: to be placed by hand, after a word with them."),
    "no common slot": gettext_lazy("No half day that suits them is open to any set."),
    "together without a common slot": gettext_lazy("Kept together with people who share no half day with them."),
    "together too many": gettext_lazy("{people} are kept together, but a set holds at most {largest}."),
    "together and apart": gettext_lazy("{people} are kept together, though two of them cannot be in one set."),
    "together but locked apart": gettext_lazy("{people} are kept together, but have fixed places in different sets."),
    "together over the cap": gettext_lazy("{people} are kept together, but a set takes {cap} from one organisation."),
    "locked too many": gettext_lazy("{people} have fixed places in one set, but a set holds at most {largest}."),
    "locked and apart": gettext_lazy("{people} have fixed places in one set, though two of them cannot be in one set."),
    "locked over the cap": gettext_lazy(
        "{people} have fixed places in one set, but a set takes {cap} from one organisation."
    ),
    "locked without a common slot": gettext_lazy("{people} have fixed places in one set, but share no half day."),
    "locked places clash": gettext_lazy("The fixed places cannot all be kept together with the other rules."),
    "too few people": gettext_lazy("{people} people are too few for a set of {smallest}."),
    "too few at these times": gettext_lazy("Only {people} people share a half day here; a set needs {smallest}."),
    "organisation too large": gettext_lazy(
        "{people} people come from {organisation}; {sets} sets with at most {cap} each have room for {room}."
    ),
    "sizes do not fit": gettext_lazy("{people} people do not divide into sets of {smallest} to {largest}."),
    "too few facilitators": gettext_lazy(
        "The facilitators can lead too few sets ({sets}); {people} people wait for a place."
    ),
    "rules together": gettext_lazy("The rules together leave no place for them in any set."),
    "cap raised": gettext_lazy(
        "{organisation} has {people} people for at most {sets} sets, so up to {cap} of one organisation share a set."
    ),
    "sizes stretched": gettext_lazy("Sizes run from {smallest} to {largest}, because fewer people wait this way."),
    "relaxation": gettext_lazy("Without the rule “{rule}”, {waiting} would wait."),
    "relaxation cap": gettext_lazy("With at most {cap} from one organisation, {waiting} would wait."),
    "nobody waits": gettext_lazy("Nobody is left waiting."),
    "some wait": gettext_lazy("{waiting} of {people} are left waiting."),
    "all with choice": gettext_lazy(
        "Everybody’s set has a focus they chose; {top} of {people} have their first or second."
    ),
    "some without choice": gettext_lazy(
        "{stranded} did not choose their set’s focus; {top} of {people} have their first or second choice."
    ),
    "proved": gettext_lazy("No other arrangement does better: this is proved."),
    "proved with fewest moves": gettext_lazy("No arrangement that moves so few people does better: this is proved."),
    "not proved": gettext_lazy("Time was up before it was proved that no other arrangement does better."),
    "stopped early": gettext_lazy("It was stopped before it was proved that no other arrangement does better."),
    "gap": gettext_lazy("{aim}: {value}, and no arrangement can be better than {bound}."),
    "your choice": gettext_lazy("You are here because you chose {focus} {rank}."),
    "your choice none": gettext_lazy("The set works on {focus}, which was not among your choices."),
    "your choice open": gettext_lazy("You have chosen no priorities; the set works on {focus}."),
    "too few for first": gettext_lazy("Your first choice, {subject}, was put first by too few people for a set."),
    "other places": gettext_lazy("There was no room under {subject} for everybody who put it first."),
}
RULES: Mapping[str, Any] = {
    "sizes": gettext_lazy("set sizes"),
    "one set a person": gettext_lazy("one set for each person"),
    "line management": gettext_lazy("not together"),
    "keep apart": gettext_lazy("not together"),
    "keep together": gettext_lazy("kept together"),
    "organisation cap": gettext_lazy("most from one organisation"),
    "common slots": gettext_lazy("a half day that suits all"),
    "one language": gettext_lazy("one language"),
    "one mode": gettext_lazy("one way of meeting"),
    "facilitators": gettext_lazy("who facilitates"),
    "locked places": gettext_lazy("fixed places"),
}
STAGES: Mapping[str, Any] = {
    "asking": gettext_lazy("Finding out whether anybody has to wait."),
    "focus": gettext_lazy("Finding the best subject for each set."),
    "slots": gettext_lazy("Finding half days that suit everybody in a set."),
    "whole": gettext_lazy("Weighing everything together."),
    "naming": gettext_lazy("Giving each person a place."),
    "relaxing": gettext_lazy("Finding out what stands in the way of those who wait."),
}
NOT_TOGETHER = frozenset({"line management", "keep apart"})
AIMS: tuple[tuple[str, Any, bool], ...] = (
    ("waiting", gettext_lazy("People left waiting"), False),
    ("stranded", gettext_lazy("People whose set has a focus they did not choose"), False),
    ("total_fit", gettext_lazy("Fit, all together (3 for a first choice, 2 for a second, 1 for a third)"), True),
    ("at_fit_1", gettext_lazy("People in a set with their third choice"), False),
    ("same_organisation_pairs", gettext_lazy("Pairs from one organisation in one set"), False),
    ("size_deviation", gettext_lazy("Distance from sets of six"), False),
    ("repeated_pairs", gettext_lazy("Pairs who were in a set together before"), False),
)
RANKS = {3: gettext_lazy("first"), 2: gettext_lazy("second"), 1: gettext_lazy("third")}


def say(note: Note, called: Callable[[str], str]) -> str:
    """`note` in words; `called` turns an id, subject or half day into what people call it."""
    values = dict(note.values)
    if note.code == "relaxation":
        values["rule"] = str(RULES.get(str(values.get("rule")), values.get("rule")))
    if note.code == "gap":
        names = {name.replace("_", " "): label for name, label, _more in AIMS}
        values["aim"] = str(names.get(str(values["aim"]), values["aim"]))
    return sentence(Note(note.code, values), table=SENTENCES, name=called)


def say_all(notes: Iterable[Note], called: Callable[[str], str]) -> list[str]:
    """Each of `notes` in words."""
    return [say(note, called) for note in notes]


def _not_together(breach: Breach, called: Callable[[str], str]) -> str:
    return _("%(people)s cannot be in one set.") % {"people": _(" and ").join(map(called, breach.people))}


def _cap(breach: Breach, called: Callable[[str], str]) -> str:
    return _("Set %(set)s has %(count)s people from %(organisation)s; the most is %(cap)s.") % {
        "set": breach.set_label,
        **breach.values,
    }


def _size(breach: Breach, called: Callable[[str], str]) -> str:
    size = int(str(breach.values["size"]))
    words = ngettext(
        "Set %(set)s has %(size)s person; sets have %(smallest)s to %(largest)s.",
        "Set %(set)s has %(size)s people; sets have %(smallest)s to %(largest)s.",
        size,
    )
    return words % {"set": breach.set_label, **breach.values}


def _slots(breach: Breach, called: Callable[[str], str]) -> str:
    return _("The half day of set %(set)s does not suit everybody in it.") % {"set": breach.set_label}


def _facilitator(breach: Breach, called: Callable[[str], str]) -> str:
    return _("The facilitator of set %(set)s cannot lead a set with %(people)s in it.") % {
        "set": breach.set_label,
        "people": ", ".join(map(called, breach.people)),
    }


_BREACHES: Mapping[str, Callable[[Breach, Callable[[str], str]], str]] = {
    "line management": _not_together,
    "keep apart": _not_together,
    "organisation cap": _cap,
    "sizes": _size,
    "common slots": _slots,
    "facilitators": _facilitator,
}


def say_breach(breach: Breach, called: Callable[[str], str]) -> str:
    """What breaks a rule, in a sentence."""
    words = _BREACHES.get(breach.rule)
    if words:
        return words(breach, called)
    where = _("Set %(set)s: ") % {"set": breach.set_label} if breach.set_label else ""
    return where + _("the rule “%(rule)s” is not kept.") % {"rule": RULES.get(breach.rule, breach.rule)}


def figures_table(now: Figures, bounds: Bounds | Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row an aim: its name, its value now, the best there can be (None if unknown) and whether it is reached."""
    known = bounds if isinstance(bounds, Mapping) else vars_of(bounds)
    rows = []
    for name, label, more_is_better in AIMS:
        value, best = getattr(now, name), known.get(name)
        reached = best is not None and (value >= best if more_is_better else value <= best)
        rows.append({"name": name, "label": label, "value": value, "best": best, "reached": reached})
    return rows


def say_gap(row: Mapping[str, Any]) -> str:
    """What a row of `figures_table` still leaves open, in a sentence."""
    words = _("%(aim)s: %(value)s so far, and no arrangement can do better than %(best)s.")
    return words % {"aim": row["label"], "value": row["value"], "best": row["best"]}


def vars_of(bounds: Bounds) -> dict[str, Any]:
    """The bounds by the name of their aim."""
    return {name: getattr(bounds, name) for name, _label, _more in AIMS}


def differences(before: Figures, after: Figures) -> list[str]:
    """What a move changes in the figures, a sentence each; nothing if it costs and gains nothing."""
    said = []
    for name, label, more_is_better in AIMS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            better = (now > was) == more_is_better
            words = (
                _("%(aim)s: %(was)s now, %(now)s after – better.")
                if better
                else _("%(aim)s: %(was)s now, %(now)s after – worse.")
            )
            said.append(words % {"aim": label, "was": was, "now": now})
    return said


def why_here(*, fit: int, focus: str, first: str, too_few: bool, has_chosen: bool) -> str:
    """Why somebody is in their set, told to that person from their own choices (FORMATION 5).

    `first` is the title of their first choice; `too_few` whether fewer put it first than the smallest set needs. No
    number of other people's choices is told: it could be a small one.
    """
    if not focus:
        return _("You are here because this mix of people and half day suits you.")
    if not has_chosen:
        return _("You have chosen no priorities yet; this set works on “%(focus)s”.") % {"focus": focus}
    if fit:
        here = _("You are here because you chose “%(focus)s” %(rank)s.") % {"focus": focus, "rank": RANKS[fit]}
    else:
        here = _("This set works on “%(focus)s”, which was not among your choices.") % {"focus": focus}
    if fit == 3:
        return here
    words = (
        _("Your first choice, “%(first)s”, was put first by too few people for a set.")
        if too_few
        else _("There was no room under your first choice, “%(first)s”, for everybody who put it first.")
    )
    return f"{here} {words % {'first': first}}"
