"""What this room adds to a person’s home and to the pages of sets."""
