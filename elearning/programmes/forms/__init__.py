"""What programmes ask: of people who join, and of people who run cohorts."""
