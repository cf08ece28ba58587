"""What people see of their agreements."""
