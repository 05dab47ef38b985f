"""Zip archives, as office files are: checked before anything in them is unpacked, and unpacked into memory only."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from rag.errors import ArticleError

MAX_ENTRIES = 5_000
MAX_UNPACKED = 200_000_000
"""Bytes, of one entry and of all together: a long report with photographs stays far below."""

MAX_RATIO = 200
"""How many times larger an entry may become, from a megabyte on. Text in XML is packed 5 to 20 times, a bomb 1,000."""

_RATIO_FROM = 1_000_000
# All that `zipfile` raises for bytes that are no archive, not only its own error.
_DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, ValueError, NotImplementedError, OSError, EOFError)


def open_archive(content: bytes) -> zipfile.ZipFile:
    """Open a zip archive whose directory is harmless. Raises ArticleError with the reason if it is not."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _DAMAGED as error:
        raise ArticleError(f"is damaged or no zip archive ({error}); open and save it anew") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise ArticleError(f"holds {len(entries):,} files, more than the {MAX_ENTRIES:,} of an article; leave it out")
    names = [entry.orig_filename for entry in entries]
    for name in names:
        if name.startswith("/") or any(mark in name for mark in "\\:\0") or ".." in name.split("/"):
            raise ArticleError(f"holds a file whose name leads out of it ({name!r}); leave it out")
    if len(set(names)) < len(names):
        raise ArticleError("holds two files of the same name; open and save it anew")
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise ArticleError(f"becomes larger than {MAX_UNPACKED:,} bytes when it is unpacked; split it or leave it out")
    for entry in entries:
        if entry.flag_bits & 1:
            raise ArticleError("is encrypted; save it without a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise ArticleError(f"is packed in a way ({entry.compress_type}) that Word does not use; save it anew")
        if entry.file_size > max(_RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise ArticleError(
                f"unpacks {entry.filename!r} to {entry.file_size:,} bytes, as zip bombs do; leave it out"
            )
    return archive


def unpack(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """Return what the entry holds, empty if there is none. What the directory says of its size is not relied on.

    Raises ArticleError if it is damaged or has more than `most` bytes.
    """
    if name not in archive.NameToInfo:
        return b""
    try:
        with archive.open(name) as file:
            unpacked = file.read(most + 1)
    except (*_DAMAGED, RuntimeError) as error:
        raise ArticleError(f"is damaged at {name!r} ({error}); open and save it anew") from error
    if len(unpacked) > most:
        raise ArticleError(f"unpacks {name!r} to more than {most:,} bytes; split it or leave it out")
    return unpacked
