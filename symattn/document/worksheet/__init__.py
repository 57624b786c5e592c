"""The worksheet: a derivation as a page to fill in, its solution, its hints and its map."""
