"""The addresses below each kind of step of this room."""
