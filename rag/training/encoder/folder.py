"""Model folders: opening the base that is taught, and writing the taught one as sentence-transformers reads it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging as transformers_logging

from rag.errors import BelegtError, ModelMissing
from rag.training.encoder.files import write_whole

_MODULES = ("Transformer", "Pooling", "Normalize")
_SPECIAL = ("unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
_ADVICE = "name a folder of a BERT encoder with mean pooling, such as all-MiniLM-L6-v2, or leave --base out"
_MOST_PIECES = 512
"""Where nothing says how many pieces the base reads: what BERT reads at most."""


@dataclass(frozen=True, slots=True)
class Base:
    """An opened model folder. The tokenizer neither pads nor cuts off; `max_length` is what the model reads."""

    folder: Path
    model: Any  # transformers' BertModel
    tokenizer: Tokenizer
    special: dict[str, str]
    max_length: int

    @property
    def padding(self) -> int:
        """The row that fills up shorter texts of a batch."""
        return self.tokenizer.token_to_id(self.special.get("pad_token", "")) or 0


def check_base(folder: Path) -> None:
    """Raise ModelMissing if this is no sentence-transformers folder of BERT and mean pooling; opens no weights."""
    if not folder.is_dir():
        raise ModelMissing(f"no model folder {folder}; {_ADVICE}")
    modules = [module for module in _read(folder / "modules.json", list) if isinstance(module, dict)]
    kinds = [str(module.get("type", "")).rsplit(".", 1)[-1] for module in modules]
    if tuple(kinds) not in (_MODULES, _MODULES[:2]):
        raise ModelMissing(f"the base {folder} is made of {', '.join(kinds) or 'nothing'}; {_ADVICE}")
    kind = _read(folder / "config.json").get("model_type")
    if kind != "bert":
        raise ModelMissing(f"the base {folder} is a {kind!r} model; {_ADVICE}")
    pooling = _read(folder / str(modules[1].get("path", "")) / "config.json")
    chosen = pooling.get("pooling_mode") or [
        name for name in pooling if name.startswith("pooling_mode_") and pooling[name]
    ]
    if chosen not in ("mean", ["mean"], ["pooling_mode_mean_tokens"]):
        raise ModelMissing(f"the base {folder} pools by {chosen}; {_ADVICE}")


def open_base(folder: Path) -> Base:
    """Open a base that `check_base` found right. Raises ModelMissing if its weights or tokenizer cannot be loaded."""
    transformers_logging.disable_progress_bar()
    transformers_logging.set_verbosity_error()
    try:
        model = AutoModel.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
        fast = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        tokenizer = Tokenizer.from_str(fast.backend_tokenizer.to_str())
    except Exception as error:  # whatever is wrong with foreign files; the reason is told
        raise ModelMissing(f"the base {folder} cannot be loaded ({error}); {_ADVICE}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    if tokenizer.get_vocab_size() != model.config.vocab_size:
        raise ModelMissing(
            f"the base {folder} has {tokenizer.get_vocab_size()} pieces and {model.config.vocab_size} rows; {_ADVICE}"
        )
    settings = folder / "sentence_bert_config.json"
    longest = (_read(settings).get("max_seq_length") if settings.is_file() else None) or _MOST_PIECES
    return Base(
        folder,
        model,
        tokenizer,
        {name: token for name in _SPECIAL if (token := getattr(fast, name, None))},
        min(int(longest), int(model.config.max_position_embeddings)),
    )


def write_folder(folder: Path, base: Base, weights: dict[str, torch.Tensor], tokenizer: Tokenizer) -> None:
    """Write weights and tokenizer into an empty folder, with what sentence-transformers needs beside them.

    The weights are stored as float16 and computed with as float32. Raises BelegtError if the folder cannot be written.
    """
    halves = {name: value.to(torch.float16).contiguous() for name, value in weights.items()}
    write_whole(folder / "model.safetensors", lambda path: save_file(halves, path, metadata={"format": "pt"}))
    config = _read(base.folder / "config.json")
    config.pop("_name_or_path", None)
    config.pop("torch_dtype", None)
    config |= {"vocab_size": tokenizer.get_vocab_size(), "dtype": "float32", "pad_token_id": base.padding}
    cutting = Tokenizer.from_str(tokenizer.to_str())
    cutting.no_padding()
    cutting.enable_truncation(base.max_length)
    tokenizer_config = base.special | {
        "tokenizer_class": "PreTrainedTokenizerFast",  # another class would build a normaliser of its own
        "model_max_length": base.max_length,
        "model_input_names": ["input_ids", "token_type_ids", "attention_mask"],
        "clean_up_tokenization_spaces": False,
    }
    paths = ("", "1_Pooling", "2_Normalize")
    contents = {
        "config.json": config,
        "tokenizer_config.json": tokenizer_config,
        "special_tokens_map.json": base.special,
        "sentence_bert_config.json": {"max_seq_length": base.max_length, "do_lower_case": False},
        "modules.json": [
            {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for number, (path, kind) in enumerate(zip(paths, _MODULES, strict=True))
        ],
        "1_Pooling/config.json": {
            "word_embedding_dimension": config["hidden_size"],
            "pooling_mode_cls_token": False,
            "pooling_mode_mean_tokens": True,
            "pooling_mode_max_tokens": False,
            "pooling_mode_mean_sqrt_len_tokens": False,
        },
    }
    own = base.folder / "config_sentence_transformers.json"
    if own.is_file():
        contents[own.name] = _read(own)
    try:
        for path in paths[1:]:
            (folder / path).mkdir(exist_ok=True)
        for name, content in contents.items():
            (folder / name).write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        (folder / "tokenizer.json").write_text(cutting.to_str(), encoding="utf-8")
    except OSError as error:
        raise BelegtError(f"cannot write into {folder} ({error}); make room there, or name another --out") from error


def _read(path: Path, kind: type[list[Any]] | type[dict[str, Any]] = dict) -> Any:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, kind):
            raise ValueError(f"a {kind.__name__} is expected there")
        return content
    except (OSError, ValueError) as error:
        raise ModelMissing(f"{path} cannot be read ({error}), so that this is no model folder; {_ADVICE}") from error
