"""What needs a person today: the queue of free texts, and concerns until somebody has them in hand."""
