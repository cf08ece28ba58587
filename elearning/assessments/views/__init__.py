"""The screens of the self-assessment, and of those who own it."""
