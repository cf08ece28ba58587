"""What each block of a pack is for and where it is shown, with a short sample of it for the editor's block picker."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Sample:
    """What a block is for and where it is shown, and an example of it if it can be shown without a file."""

    description: Promise
    value: Any


CARD = {
    "issue": "The joint help desk says different things on different days.",
    "why_now": "Two complaints came in this week, and the contract is reviewed in May.",
    "who": "The desk’s team leader, employed by our partner, and me.",
    "tried": "I wrote to her manager and sent a list of answers.",
    "avoided": "Sitting with the desk for a morning to hear what is asked.",
    "want": "To prepare a conversation",
    "noticed": "I asked for a promise before I knew what made it hard.",
}
CHOICES = ["Never", "Sometimes", "Often", "Always"]
TRAINER = {
    "purpose": "<p>To let people compare how work passes between their organisations.</p>",
    "timing": "<p>Ten minutes to draw, twenty in threes, ten together.</p>",
    "traps": "<p>Groups blame the other organisation. Ask what it looks like from there.</p>",
    "variations": "<p>On screen: one shared drawing, everybody marks one place.</p>",
}
TOOL = {
    "name": "A hand-over card",
    "originator": "Our own, after common practice on hospital wards",
    "purpose": "To say what passes from one organisation to the other, and what must be known by then.",
    "steps": [
        "Choose one piece of work that passes from you to a partner.",
        "Write down what you hand over, to whom, and when.",
        "Ask the partner what they need to know at that moment.",
        "Mark what is missing today.",
        "Agree one change, and try it for two weeks.",
    ],
    "form": [
        (
            "table",
            {"title": "Hand-over card", "columns": ["What passes", "To whom", "By when"], "rows": [], "blank_rows": 3},
        )
    ],
    "drawing": "",
    "example": "<p>The referral reaches the charity on Friday at four. Monday at nine would help them more.</p>",
    "when_not": "When the work itself is in doubt: settle first whether it is needed.",
    "rights": "",
}
SAMPLES: dict[str, Sample] = {
    "outcomes": Sample(
        _("What readers can do afterwards. On the first page, and in the guide to the category."),
        [
            {"text": "name the three moments at which work passes between you", "category_outcome": "understanding"},
            {"text": "agree with a partner what is known at each of them", "category_outcome": "confidence"},
        ],
    ),
    "reading": Sample(
        _("The text everything else builds on. A page of its own on screen; the first part on paper."),
        "<h2>Where work changes hands</h2><p>Most of what goes wrong between organisations goes wrong at the seams: "
        "something leaves one desk and is not yet on another. Each side has done its part, and the person who needed "
        "help waits.</p><ul><li>Who finds out first?</li><li>Who finds out last?</li></ul>",
    ),
    "tool": Sample(_("One to three of them, each a page of its own, with a blank form in the PDF."), TOOL),
    "self_questionnaire": Sample(
        _("A private look at oneself. Answers are seen by nobody else and add up to nothing."),
        {
            "intro": "Think of the last month. There is no score.",
            "questions": [
                "I know who waits for what I do.",
                "I ask partners what they need before I promise.",
                "I tell partners of a delay before they notice.",
                "I know what happens to my work after it leaves me.",
                "I thank people in other organisations by name.",
            ],
            "labels": CHOICES,
        },
    ),
    "reflective_questions": Sample(
        _("Questions to write about in private notes, or on paper."),
        [
            {"text": "What leaves your desk half-finished?", "help": "Think of last week."},
            {"text": "Who would be glad to hear from you a day earlier?", "help": ""},
            {"text": "What do you assume that your partner knows?", "help": ""},
        ],
    ),
    "scenario": Sample(
        _("A made-up case with three questions, to talk about or to think through alone."),
        {
            "title": "The parcel that nobody had",
            "text": "<p>A food bank and a parish share a store room. On Thursdays the parish packs, on Fridays the food "
            "bank drives. One Friday forty parcels are there and forty-one are needed.</p>",
            "questions": [
                "What does each of the two know on Thursday evening?",
                "What would you want to know as the driver?",
                "What would you change first, and who would have to agree?",
            ],
        },
    ),
    "bring": Sample(
        _("The card on which a reader prepares an issue for the set. It can be copied to a request for time there."),
        {
            "intro": "Choose something that is yours, unsettled, and worth forty minutes of other people’s attention.",
            "issue_prompt": "A hand-over that keeps going wrong.",
            "example": CARD,
        },
    ),
    "try_this": Sample(
        _("One small experiment, after everything else."),
        "<p>Ring one person who receives your work. Ask: what do you wish you had known yesterday?</p>",
    ),
    "figure": Sample(
        _("A picture of yours, with what it shows in words and whose it is. At the end of the part it stands below."),
        None,
    ),
    "trainer_notes": Sample(
        _("For those who use the pack with a group. Seen by facilitators only, unless you show it to everybody."),
        TRAINER,
    ),
    "further_reading": Sample(
        _("What to read next, open sources first. Addresses are checked."),
        [
            {
                "citation": "Thompson, J. D. (1967). Organizations in Action. McGraw-Hill.",
                "note": "Where the idea of kinds of dependence comes from.",
                "is_open": False,
                "url": "",
            }
        ],
    ),
    "credits": Sample(
        _("Whose ideas and words these are. At the end of the pack in every form."),
        "<p>Written by A. Author after conversations with four partnerships.</p>",
    ),
    "change_log": Sample(
        _("One line for every version. Readers of an older one see what is new."),
        [{"version": "1.0", "date": date(2026, 9, 1), "note": "First published."}],
    ),
}
