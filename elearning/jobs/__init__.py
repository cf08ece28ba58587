"""Work that nobody waits for: jobs that rooms ask for, and chores that the clock asks for."""
