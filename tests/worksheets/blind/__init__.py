"""A reader that holds a printed sheet and nothing else, a solver and a pencil behind it.

What goes in is the characters, rules and boxes of a PDF with their places; the
attached problem file is never opened and nothing of symattn is imported.
"""
