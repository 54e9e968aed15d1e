"""The guidance library: short guides, each with a topic, an owner and a day to review it (S18, S19)."""
