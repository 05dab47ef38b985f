"""How statements stand to each other: the same, supporting, refuting, related or none of these; no index needed.

`statement` reads a text once (words, names, quantities, times, negation, modality), `alignment` puts the words of two
statements beside each other, `compare` decides, and `verification` is the gate for statements worded by a model.
"""
