"""Practice stories, the voices that tell them, and the people they name."""

from elearning.stories.models.stories import Audience, Story
from elearning.stories.models.voices import StoryNamed, StoryVoice

__all__ = ["Audience", "Story", "StoryNamed", "StoryVoice"]
