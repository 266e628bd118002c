"""Turns figures into rows: what was done, by whom, under which program, when, planned or reported, part of what."""

from __future__ import annotations

from fedparse.facts.finder import FactFinder, Framer

__all__ = ["FactFinder", "Framer"]
