"""What becomes of an answer: the themes it speaks of, and who follows it up."""
