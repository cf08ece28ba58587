"""The words of a cohort's report: plain, the same on the page, on paper and in the file (DOMAIN 2.7, 4.3, 4.5)."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from elearning.programmes.models import LeavingReason


def occasion(wave: str) -> str:
    """What an occasion is called."""
    return {
        "pre": _("When the sets were formed"),
        "post": _("At the end of the sets"),
        "follow_up": _("Three months later"),
    }[wave]


def coming(wave: str) -> str:
    """What will be reported at an occasion."""
    return {
        "pre": _("How many came how far, which subjects were chosen, and where the cohort begins."),
        "post": _(
            "How many were in sets and completed, meetings and attendance, what has changed, and what people thought of it."
        ),
        "follow_up": _(
            "How far people are from where they began, what they have done, and how many agreements and reviews there are."
        ),
    }[wave]


def reach(name: str) -> str:
    """What a count of people counts."""
    return {
        "invited": _("Invited"),
        "joined": _("Joined"),
        "workshop": _("Were at the workshop or did the catch-up"),
        "answered_pre": _("Answered the self-assessment"),
        "lists": _("Chose priorities"),
        "placed": _("Had a place in a set"),
        "completed": _("Completed: workshop, priorities and at least 60% of the meetings"),
        "answered_post": _("Answered the self-assessment again"),
        "answered_follow_up": _("Answered three months later"),
    }[name]


def leaving(code: str) -> str:
    """A reason for leaving, in words."""
    return str(LeavingReason.Code(code).label)


def gave_reasons(number: str) -> str:
    """How many reasons were given."""
    return _("Reasons given for leaving, by those who left or by whoever removed them: %(number)s.") % {
        "number": number
    }


def no_reasons(few_: int) -> str:
    """Why no reason is told."""
    words = _("No reason is told: fewer than ten were given, or none of them by more than %(number)d people.")
    return words % {"number": few_}


def reasons(few_: int) -> str:
    """What stands in the table of reasons, and what does not."""
    words = _("Saying why was voluntary and without a name. Reasons of %(number)d people or fewer stand together.")
    return words % {"number": few_}


def count(low: int, high: int) -> str:
    """A number of people, or the range that may be told."""
    if low == high:
        return str(low)
    if low == 0:
        return few(high)
    return _("%(low)d\u00a0to\u00a0%(high)d") % {"low": low, "high": high}


def few(most: int) -> str:
    """Up to `most` people, in words."""
    return _("fewer than %(number)d") % {"number": most + 1}


def too_few(least: int) -> str:
    """Why there are no figures at all."""
    words = _(
        "Fewer than %(number)d people had joined, so nothing is reported: figures of so few would say who they are."
    )
    return words % {"number": least}


def ranges(few_: int) -> str:
    """Why some numbers are ranges."""
    words = _(
        "A range stands where the exact number would show that %(number)d people or fewer are missing from another number."
    )
    return words % {"number": few_}


def others(number: int) -> str:
    """The pool of small organisations."""
    words = ngettext("Other organisations (%(number)d)", "Other organisations (%(number)d)", number)
    return words % {"number": number}


def organisations(few_: int) -> str:
    """How organisations are pooled."""
    return _("Organisations with %(number)d people or fewer are counted together.") % {"number": few_}


def chosen(few_: int) -> str:
    """How choices are told."""
    words = _(
        "Each person chose one to three. No number is given where %(number)d people or fewer chose a subject, or did not."
    )
    return words % {"number": few_}


def band(name: str) -> str:
    """The words of a band, shorter than those a person reads of themselves (DOMAIN 4.3)."""
    return {
        "not_yet": _("not much yet"),
        "some": _("some of the time"),
        "usual": _("usually"),
        "almost_always": _("almost always"),
    }[name]


def either(words: Sequence[str]) -> str:
    """Several categories that are counted together."""
    return _(" or ").join(words)


def bands() -> str:
    """How bands are told."""
    return _(
        "Neighbouring answers are counted together until no group is small. What is too small to report is left out."
    )


def nothing_to_say() -> str:
    """Why there are no needs."""
    return _("Too few people have chosen priorities or answered to say anything.")


def no_delivery() -> str:
    """Why nothing is said of meetings."""
    return _("Nothing is said of meetings: there are fewer than two sets, and figures of one set are never reported.")


def attendance(percent: int) -> str:
    """An average attendance."""
    if percent >= 95:
        return _("95% or more")
    return _("about %(percent)d%%") % {"percent": percent}


def sets() -> str:
    """What is never told of sets."""
    return _("All sets together. Nothing is reported by set: a set is small, and what happens there is its own.")


def no_learning() -> str:
    """Why nothing is said of change."""
    return _("Too few people answered both times to say anything about change.")


def rows() -> dict[str, str]:
    """The two rows of change, which always stand together."""
    return {"chosen": _("Subjects they had chosen"), "others": _("Subjects they had not chosen")}


def level(name: str) -> str:
    """The heading of a column of means."""
    return {"then": _("Then"), "now": _("Now"), "back": _("Looking back")}[name]


def mean(value: float | None) -> str:
    """A mean with one decimal, or that there is none."""
    return _("not enough to say") if value is None else f"{value:.1f}"


def change(value: float) -> str:
    """A mean change in words and figures."""
    if value == 0:
        return _("none")
    words = _("up by %(size).1f") if value > 0 else _("down by %(size).1f")
    return words % {"size": abs(value)}


def interval(low: float | None, high: float | None) -> str:
    """The interval of a mean change."""
    if low is None or high is None:
        return _("not given below ten people")
    return _("%(low)s\u00a0to\u00a0%(high)s") % {"low": signed(low), "high": signed(high)}


def signed(value: float) -> str:
    """A change with one decimal, a real minus, and no sign where it rounds to nothing."""
    text = f"{abs(value):.1f}"
    if text == "0.0":
        return text
    return f"−{text}" if value < 0 else text


def means(wave: str, looked_back: bool) -> str:
    """The caption of the table of means."""
    if wave == "post":
        with_back = _("Self-assessment, 1 to 5: then, now, and looking back")
        return with_back if looked_back else _("Self-assessment, 1 to 5: then and now")
    return _("Self-assessment, 1 to 5: change since the beginning")


def matched() -> str:
    """Who is counted in a table of change."""
    return _("Only people who answered both times, each counted once in both rows.")


def kind(names: Sequence[str]) -> str:
    """How people changed, in words."""
    several: dict[tuple[str, ...], str] = {
        ("clear_up", "some_up"): _("up"),
        ("some_down", "clear_down"): _("down"),
    }
    one = {
        "clear_up": _("clearly up"),
        "some_up": _("somewhat up"),
        "same": _("about the same"),
        "some_down": _("somewhat down"),
        "clear_down": _("clearly down"),
    }
    return several.get(tuple(names)) or either([one[name] for name in names])


def sizes() -> str:
    """What counts as a change."""
    return _(
        "Clear is a change of one point or more, somewhat of half a point or more. Small groups are counted together."
    )


def regression() -> str:
    """The warning that stands with every gain (DOMAIN 2.7)."""
    return _(
        "Read both rows together. People tend to choose subjects in which they scored low, and low scores drift up by "
        "chance: only what chosen subjects gain beyond the others may come from the programme."
    )


def looking_back() -> str:
    """How to read the third mean."""
    return _(
        "“Looking back” is how people rate the beginning from where they are now. They often know better by then what the "
        "subject asks, but they also expect to have improved: never read it alone."
    )


def falls() -> str:
    """How to read a fall."""
    return _("People often rate themselves lower once they know more about a subject, so a fall is not a failure.")


def answers_together(few_: int) -> str:
    """How answers about the programme are told."""
    words = _(
        "Neighbouring answers are counted together until no group is small. No number is given where %(number)d people or "
        "fewer gave an answer, or did not. Questions could be left out."
    )
    return words % {"number": few_}


def neighbours(words: Sequence[str]) -> str:
    """Neighbouring answers that are counted together."""
    if len(words) < 3:
        return either([f"“{one}”" for one in words]) if len(words) > 1 else words[0]
    return _("“%(first)s” to “%(last)s”") % {"first": words[0], "last": words[-1]}


def about(mean_: float, points: int) -> str:
    """About where the middle of some answers lies, with its ends open."""
    values = {"mean": f"{mean_:.1f}", "points": points}
    if mean_ >= points - 0.5:
        return _("about %(mean)s or more, of %(points)d") % values
    if mean_ <= 1.5:
        return _("about %(mean)s or less, of %(points)d") % values
    return _("about %(mean)s of %(points)d") % values


def about_means() -> str:
    """Why only the middle is told."""
    return _("Below ten answers, or where they cannot be grouped, only the middle is told, to half a point.")


def about_fives(number: int | None, few_: int) -> str:
    """A number rounded to fives."""
    if number is None:
        return _("held by %(few)s people") % {"few": few(few_)}
    return _("about %(number)d") % {"number": number}


def maps() -> str:
    """How maps are counted."""
    return _(
        "Counted from the maps as they stood on the day of the figures, rounded to fives. People change their maps when they "
        "like, so a rise can also mean that somebody has written down what was there before."
    )


def stories() -> str:
    """How stories are told."""
    return _(
        "Told by people who were asked because they had used much or little of the programme. Each has approved the words and "
        "can withdraw them. Stories show how something came about, not how often."
    )


def limits() -> list[str]:
    """The fixed limitations (DOMAIN 2.8, 6.3)."""
    return [
        _("These are people’s own views of their own practice, not a test and not a measure of a partnership."),
        _("What people say they have done is their own account. Nobody has checked it."),
        _("There is no comparison group: what would have changed without the programme is not known."),
        _("The numbers are small. Differences of a few tenths or a few people are within chance."),
        _("Not for ranking people, sets, facilitators or organisations, nor for appraisal, selection or pay."),
    ]


def themes() -> str:
    """What has to be said about the sentences of sets."""
    return _(
        "Each sentence was cleared by every member of its set. They come from at least two sets; which said what is not told."
        " An organisation is named only where its members in the set said yes to that."
    )
