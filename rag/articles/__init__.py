"""Articles: find the sources, read a file, make an `Article` of a text with its metadata, noise and headings."""
