"""What an operator calls by name."""
