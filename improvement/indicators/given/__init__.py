"""Figures that no export of the case system holds: given in a monthly file, or typed by a team's manager."""
