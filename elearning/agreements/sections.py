"""The sixteen sections of a partnership agreement with their prompts (DOMAIN 3.4), and which statement belongs to which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

NOT_LEGAL = _("A working understanding between partners, not legal advice or a contract unless you make it one.")
WHO, VALUES, WHEN, ROLES, RISKS, REVIEWS = 1, 3, 5, 6, 12, 15


@dataclass(frozen=True)
class SectionPlan:
    """What one section asks. `prompts` are questions to write to, in any order."""

    number: int
    title: Any
    prompts: tuple[Any, ...]


def _plan(number: int, title: Any, *prompts: Any) -> SectionPlan:
    return SectionPlan(number, title, prompts)


PLANS: tuple[SectionPlan, ...] = (
    _plan(
        WHO,
        _("Who"),
        _("Who speaks for each partner, and who stands in for them?"),
        _("How far can each of them commit their own organisation without asking?"),
    ),
    _plan(
        2,
        _("Why"),
        _("What do you want to bring about together, in one or two sentences that each of you would say?"),
        _("What does each of you hope to gain?"),
        _("Who should be better off because of it?"),
    ),
    _plan(
        VALUES,
        _("Values and ways of behaving"),
        _("Which values do you share, and what would somebody see you do because of them?"),
        _("What would you not want to see?"),
    ),
    _plan(
        4,
        _("What"),
        _("What will you do, and what will there be at the end?"),
        _("What is outside what you have agreed?"),
    ),
    _plan(
        WHEN,
        _("When"),
        _("What has to be ready by when?"),
        _("What happens at the end: does it stop, or do you decide anew?"),
    ),
    _plan(
        ROLES,
        _("Who does what"),
        _("Take the tasks one by one: who leads, who does the work, who is asked before, who is told after?"),
        _("Which task has nobody yet?"),
    ),
    _plan(
        7,
        _("What each brings"),
        _("What does each of you put in: people, money, space, data, contacts, a good name?"),
        _("What happens if one of you can no longer give it?"),
    ),
    _plan(
        8,
        _("How we decide"),
        _("What needs everybody’s yes, and what may one of you decide alone?"),
        _("How do you move on when you cannot agree?"),
        _("From when does a decision bind you, and where is it written down?"),
    ),
    _plan(
        9,
        _("Meetings and communication"),
        _("How often do you meet, who calls the meeting and who takes notes?"),
        _("What does everybody need to be able to take part?"),
        _("How do you reach each other in between?"),
    ),
    _plan(
        10,
        _("Talking about it in public and credit"),
        _("Which names and logos appear, in which order, and who approves a text or a quotation?"),
        _("How is each partner recognised, and is that what each of them was promised?"),
    ),
    _plan(
        11,
        _("Information and confidentiality"),
        _("What may be told to whom, and what stays between you?"),
        _("If you share data about people: which separate agreement covers it?"),
    ),
    _plan(
        RISKS,
        _("Risks and differences"),
        _("How does one of you raise a concern, and with whom?"),
        _("What are the next steps if that does not settle it?"),
        _("How does each of you stay free to challenge the other?"),
    ),
    _plan(
        13,
        _("Equality and inclusion"),
        _("How will you notice who is missing?"),
        _("Which adjustments will you make, and who sees to them?"),
    ),
    _plan(
        14,
        _("How we know it works"),
        _("Which signs would tell you that it goes well?"),
        _("Who gathers them, and when do you look at them together?"),
    ),
    _plan(
        REVIEWS,
        _("Review dates"),
        _("When will you look together at how it goes? One date at least is needed."),
        _("Who calls that meeting? You can answer the Healthy Partnership Checklist from both sides before it."),
    ),
    _plan(
        16,
        _("Changing, joining, leaving, ending"),
        _("How much notice does a change or a goodbye need, and who hands over what?"),
        _("Who keeps what you made together?"),
        _("How can somebody join, and how will you say thank you at the end?"),
    ),
)
BY_NUMBER: Mapping[int, SectionPlan] = {one.number: one for one in PLANS}
ROLE_COLUMNS: Mapping[str, Any] = {
    "task": _("Task"),
    "leads": _("Leads"),
    "does": _("Does"),
    "consulted": _("Is asked"),
    "told": _("Is told"),
}
# Where a statement of the Healthy Partnership Checklist is settled.
SETTLED_IN: Mapping[str, int] = {
    "H1": 2,
    "H2": 7,
    "H3": 4,
    "H4": 13,
    "H5": VALUES,
    "H6": 7,
    "H7": ROLES,
    "H8": RISKS,
    "H9": ROLES,
    "H10": 8,
    "H11": WHO,
    "H12": 9,
    "H13": 9,
    "H14": 7,
    "H15": 10,
    "H16": REVIEWS,
}
