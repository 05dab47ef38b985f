"""Embeddings of English texts by the teacher, in length-sorted batches."""

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel


def load_tokenizer(folder, max_length=256):
    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return tokenizer


def pad(id_lists, device="cpu"):
    width = max(map(len, id_lists))
    ids = torch.zeros(len(id_lists), width, dtype=torch.long)
    mask = torch.zeros(len(id_lists), width, dtype=torch.long)
    for row, values in enumerate(id_lists):
        ids[row, : len(values)] = torch.tensor(values)
        mask[row, : len(values)] = 1
    return ids, mask


def pooled(model, ids, mask):
    """Mean over tokens, normalised: what the sentence-transformers folder computes."""
    hidden = model(input_ids=ids, attention_mask=None if bool(mask.all()) else mask).last_hidden_state
    weights = mask.unsqueeze(-1).to(hidden.dtype)
    return torch.nn.functional.normalize((hidden * weights).sum(1) / weights.sum(1), dim=-1)


@torch.inference_mode()
def embed(model, tokenizer, texts, batch_tokens=4096, progress=None):
    encoded = [e.ids for e in tokenizer.encode_batch(list(texts))]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    result = np.zeros((len(encoded), model.config.hidden_size), dtype=np.float32)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and len(encoded[order[end]]) * (end + 1 - start) <= batch_tokens:
            end += 1
        end = max(end, start + 1)
        part = order[start:end]
        result[part] = pooled(model, *pad([encoded[i] for i in part])).numpy()
        start = end
        if progress:
            progress(start, len(order))
    return result


def load_model(folder):
    return AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
