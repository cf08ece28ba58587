"""Theme notes: a facilitator drafts general sentences, every member clears each of them, and nobody learns who did not.

DOMAIN 1.9, 7.1. Members answer until the end of a day that is fixed when they are asked; only then is it counted, so that
no time tells anything. A sentence is cleared if every member says yes; a no, a silence and a partner's name that stands on
a member's map look the same. Answers lie under keys that name nobody, and are deleted when they are counted. What is
cleared goes into the cohort's report with that of other sets (`figures`), and stays there.

A sentence names no person. It names an organisation only if somebody of it is in the set, and all of them who are say yes to
the name: that is their word on the sentence, so that a no to the name looks like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from actionsets import addressing, gathering
from actionsets.balloting import key_of
from actionsets.models import LearningSet, SetMeeting, SetMembership, ThemeBallot, ThemeNote, ThemeSentence
from actionsets.naming import names_beside, names_in
from actionsets.refusals import ProposalClosed, Refusal
from elearning import mail
from elearning.accounts.models import Organisation, User
from elearning.partnering.models import MapEntry
from elearning.programmes.models import Cohort, Enrolment, Subject

DAYS_TO_ANSWER = 7
FEWEST = 3
KEPT_AFTER_END = timedelta(days=30)


class NamesSomebody(Refusal):
    """A sentence names a person or an organisation of the cohort; `places` are the places of those sentences."""

    def __init__(self, places: Sequence[int], names: Sequence[str]) -> None:
        self.places = list(places)
        super().__init__(
            _("A general sentence names nobody, and no organisation of which nobody is in the set: %(names)s.")
            % {"names": ", ".join(names)}
        )


class TooFewToAsk(Refusal):
    """There are so few members that anybody could be made out."""

    def __init__(self) -> None:
        super().__init__(_("A set of one or two cannot pass anything on without being made out."))


def note_of(one: LearningSet) -> ThemeNote | None:
    """The note in hand: a draft, or one that is being asked about."""
    return one.theme_notes.filter(settled_at__isnull=True).first()


def settled(one: LearningSet) -> list[ThemeSentence]:
    """What became of earlier sentences, the newest note first."""
    rows = ThemeSentence.objects.filter(note__learning_set=one, note__settled_at__isnull=False)
    return list(rows.select_related("subject", "note").order_by("-note", "position"))


def names_of(cohort: Cohort) -> list[str]:
    """The people and organisations of a cohort, by every name that they are called by."""
    found = organisations_of(cohort)
    people = User.objects.filter(pk__in=Enrolment.objects.filter(cohort=cohort).values("user")) | User.objects.filter(
        cohort_roles__cohort=cohort
    )
    for user in people.distinct().order_by("pk"):
        found += [user.name, user.first_name, user.last_name]
    return [name for name in found if name]


def organisations_of(cohort: Cohort) -> list[str]:
    """The names of the organisations from which people are in the cohort."""
    here = Organisation.objects.filter(pk__in=cohort.enrolments.values("organisation"))
    return list(here.order_by("name").values_list("name", flat=True))


def organisations_in(one: LearningSet) -> list[str]:
    """The names of the organisations of which somebody is in the set: those that its sentences may name."""
    places = SetMembership.objects.live().filter(learning_set=one)
    here = Organisation.objects.filter(pk__in=places.values("enrolment__organisation"))
    return list(here.order_by("name").values_list("name", flat=True))


def organisations_named(one: LearningSet, sentences: Iterable[ThemeSentence]) -> dict[int, list[str]]:
    """Which organisations of the set each sentence names, by its key; those that name none are left out. One query."""
    here = organisations_in(one)
    found = {sentence.pk: names_in(sentence.text, here) for sentence in sentences}
    return {key: names for key, names in found.items() if names}


@transaction.atomic
def draft(one: LearningSet, rows: Sequence[tuple[str, Subject]], *, by: User) -> ThemeNote:
    """Keep the sentences of the set's note: one to three, each with its subject. They are the facilitator's alone so far.

    Raises NamesSomebody, or ProposalClosed where the set has no workspace, or its members are being asked already.
    """
    held = LearningSet.objects.select_for_update().get(pk=one.pk)
    note = note_of(held)
    if not held.has_workspace or not 0 < len(rows) <= ThemeNote.MOST or (note and note.is_asked):
        raise ProposalClosed
    _refuse_names(held, one.cohort, [text for text, _subject in rows])
    note = note or ThemeNote.objects.create(learning_set=held)
    note.sentences.all().delete()
    ThemeSentence.objects.bulk_create(
        ThemeSentence(note=note, position=at, text=" ".join(text.split()), subject=subject)
        for at, (text, subject) in enumerate(rows)
    )
    return note


def _refuse_names(one: LearningSet, cohort: Cohort, texts: Sequence[str]) -> None:
    may = organisations_in(one)
    names = [name for name in names_of(cohort) if name not in may]
    found = [names_beside(text, names, may) for text in texts]
    if any(found):
        raise NamesSomebody(
            [at for at, some in enumerate(found) if some], sorted({one for some in found for one in some})
        )


def _locked(note: ThemeNote) -> ThemeNote:
    """The note as it stands, its set locked."""
    LearningSet.objects.select_for_update().get(pk=note.learning_set_id)
    return ThemeNote.objects.select_related("learning_set__cohort__programme").get(pk=note.pk)


def members_of(note: ThemeNote) -> list[SetMembership]:
    """Those who have to clear it: whoever is in the set."""
    rows = SetMembership.objects.live().filter(learning_set=note.learning_set_id)
    return list(rows.select_related("enrolment__user").order_by("pk"))


@transaction.atomic
def ask(note: ThemeNote, *, by: User) -> ThemeNote:
    """Ask every member about every sentence; a neutral mail tells them. Raises ProposalClosed unless it is a draft with
    sentences, TooFewToAsk in a set of fewer than three, or NamesSomebody, since people may have joined meanwhile."""
    found = _locked(note)
    texts = list(found.sentences.values_list("text", flat=True))
    if not found.is_draft or not texts:
        raise ProposalClosed
    members = members_of(found)
    if len(members) < FEWEST:
        raise TooFewToAsk
    cohort = found.learning_set.cohort
    _refuse_names(found.learning_set, cohort, texts)
    found.asked_at, found.answer_by = timezone.now(), cohort.today + timedelta(days=DAYS_TO_ANSWER)
    found.save(update_fields=["asked_at", "answer_by"])
    step = gathering.step_of(cohort)
    for place in members:
        if step:
            user = place.enrolment.user
            holds = [addressing.member(found.learning_set), addressing.asked_to_clear(found)]
            words = {"user": user, "path": step.url, "until": found.answer_by}
            mail.send("theme_asked", user.email, words, only_while=holds)
    return found


@transaction.atomic
def take_back(note: ThemeNote, *, by: User) -> ThemeNote:
    """Make it a draft again, so that its sentences can be changed; then everybody is asked anew, about all of them.

    Raises ProposalClosed when it is not being asked about.
    """
    found = _locked(note)
    if not found.is_asked:
        raise ProposalClosed
    ThemeBallot.objects.filter(sentence__note=found).delete()
    found.asked_at = found.answer_by = None
    found.save(update_fields=["asked_at", "answer_by"])
    return found


def asked_of(place: SetMembership) -> ThemeNote | None:
    """The note that the holder of `place` can answer now."""
    note = note_of(place.learning_set)
    if note is None or note.answer_by is None or note.answer_by < place.learning_set.cohort.today:
        return None
    return note


def _key(place: SetMembership, note: ThemeNote) -> str:
    return key_of(place, f"theme:{note.pk}")


def own_answers(place: SetMembership, note: ThemeNote) -> dict[int, bool]:
    """What the holder of `place` has answered, by sentence. For themselves alone."""
    rows = ThemeBallot.objects.filter(sentence__note=note, key=_key(place, note))
    return dict(rows.values_list("sentence_id", "is_yes"))


def own_partners(place: SetMembership, texts: Iterable[str]) -> list[str]:
    """Partners on the person's own map whom one of `texts` names. For themselves alone."""
    names = MapEntry.objects.of(place.enrolment).on_the_map().values_list("name", flat=True)
    return names_beside(" · ".join(texts), names, organisations_in(place.learning_set))


