"""What people open: the facilitator’s desk, the shared screen, phones with and without a sign-in, and paper."""
