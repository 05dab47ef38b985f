"""How the embedded encoder was taught German: the recipe as it was run, see `rag/encoder_weights/README.md`.

    python -m rag.training.encoder.train --pairs FILE --base MODEL_FOLDER --work FOLDER --out FOLDER --minutes 75

`pairs` reads and holds out, `vocabulary` adds pieces and aligns their first rows, `teacher` computes vectors, `train` does
the rest, resumably. It is kept for the record and for going on from; types and style are not held to the house's rules.
"""
