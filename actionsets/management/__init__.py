"""Commands of the action sets room."""
