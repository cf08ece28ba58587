"""What those who run sets cannot see (DOMAIN 6.1.10): every page and file of theirs is walked with telltale words in it."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from actionsets import convening, deciding, leaving, pausing, reflecting, separating, theming
from actionsets.models import LearningSet
from elearning.partnering.models import MapEntry, PartnershipMap
from elearning.programmes.models import CohortRole, Subject
from tests import factories
from tests.actionsets.makers import Twelve
from tests.conftest import signed_in
from tests.laying import laid

TELLTALES = {
    "an action": "Telltale-action",
    "a reflection": "Telltale-reflection",
    "an unshared map": "Telltale-partner",
    "what somebody is kept apart by": "Telltale-name",
    "a draft of another facilitator": "Telltale-theme",
}
RUN: dict[str, Callable[[Twelve], list[object]]] = {
    "actionsets:board": lambda t: [t.cohort.public_id],
    "actionsets:leaders": lambda t: [t.cohort.public_id],
    "actionsets:week": lambda t: [],
    "actionsets:supervision": lambda t: [],
    "actionsets:calendar": lambda t: [],
    "programmes:board": lambda t: [t.cohort.public_id],
    "programmes:export_board": lambda t: [t.cohort.public_id],
    "programmes:attendance": lambda t: [t.cohort.public_id],
    "programmes:cohorts": lambda t: [],
    "programmes:report": lambda t: [t.cohort.public_id],
    "programmes:report_csv": lambda t: [t.cohort.public_id],
    "partnering:shared": lambda t: [t.cohort.public_id],
    **{
        f"actionsets:{name}": lambda t: [t.cohort.public_id, t.set_of("P01").number]
        for name in ("set", "agreement", "dates", "handover", "incidents", "small")
    },
    "actionsets:attendance": lambda t: [t.cohort.public_id, t.set_of("P01").number, 1],
    "actionsets:leave": lambda t: [t.cohort.public_id, t.people["P01"].public_id],
}
FACILITATORS = ("partnering:shared", "actionsets:agreement", "actionsets:handover")
WORKSPACE = ("agreement", "handover", "themes")


@laid
def telltale(twelve: Twelve) -> Twelve:
    """Two sets at work; in P01's, everything is written that its facilitator must not read."""
    twelve.confirm()
    place, user = twelve.place_of("P01"), twelve.user("P01")
    one = place.learning_set
    for leaver in deciding.members_of(one)[4:]:
        if leaver.enrolment_id != place.enrolment_id:
            leaving.leave_set(leaver, by=twelve.fay)
    first = one.meetings.first()
    reflecting.commit(user, UUID(int=1), text=TELLTALES["an action"], due_on=None, meeting=first)
    reflecting.write(user, UUID(int=2), text=TELLTALES["a reflection"], meeting=first)
    mapped = PartnershipMap.objects.create(enrolment=twelve.people["P01"])
    MapEntry.objects.create(map=mapped, name=TELLTALES["an unshared map"], position=1)
    separating.declare(twelve.people["P01"], TELLTALES["what somebody is kept apart by"])
    other = LearningSet.objects.exclude(pk=one.pk).get()
    sam = factories.user("Sam Second")
    CohortRole.objects.create(cohort=twelve.cohort, user=sam, kind="facilitator")
    convening.assign(other, sam)
    subject = Subject.objects.filter(framework=twelve.cohort.programme.framework)[0]
    theming.draft(other, [(TELLTALES["a draft of another facilitator"], subject)], by=sam)
    pausing.note(other, kind="conduct", happened_on=date(2026, 1, 5), by=sam)
    return twelve


def read(client: Client, name: str, arguments: list[object]) -> str:
    answer = client.get(reverse(name, args=arguments))
    assert answer.status_code == 200, name
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return str(body.decode())


@pytest.mark.parametrize("name", RUN)
def test_facilitator_reads_no_telltale(telltale: Twelve, name: str) -> None:
    page = read(signed_in(telltale.fay), name, RUN[name](telltale))

    assert [what for what, word in TELLTALES.items() if word in page] == []


@pytest.mark.parametrize("name", [name for name in RUN if name not in FACILITATORS])
def test_manager_who_leads_no_set_reads_no_telltale(telltale: Twelve, name: str) -> None:
    page = read(signed_in(telltale.max), name, RUN[name](telltale))

    assert [what for what, word in TELLTALES.items() if word in page] == []


@pytest.mark.parametrize("name", WORKSPACE)
def test_manager_who_leads_no_set_is_not_in_the_workspace(telltale: Twelve, name: str) -> None:
    where = reverse(f"actionsets:{name}", args=[telltale.cohort.public_id, telltale.set_of("P01").number])

    assert signed_in(telltale.max).get(where).status_code == 404


