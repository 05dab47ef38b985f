"""Small words that several readers of quotations need: pronouns, and the subjunctive of reported speech."""

from __future__ import annotations

GERMAN_PRONOUNS = frozenset({"er", "sie", "dieser", "diese", "letzterer", "letztere", "ersterer", "erstere"})
ENGLISH_PRONOUNS = frozenset({"he", "she", "they"})
HEARSAY = frozenset("berichten medienberichten presseberichten schätzungen angaben meldungen gerüchten".split())
"""What is reported without anybody being named."""

# Konjunktiv I as news uses it; plural forms equal the indicative and prove nothing.
KONJUNKTIV = frozenset(
    """
    sei seien habe werde könne müsse solle wolle dürfe möge gebe trage bleibe komme gehe stehe liege lasse finde
    bringe wisse gelte drohe fehle diene führe bedeute gehöre handle handele bestehe entspreche arbeite liefere stecke
    profitiere nehme sehe brauche zeige halte tue mache sorge laufe ziele löse wachse steige sinke fördere nütze
    bemühe erhöhe spiele kenne verstehe schließe erwarte hoffe versuche unterstütze
    """.split()
)
# Forms that take its place in the plural; alone they can also be a condition.
KONJUNKTIV_PLURAL = frozenset("würden hätten könnten müssten sollten wollten dürften würde hätte wäre wären".split())
