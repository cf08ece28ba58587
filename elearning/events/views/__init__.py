"""What people open of a learning event: readers, those who bring something, and its hosts."""
