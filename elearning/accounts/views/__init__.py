"""What the doors of accounts show: one's own details, ways of signing in, and address."""
