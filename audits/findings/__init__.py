"""Findings as rows: strengths and difficulties, written by the auditor as part of the audit."""
