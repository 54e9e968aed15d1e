"""The learning register: what was learned, from where, what is done about it, and a day to look again (S59)."""
