"""What templates ask about the person in front of a page."""
