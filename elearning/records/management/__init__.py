"""Commands of the room jobs."""
