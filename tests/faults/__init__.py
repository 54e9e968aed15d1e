"""What happens when a part fails."""
