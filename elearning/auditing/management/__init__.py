"""What this room offers on the command line."""
