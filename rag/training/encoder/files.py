"""Files that are there whole or not at all, and digests that tell two of them apart."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from rag.errors import BelegtError


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a file beside `path`, flush it to the disk, and rename it: a killed process leaves the old one.

    Raises BelegtError where nothing can be written.
    """
    beside = path.with_name(f"{path.name}.part")
    try:
        write(beside)
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.chmod(0o644)  # safetensors lets nobody else read what it writes
        beside.replace(path)
    except Exception as error:  # every library that writes has a kind of its own for a full disk
        raise BelegtError(f"cannot write {path} ({error}); make room there, or name another folder") from error


def make_folder(path: Path) -> None:
    """Make a folder and those above it. Raises BelegtError where that cannot be done."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BelegtError(f"cannot make the folder {path} ({error}); name another one") from error
    if not os.access(path, os.W_OK):
        raise BelegtError(f"cannot write into {path}; name another folder")


def digest_of(path: Path) -> str:
    """The digest of a file, or of all weights and configurations in a folder, whatever the folder is called."""
    files = [path]
    if path.is_dir():
        files = sorted(f for f in path.rglob("*") if f.suffix in {".safetensors", ".bin", ".json", ".txt", ".model"})
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.relative_to(path).as_posix().encode())
        with file.open("rb") as handle:
            digest.update(hashlib.file_digest(handle, "sha256").digest())
    return digest.hexdigest()[:16]
