"""What people see of the pre-work and the workshop."""
