"""The addresses below the page of the workshop, with those of the room."""
