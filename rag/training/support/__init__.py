"""How the network that tells which words a quote says was taught (`rag.relations.support`), from sentence pairs.

    python -m rag.training.support --pairs ../shared/parallel/en-de.tsv.gz --out rag/relations/support.onnx

Data: 215,072 English/German sentence pairs, the same as in `rag.training.tokenizer`, whose docstring names the sources
and terms. `examples` makes quotes and statements of them, `network` is what learns, `__main__` teaches and writes it.
The weights are shipped, the sentences are not.
"""
