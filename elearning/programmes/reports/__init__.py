"""What programmes show: a person's home, and the board of a cohort."""
