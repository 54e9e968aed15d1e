"""What audits teach together: themes, grades by standard over time, and teams with how many audits stand behind."""
