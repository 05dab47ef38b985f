"""Words by which a claim is hedged, and words that tell what is to come from what is: German and English."""

from __future__ import annotations

from typing import Final

HEDGES: Final = {
    False: frozenset(
        """
        angeblich offenbar offensichtlich mutmaßlich vermutlich wohl möglicherweise wahrscheinlich höchstwahrscheinlich
        anscheinend scheinbar vielleicht eventuell womöglich voraussichtlich vermeintlich gerüchteweise unbestätigt
        allenfalls schätzungsweise augenscheinlich denkbar mutmasslich
        """.split()
    ),
    True: frozenset(
        """
        allegedly reportedly apparently probably perhaps possibly maybe presumably supposedly purportedly seemingly
        likely ostensibly conceivably potentially unconfirmed
        """.split()
    ),
}
"""Adverbs that hedge the predicate they stand by; inflected they are attributes and hedge a noun only."""

POSSIBLY: Final = frozenset(
    """
    möglicherweise vielleicht eventuell womöglich möglich denkbar perhaps possibly maybe conceivably potentially
    possible
    """.split()
)
"""Those that speak of what may be, not of what somebody has heard or concludes."""

HEDGE_PHRASES: Final = (
    "dem vernehmen nach",
    "dem anschein nach",
    "allem anschein nach",
    "unter umständen",
    "so gut wie sicher",
    "aller wahrscheinlichkeit nach",
    "aller voraussicht nach",
    "gerüchten zufolge",
    "wie es aussieht",
    "it seems",
    "it appears",
    "in all likelihood",
    "is said to",
    "are said to",
    "was said to",
    "were said to",
    "is believed to",
    "are believed to",
    "is thought to",
    "are thought to",
)

# What makes "soll ... fertig sein" a plan and not hearsay.
FUTURE_WORDS: Final = frozenset(
    """
    künftig zukünftig zukunft demnächst bald morgen übermorgen nächste nächsten nächster nächstes kommende kommenden
    kommendes kommender voraussichtlich anschließend
    tomorrow next soon later coming upcoming
    """.split()
)
WHEN: Final = frozenset(
    """
    ende mitte anfang januar jänner februar märz april mai juni juli august september oktober november dezember jahr
    jahresende montag dienstag mittwoch donnerstag freitag samstag sonntag january february march may june july october
    december end early late monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
"""What follows "bis" and "ab" where they speak of a time."""
# With "soll" these tell what somebody has heard, unless something is to come: "soll krank sein", "soll in Rom leben".
STATES: Final = frozenset(
    """
    sein haben wissen kennen leben wohnen stehen liegen sitzen existieren betragen kosten geben gehören arbeiten
    befinden besitzen heißen stammen bestehen handeln gehen glauben wollen verfügen leiden fehlen gelten enthalten
    umfassen planen
    """.split()
)
# With Futur these say how things will be, not what somebody is going to do.
FORECAST: Final = frozenset(
    """
    sein haben werden bleiben geben steigen ansteigen sinken fallen wachsen dauern kosten regnen schneien scheinen
    liegen betragen fehlen reichen ausreichen zunehmen abnehmen sterben leiden schrumpfen erreichen übersteigen
    überschreiten führen verschlechtern verbessern verschärfen entstehen geschehen passieren brauchen benötigen kommen
    verlieren gewinnen erholen verändern ändern zeigen heißen gelten können müssen dürfen sollen scheitern
    rise fall grow remain stay rain snow cost last be have increase decrease decline reach exceed shrink die suffer
    lose need happen improve worsen become continue
    """.split()
)
ENGLISH_DIRECTIVES: Final = frozenset({"must", "should", "mustn't", "shouldn't", "ought"})
ENGLISH_POSSIBLE: Final = frozenset({"may", "might", "could", "couldn't"})
GERMAN_POSSIBLE: Final = frozenset({"könnte", "könnten", "dürfte", "dürften"})
GERMAN_ABLE: Final = frozenset({"kann", "können", "könne"})
GERMAN_MUST: Final = frozenset({"muss", "müssen", "müsse", "müsste", "müssten"})
GERMAN_SHALL: Final = frozenset({"soll", "sollen", "solle"})
GERMAN_SHOULD: Final = frozenset({"sollte", "sollten"})
GERMAN_WILL: Final = frozenset({"will", "wollen", "wolle", "wollte", "wollten"})
GERMAN_MAY: Final = frozenset({"darf", "dürfen", "dürfe"})
