"""What this room adds to a person’s home."""
