"""Commands of the room erasures."""