@transaction.atomic
def answer(place: SetMembership, note: ThemeNote, answers: Mapping[int, bool]) -> ThemeNote:
    """Keep a member's word on every sentence (`answers` by sentence); it can be changed until the last day is over.

    Raises ProposalClosed when they cannot answer it (any more), or a sentence is missing: it was changed meanwhile.
    """
    found = _locked(note)
    asked = asked_of(place)
    sentences = set(found.sentences.values_list("pk", flat=True))
    if asked is None or asked.pk != found.pk or set(answers) != sentences:
        raise ProposalClosed
    key = _key(place, found)
    ThemeBallot.objects.filter(sentence__in=sentences, key=key).delete()
    ThemeBallot.objects.bulk_create(
        ThemeBallot(sentence_id=sentence, key=key, is_yes=is_yes) for sentence, is_yes in sorted(answers.items())
    )
    return found


@transaction.atomic
def settle_due(now: datetime) -> int:
    """Count the notes whose last day is over, and delete the answers; returns how many. Twice changes nothing."""
    rows = ThemeNote.objects.filter(asked_at__isnull=False, settled_at__isnull=True)
    over = [one for one in rows.select_related("learning_set__cohort") if _is_over(one, now)]
    for note in over:
        _settle(_locked(note), now)
    return len(over)


def _is_over(note: ThemeNote, now: datetime) -> bool:
    return note.answer_by is not None and note.answer_by < note.learning_set.cohort.day_of(now)


def _settle(note: ThemeNote, now: datetime) -> None:
    members = members_of(note)
    wanted = {_key(place, note) for place in members}
    partners = MapEntry.objects.filter(map__enrolment__in=[place.enrolment_id for place in members]).on_the_map()
    may = organisations_in(note.learning_set)
    known = [name for name in names_of(note.learning_set.cohort) if name not in may]
    names = [*partners.values_list("name", flat=True), *known]
    for sentence in note.sentences.all():
        yes = set(sentence.ballots.filter(is_yes=True).values_list("key", flat=True))
        sentence.is_cleared = len(members) >= FEWEST and wanted <= yes and not names_beside(sentence.text, names, may)
        sentence.save(update_fields=["is_cleared"])
    ThemeBallot.objects.filter(sentence__note=note).delete()
    note.settled_at = now
    note.save(update_fields=["settled_at"])


@transaction.atomic
def tidy(now: datetime) -> int:
    """Delete what was not cleared, thirty days after a set's last meeting (DOMAIN 7.5); returns how many notes went.

    Cleared sentences stay: they are permanent (DOMAIN 1.6).
    """
    later = SetMeeting.objects.filter(ends_at__gt=now - KEPT_AFTER_END).values("learning_set")
    over = ThemeNote.objects.filter(learning_set__meetings__isnull=False).exclude(learning_set__in=later).distinct()
    keys = list(over.values_list("pk", flat=True))
    ThemeSentence.objects.filter(note__in=keys).exclude(is_cleared=True).delete()
    empty = ThemeNote.objects.filter(pk__in=keys, sentences__isnull=True)
    return empty.delete()[0]
