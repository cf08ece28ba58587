"""What is shown and asked: to members of sets, to owners of private notes, and to those who run a cohort."""
