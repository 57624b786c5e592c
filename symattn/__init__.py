"""Scaled dot-product attention, worked exactly."""
__version__ = "0.1.0.dev0"
