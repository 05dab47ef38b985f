"""A run's place: model, optimizer and how far it came, in one file that is there whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from rag.errors import BelegtError
from rag.training.encoder.files import write_whole
from rag.training.encoder.student import Student

_MODEL, _OPTIMIZER = "model/", "optimizer/"


@dataclass(slots=True)
class Place:
    """How far the teaching is: steps done, seconds they took, texts seen."""

    steps: int = 0
    seconds: float = 0.0
    texts: int = 0


def save(path: Path, student: Student, optimizer: torch.optim.Optimizer, place: Place) -> None:
    """Write the place, in the stead of an older one. Raises BelegtError where it cannot be written."""
    tensors = {_MODEL + name: value.contiguous() for name, value in student.state().items()}
    for number, values in optimizer.state_dict()["state"].items():
        tensors |= {f"{_OPTIMIZER}{number}/{name}": value.contiguous() for name, value in values.items()}
    write_whole(path, lambda part: save_file(tensors, part, metadata={"place": json.dumps(asdict(place))}))


def load(path: Path, student: Student, optimizer: torch.optim.Optimizer) -> Place:
    """Put model and optimizer back to where they were saved. Raises BelegtError if the file is damaged."""
    try:
        with safe_open(path, framework="pt") as file:
            place = Place(**json.loads(file.metadata()["place"]))
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118  # no mapping
        student.model.load_state_dict(
            {name.removeprefix(_MODEL): value for name, value in tensors.items() if name.startswith(_MODEL)}
        )
        state: dict[int, dict[str, torch.Tensor]] = {}
        for name, value in tensors.items():
            if name.startswith(_OPTIMIZER):
                number, _, kind = name.removeprefix(_OPTIMIZER).partition("/")
                state.setdefault(int(number), {})[kind] = value
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise BelegtError(f"{path} is damaged ({error}); delete it to begin the teaching again") from error
    return place
