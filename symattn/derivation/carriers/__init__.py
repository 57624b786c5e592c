"""The worlds in which a recipe can be carried out: exact numbers, symbols, balls, marks."""
