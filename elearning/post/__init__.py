"""Mail: an outbox that is sent in the background, reminders once a day, and what people want to be written to about."""
