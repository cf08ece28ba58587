"""What people think of a programme at its end, and what has come of it three months later (DOMAIN 1.11, 2.8)."""
