"""Practice stories: what worked, what was hard and how it was overcome, by several voices with consent (DOMAIN 3.6)."""
