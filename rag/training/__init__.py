"""Recipes that made what Belegt carries; run by hand, never imported by the rest."""
