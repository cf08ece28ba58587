"""The pre-work and the workshop: partnership maps, partnering questions, the workshop page."""
