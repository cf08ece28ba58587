"""Who learns with whom: the best action learning sets for a cohort, proved where it can be, and explained.

Pure: people, facilitators and settings go in, an outcome comes out; nothing here knows a framework or a table.
"""

from actionsets.formation.changes import Move, cost, move
from actionsets.formation.figures import fit, recount
from actionsets.formation.reasons import SENTENCES, cohort_reasons, gaps, person_reasons, sentence
from actionsets.formation.rules import RULES, check
from actionsets.formation.sizes import SizePlan, sizes_for
from actionsets.formation.solve import form
from actionsets.formation.types import (
    Bounds,
    Breach,
    Facilitator,
    Figures,
    FormationError,
    Member,
    Note,
    Outcome,
    Person,
    ProposedSet,
    RuleCheck,
    Settings,
    Waiting,
)
from actionsets.formation.watching import STAGES, Progress, Watch

__all__ = [
    "RULES",
    "SENTENCES",
    "STAGES",
    "Bounds",
    "Breach",
    "Facilitator",
    "Figures",
    "FormationError",
    "Member",
    "Move",
    "Note",
    "Outcome",
    "Person",
    "Progress",
    "ProposedSet",
    "RuleCheck",
    "Settings",
    "SizePlan",
    "Waiting",
    "Watch",
    "check",
    "cohort_reasons",
    "cost",
    "fit",
    "form",
    "gaps",
    "move",
    "person_reasons",
    "recount",
    "sentence",
    "sizes_for",
]
