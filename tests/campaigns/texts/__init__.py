"""Worked attention in random words, styles, languages and notations, with the truth known.

What a text says is drawn piece by piece and independently: the problem, what of
it is hidden, the places, names, language, style, file type, distractors and
mistakes.  ``python -m tests.campaigns.texts`` gives the texts to symattn and
counts right numbers accused and wrong ones passed.  Nothing here knows how
symattn reads.
"""
