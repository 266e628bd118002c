"""Conversion of whole archives: many files, several processes, nothing lost."""

from fedparse.batch.convert import convert
from fedparse.batch.errors import BatchError
from fedparse.batch.options import Limits, Reading
from fedparse.batch.summary import Progress, Summary

__all__ = ["BatchError", "Limits", "Progress", "Reading", "Summary", "convert"]
