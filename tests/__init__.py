"""Tests mirror the rooms of symattn. A package, since others install one of this name."""
