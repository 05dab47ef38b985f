"""Whom a claimer's words mean: within an article, and one name for each across articles."""
