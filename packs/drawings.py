"""The drawings that a tool may show beside its blank form: their names, and in words what each of them shows.

They are ours, kept as templates, so that no picture from outside is ever drawn, on screen or on paper.
"""

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Drawing(models.TextChoices):
    """The shelf to choose from. A name once used is never given to another drawing: published versions keep it."""

    FORCE_FIELD = "force_field", _("Force field")
    STAKEHOLDER_GRID = "stakeholder_grid", _("Stakeholder grid")
    POSITIONS_INTERESTS = "positions_interests", _("Demands and what lies behind them")
    EXCHANGE = "exchange", _("A fair exchange")
    RESULTS_CHAIN = "results_chain", _("Working back from the change")
    CIRCLES_OF_INFLUENCE = "circles_of_influence", _("Three circles of influence")
    PARTNERING_CYCLE = "partnering_cycle", _("The partnering cycle")
    LADDER_OF_INFERENCE = "ladder_of_inference", _("The ladder of inference")
    KINDS_OF_DEPENDENCE = "kinds_of_dependence", _("Three kinds of dependence")
    VALUE_EXCHANGE = "value_exchange", _("What passes between three partners")
    MAP_RINGS = "map_rings", _("A partnership map")
    CONTINUUM = "continuum", _("Six steps of working together")
    ONE_TURN = "one_turn", _("One turn of forty minutes")


# What a drawing shows, for those who do not see it and those who would rather read.
WORDS: dict[str, Promise] = {
    Drawing.FORCE_FIELD: _(
        "A line down the middle stands for where things are today. From the left, arrows with room to write push towards "
        "the change; from the right, as many arrows hold it back. The change you want is written above."
    ),
    Drawing.STAKEHOLDER_GRID: _(
        "A square in four. Upwards: how much say they have; to the right: how much it interests them. Much say and much "
        "interest: work closely. Much say, little interest: easy and brief. Little say, much interest: inform and listen. "
        "Little of both: tell when settled."
    ),
    Drawing.POSITIONS_INTERESTS: _(
        "Two mountains stand side by side. Above a dotted line are the tips: what we say and what they say. Below it, far "
        "wider, is what lies behind each. At the foot they overlap, and there are the options that would serve both."
    ),
    Drawing.EXCHANGE: _(
        "I stand on the left; on the right, a person who is free to say no. One arrow goes over: what I ask. One comes "
        "back the other way: what I can offer. Beneath are lines for what they are judged on and what I will not offer."
    ),
    Drawing.RESULTS_CHAIN: _(
        "Five boxes, one below the other: the change we want and for whom; what would be true just before that; what before "
        "that; what we would do together; what each of us would bring. We think from the top down, and it happens from the "
        "bottom up. A question mark between two boxes is something we take for granted."
    ),
    Drawing.CIRCLES_OF_INFLUENCE: _(
        "Three circles, one inside the other. In the innermost, what is ours: do it. Round it, what we could influence: "
        "through whom? Outermost, what is beyond us for now: plan round it, or set it down."
    ),
    Drawing.PARTNERING_CYCLE: _(
        "Five stages in a ring: scoping, building, managing, reviewing and moving on. From moving on a broken arrow leads "
        "back to scoping: some partnerships begin again, and some end. In the middle: where are we, and where do others "
        "think we are?"
    ),
    Drawing.LADDER_OF_INFERENCE: _(
        "A ladder with five rungs. On the lowest, what a recording would show; above it, what I picked out, what I took it "
        "to mean, what I then believed and, at the top, what I did. We climb quickly. An arrow points down again: come down "
        "and check."
    ),
    Drawing.KINDS_OF_DEPENDENCE: _(
        "Three rows of three circles. Pooled: each is joined only to something they share, and one clear rule will do. "
        "Sequential: arrows lead from one to the next, which takes a plan and early news of change. Reciprocal: arrows go "
        "both ways between all of them, which takes people who can reach each other today."
    ),
    Drawing.VALUE_EXCHANGE: _(
        "A triangle of us, partner A and partner B. Between each two run two arrows, one each way, with lines to write on: "
        "what passes, and at what cost?"
    ),
    Drawing.MAP_RINGS: _(
        "I stand in the middle of four rings; partners stand on the rings, nearer the more they matter. Shapes show the kind "
        "of organisation, size shows who decides. Lines run from me to each: thick for contact and trust, thin where we "
        "rarely speak; whole where it goes well, broken for mixed, short dashes for strained."
    ),
    Drawing.CONTINUUM: _(
        "A line with an arrow at both ends and six marks: no link yet, networking, coordinating, cooperating, collaborating, "
        "integrating. To the left, looser and more freedom; to the right, closer and more to share. More is not better."
    ),
    Drawing.ONE_TURN: _(
        "A bar of forty minutes in six parts: presenting 7, clarifying questions 5, open questions 15, reflecting round if "
        "wished 5, actions 5, review of the turn 3."
    ),
}
