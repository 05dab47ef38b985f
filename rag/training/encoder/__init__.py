"""Teach a sentence encoder another language from sentence pairs: `belegt train-encoder`, in Python `train_encoder`.

In reading order: `pairs` reads and holds out, `vocabulary` adds pieces and `first_rows` aligns them, `teacher` computes
the targets, `passages` and `batches` say what is learnt from, `student` is the model and its loss, `teaching` does it
all and goes on where a run stopped (`checkpoint`), `folder` reads and writes models, `report` holds the figures.

The embedded encoder was made by this method before this code was tidied (see `rag/encoder_weights/README.md`):

    belegt train-encoder --pairs en-de.tsv.gz --base all-MiniLM-L6-v2 --add-pieces 18666 --minutes 52
"""
