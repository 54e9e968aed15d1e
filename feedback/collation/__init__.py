"""What was heard, taken together: the monthly collation, and what workers are told beside what others are told."""
