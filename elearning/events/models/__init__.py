"""Learning events with their agenda and hosts, and what people say, bring and take away."""

from elearning.events.models.events import AgendaItem, EventHost, LearningEvent
from elearning.events.models.people import Coming, Contribution, Takeaway

__all__ = ["AgendaItem", "Coming", "Contribution", "EventHost", "LearningEvent", "Takeaway"]