def test_manager_reads_the_date_of_the_agreement_and_no_line_of_it(telltale: Twelve) -> None:
    where = reverse("actionsets:set", args=[telltale.cohort.public_id, telltale.set_of("P01").number])
    line = telltale.set_of("P01").agreements.order_by("-version")[0].rules[0]["text"]

    pages = [signed_in(who).get(where).content.decode() for who in (telltale.max, telltale.fay)]

    assert [(page.count("agreed on"), line.split(".")[0] in page) for page in pages] == [(1, False), (1, True)]


@pytest.mark.parametrize(
    "name", ["start", "proposal", "agreement", "actions", "reflections", "themes", "decision", "keep_apart", "leave"]
)
@pytest.mark.parametrize("who", ["fay", "max"])
def test_members_own_pages_are_not_there_for_staff(telltale: Twelve, who: str, name: str) -> None:
    assert signed_in(getattr(telltale, who)).get(telltale.step.door(name)).status_code == 404


@pytest.mark.parametrize("name", ["kept_apart", "composition"])
def test_who_declared_what_is_not_there_for_the_facilitator(telltale: Twelve, name: str) -> None:
    assert (
        signed_in(telltale.fay).get(reverse(f"actionsets:{name}", args=[telltale.cohort.public_id])).status_code == 404
    )


@pytest.mark.parametrize("name", ["set", "dates", "incidents", "themes", "handover", "agreement"])
def test_another_facilitators_set_is_not_there(telltale: Twelve, name: str) -> None:
    other = LearningSet.objects.exclude(pk=telltale.set_of("P01").pk).get()

    where = reverse(f"actionsets:{name}", args=[telltale.cohort.public_id, other.number])

    assert signed_in(telltale.fay).get(where).status_code == 404


def test_nobody_who_runs_the_cohort_reads_who_declined(twelve: Twelve) -> None:
    twelve.send()
    one = twelve.set_of("P03")
    convening.decline(twelve.place_of("P03"))
    client = signed_in(twelve.fay)

    pages = [
        read(client, "actionsets:board", [twelve.cohort.public_id]),
        read(client, "actionsets:set", [twelve.cohort.public_id, one.number]),
        read(client, "actionsets:week", []),
        read(client, "programmes:board", [twelve.cohort.public_id]),
    ]

    assert ["eclined" in page for page in pages] == [False] * 4


def test_handover_has_what_the_next_facilitator_needs(telltale: Twelve) -> None:
    one = telltale.set_of("P01")
    rule = one.agreements.order_by("-version")[0].rules[0]["text"].split(".")[0]

    page = read(signed_in(telltale.fay), "actionsets:handover", [telltale.cohort.public_id, one.number])

    assert [word in page for word in ("The Corn Exchange", "P01 Example", rule)] == [True, True, True]


# --- A facilitator's own log ------------------------------------------------------------------------------------------


def entry(on: date, with_whom: str, minutes: str = "60") -> dict[str, str]:
    day = {"on_day": str(on.day), "on_month": str(on.month), "on_year": str(on.year)}
    return {**day, "minutes": minutes, "with_whom": with_whom}


LOG = "/supervision/"


def test_log_is_its_owners_alone(telltale: Twelve) -> None:
    signed_in(telltale.fay).post(LOG, entry(date(2026, 1, 5), "Peer group"))

    pages = [signed_in(who).get(LOG).content.decode() for who in (telltale.fay, telltale.max)]

    assert ["Peer group" in page for page in pages] == [True, False]
    assert signed_in(telltale.user("P01")).get(LOG).status_code == 404


@pytest.mark.parametrize("named", ["P01 Example", "about P01", "P01’s case"])
def test_log_names_nobody_of_a_set(telltale: Twelve, named: str) -> None:
    said = signed_in(telltale.fay).post(LOG, entry(date(2026, 1, 5), named))

    assert (said.status_code, "is in a set of yours" in said.content.decode()) == (422, True)


@pytest.mark.parametrize(
    "sent", [{}, entry(date(2999, 1, 1), "Peer group"), entry(date(2026, 1, 5), "Peer group", "9999")]
)
def test_log_takes_no_nonsense(telltale: Twelve, sent: dict[str, str]) -> None:
    assert signed_in(telltale.fay).post(LOG, sent).status_code == 422


def test_entry_is_taken_out_by_its_owner(telltale: Twelve) -> None:
    signed_in(telltale.fay).post(LOG, entry(date(2026, 1, 5), "Peer group"))
    key = telltale.fay.supervision.get().pk

    signed_in(telltale.max).post(LOG, {"remove": str(key)})
    kept = telltale.fay.supervision.count()
    signed_in(telltale.fay).post(LOG, {"remove": str(key)})

    assert (kept, telltale.fay.supervision.count()) == (1, 0)
