"""Measuring: golden questions for one's own articles, and public data sets for retrieval and abstention."""
