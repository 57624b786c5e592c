"""From a problem to its steps: recipe, carriers and the derivation that comes out."""
