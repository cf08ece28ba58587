"""What the answers say, and what the person chooses."""
