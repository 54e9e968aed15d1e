"""Leaders and elected members go to where the work is: visits, what was heard there, and what was done about it."""
