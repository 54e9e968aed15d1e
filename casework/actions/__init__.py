"""The one register of actions, from wherever they come."""
