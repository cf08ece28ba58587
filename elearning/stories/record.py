"""What this room tells a person of themselves: the stories they began, their parts, and people they named."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from elearning.accounts.models import User
from elearning.records.telling import Table, table, tells
from elearning.stories.models import Story, StoryNamed, StoryVoice


def tell(person: User) -> Iterator[Table]:
    """Stories begun, one's own parts in any story, and who stands in the stories begun."""
    yield table(
        "stories",
        _("Practice stories you began"),
        Story.objects.filter(enrolment__user=person),
        ("title", _("Title"), "title"),
        ("setting", _("The setting"), "setting"),
        ("tried", _("What we tried"), "tried"),
        ("advice", _("What we would tell somebody who is starting"), "advice"),
        ("challenges", _("Words that got in the way"), "challenges"),
        ("audience", _("Who may read it"), "audience"),
        ("wanted", _("Who may once all have agreed"), "wanted"),
        ("reason", _("Why it was given back"), "reason"),
        ("looked_at", _("Last looked at"), "looked_at"),
    )
    yield table(
        "voices",
        _("Your parts of practice stories"),
        StoryVoice.objects.filter(enrolment__user=person),
        ("story", _("Story"), "story__title"),
        ("viewpoint", _("Whose view it is"), "viewpoint"),
        ("worked", _("What worked"), "worked"),
        ("hard", _("What was hard"), "hard"),
        ("overcome", _("How we got past it, or did not"), "overcome"),
        ("with_name", _("With your name"), "with_name"),
        ("agreed_to", _("You agreed that these read it"), "agreed_to"),
    )
    yield table(
        "named",
        _("People named in stories you began"),
        StoryNamed.objects.filter(story__enrolment__user=person),
        ("story", _("Story"), "story__title"),
        ("name", _("Name"), "name"),
        ("email", _("E-mail address"), "email"),
        ("agreed_to", _("They agreed that these read it"), "agreed_to"),
    )


tells("stories", _("Practice stories"), tell, rank=55, covers=(Story, StoryVoice, StoryNamed))
