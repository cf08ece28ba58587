"""What the demonstration's people do with their partners: checklists, both sides of a partnership, agreements."""

from datetime import date, timedelta
from uuid import uuid4

from django.utils import timezone

from actionsets.rehearsing.people import Stage, Words
from actionsets.rehearsing.work import steps
from elearning.agreements import commenting, drafting, signing
from elearning.agreements.drafting import Partner
from elearning.agreements.models import PartnershipAgreement
from elearning.agreements.sections import REVIEWS, ROLES, WHEN
from elearning.partnering import checking, siding
from elearning.partnering.checking import Given
from elearning.partnering.models import Comparison, MapEntry, Side, WorkshopPage


def partner(stage: Stage) -> None:
    """Let the people of the file look at their partnerships, alone and with the other side, and write agreements."""
    page = steps(stage)["workshop"]
    assert isinstance(page, WorkshopPage)  # noqa: S101 - the programme's own
    for entry in stage.words["own_checklists"]:
        look(stage, page, entry)
    compared = {entry["partnership"]: look_from_both_sides(stage, page, entry) for entry in stage.words["both_sides"]}
    for entry in stage.words["agreements"]:
        agree(stage, entry, compared[entry["from"]])


def look(stage: Stage, page: WorkshopPage, entry: Words) -> None:
    """Answer the checklist about one partner on one's map."""
    enrolment = stage.people[entry["person"]]
    about = MapEntry.objects.of(enrolment).on_the_map().get(name=entry["partner"])
    check = checking.begin(enrolment, page, entry=about)
    checking.answer(check, given(entry["answers"]), seen=0)


def given(answers: Words) -> dict[str, Given]:
    """Answers as the file writes them: a code, then perhaps a reason."""
    return {code: Given(*said) for code, said in answers.items()}


def look_from_both_sides(stage: Stage, page: WorkshopPage, entry: Words) -> Comparison:
    """Ask the other side and answer, as far as the file says."""
    one, other = stage.people[entry["one"]], stage.people[entry["other"]]
    made = siding.ask(one, page, partnership=entry["partnership"], email=other.user.email)
    mine, theirs = made.sides.get(user=one.user), made.sides.get(user=other.user)
    answer(mine, entry["answers"]["one"])
    if entry["far"] == "compared":
        siding.accept(theirs, organisation=other.organisation.name)
        answer(theirs, entry["answers"]["other"])
        for side in (mine, theirs):
            made = siding.agree(side, shows_reasons=True)
        siding.choose(made, entry["points"])
    return made


def answer(side: Side, answers: Words) -> None:
    """Answer for one side."""
    checking.answer(siding.own_check(side), given(answers), seen=0)


def agree(stage: Stage, entry: Words, compared: Comparison) -> None:
    """Write an agreement out of a comparison, hear what others say to it, and agree where the file says so."""
    enrolment = stage.people[entry["person"]]
    me = Partner(enrolment.organisation.name, enrolment.user.name)
    made = drafting.begin(enrolment.user, me, title=entry["title"], form_key=uuid4(), comparison=compared)
    for number, text in entry["sections"].items():
        if number not in (WHEN, ROLES, REVIEWS):
            drafting.write(made, number, text=text, seen=0)
    dates = {"starts": day(entry["begins_in"]).isoformat(), "ends": day(entry["ends_in"]).isoformat()}
    drafting.write(made, WHEN, text=entry["sections"][WHEN], rows=[dates], seen=0)
    drafting.write(made, ROLES, text="", rows=entry["roles"], seen=0)
    reviews = [{"on": day(one["in_days"]).isoformat(), "convenes": one["convenes"]} for one in entry["reviews"]]
    drafting.write(made, REVIEWS, text="", rows=reviews, seen=0)
    comment(stage, made, entry)
    if entry.get("is_agreed"):
        sign(stage, made, entry)


def day(days: int) -> date:
    """So many days from today."""
    return timezone.localdate() + timedelta(days=days)


def comment(stage: Stage, agreement: PartnershipAgreement, entry: Words) -> None:
    """What the other side says, and what people say to whom the link was sent."""
    if "shared_with" not in entry:
        return
    owner = stage.people[entry["person"]].user
    link = commenting.share(agreement, days=30, for_whom=entry["shared_with"], by=owner)
    for said in entry["comments"]:
        words = {"number": said["number"], "text": said["text"], "form_key": uuid4()}
        if "by" in said:
            user = stage.people[said["by"]].user
            commenting.comment(agreement, name=user.name, by=user, **words)
        else:
            commenting.comment(agreement, name=said["name"], link=link, **words)


def sign(stage: Stage, agreement: PartnershipAgreement, entry: Words) -> None:
    """Put it to both, who type their names."""
    owner = stage.people[entry["person"]].user
    version = signing.propose(agreement, by=owner)
    for party in agreement.parties.select_related("user"):
        assert party.user is not None  # noqa: S101 - both are of the file
        role = entry["role"] if party.is_owner else entry["other_role"]
        signing.sign(version, party.pk, name=party.user.name, role=role, by=party.user)
