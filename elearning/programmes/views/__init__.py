"""What people see of programmes: joining, their home, and the cohorts they run."""
