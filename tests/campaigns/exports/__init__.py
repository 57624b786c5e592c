"""Exports put into real documents, compiled by what others wrote, and read back."""
