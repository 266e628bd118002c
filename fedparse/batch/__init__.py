"""Conversion of whole archives: many files, several processes, nothing lost."""
