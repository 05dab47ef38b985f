"""A small file of invented sentence pairs, each English sentence with two German ones and the other way round."""

from __future__ import annotations

import gzip
from itertools import product
from pathlib import Path

WHO = {"minister": "Minister", "farmer": "Bauer", "teacher": "Lehrer", "judge": "Richter", "doctor": "Arzt"}
DOES = {"opened": "öffnete", "painted": "bemalte", "visited": "besuchte", "closed": "sperrte"}
WHAT = {"harbour": "den Hafen", "bridge": "die Brücke", "school": "die Schule", "factory": "die Fabrik"}
WHERE = {"Wismar": "Wismar", "Bergen": "Bergen", "Rostock": "Rostock"}


def write_pairs(path: Path) -> Path:
    """Write the pairs and return the path."""
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        for who, does, what, where in product(WHO, DOES, WHAT, WHERE):
            english = f"The {who} {does} the {what} in {where} today."
            german = f"Der {WHO[who]} {DOES[does]} heute {WHAT[what]} in {WHERE[where]}."
            lines.write(f"{english}\t{german}\n")
            lines.write(f"{english}\tHeute {DOES[does]} der {WHO[who]} {WHAT[what]} in {WHERE[where]}.\n")
            lines.write(f"Today the {who} {does} the {what} in {where}.\t{german}\n")
    return path
