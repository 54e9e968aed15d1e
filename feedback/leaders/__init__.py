"""Ask a leader: a question, read by a person the same day, and an answer by a day (S42)."""
