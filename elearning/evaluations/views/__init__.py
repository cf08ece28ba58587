"""What people see of the questionnaires about a programme."""
