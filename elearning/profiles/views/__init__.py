"""The screens of results and priorities, and the door that submits a self-assessment."""
