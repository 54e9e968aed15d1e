"""What public packs printed: it cannot be taken back, and what they hid stays hidden."""
