"""Finite forms of common verbs, German and English, and words that only look like verbs; written by hand."""

from __future__ import annotations

COMMON_VERBS = frozenset(
    """
    ist sind war waren wäre wären sei seien hat haben hatte hatten hätte hätten habe wird werden wurde wurden werde
    würde würden kann können konnte konnten könne könnte könnten muss müssen musste mussten müsse müsste müssten soll
    sollen sollte sollten will wollen wollte wollten darf dürfen durfte durften dürfte dürften mag mögen möchte möchten
    kommt kommen kam kamen geht gehen ging gingen gibt geben gab gaben steht stehen stand standen liegt liegen lag lagen
    bleibt bleiben blieb blieben nimmt nehmen nahm nahmen sieht sehen sah sahen fällt fallen fiel fielen hält halten
    hielt hielten lässt lassen ließ ließen läuft laufen lief liefen steigt steigen stieg stiegen sinkt sinken sank
    sanken schließt schließen schloss schlossen beginnt beginnen begann begannen findet finden fand fanden führt führen
    führte führten bringt bringen brachte brachten denkt denken dachte dachten weiß wissen wusste wussten heißt hieß
    hießen zieht ziehen zog zogen trifft treffen traf trafen tritt treten trat traten verliert verlor verloren gewinnt
    gewann gewannen stirbt sterben starb starben hilft helfen half halfen ruft rief riefen schreibt schrieb schrieben
    trägt tragen trug trugen wächst wachsen wuchs wuchsen zeigt zeigen zeigte zeigten stellt stellte stellten setzt
    setzte setzten legt legte legten macht machen machte machten braucht brauchen brauchte fehlt fehlen fehlte fehlten
    liefert liefern lieferte lieferten kostet kosten kostete kosteten zahlt zahlen zahlte plant planen plante planten
    hofft hoffen arbeitet arbeiten arbeitete arbeiteten lebt leben lebte lebten wartet warten wartete warteten
    erhält erhielt erhielten bekommt bekam bekamen bietet bot boten gilt gelten galt galten verließ verließen
    entstand entstanden erreichte erreichten verkaufte kaufte kauften baut bauen baute bauten folgt folgte folgten
    is are was were be has have had does do did will would can could may might must shall should says said went goes
    came comes took takes made makes gave gives got gets became becomes began begins fell falls rose rises grew grows
    held holds kept keeps left leaves led leads lost loses met meets paid pays put puts ran runs saw sees sent sends
    stood stands told tells won wins wrote writes built builds bought buys sold sells spent spends broke brought
    remains remained wants wanted needs needed works worked plans planned expects expected continues continued
    """.split()
)
# Words that end as verbs do and are none: particles, adverbs, adjectives, numbers.
NO_VERBS = frozenset(
    """
    nicht seit erst jetzt dort fast sonst statt anstatt selbst leicht recht laut meist zuerst zuletzt zunächst oft
    acht hundert tausend gesamt bekannt insgesamt direkt exakt konkret schlecht echt nackt bunt alt kalt weit breit
    bereit zweit zeit derzeit jederzeit weltweit landesweit bundesweit soweit damit womit somit heute leute bitte mitte
    erste ersten zweite zweiten dritte dritten vierte letzte letzten nächsten nächste beste besten meiste meisten größte
    größten älteste ältesten höchste höchsten wichtigste wichtigsten weite weiten breite breiten alte alten gute guten
    rechte rechten leichte echte echten bunte kalte gesamte gesamten bekannte bekannten bestimmte bestimmten geplante
    geplanten sogenannte sogenannten genannten gewählte gewählten unter hinten unten vorort spät nacht überhaupt
    but not that what about most just last first almost without least best next past east west great right left short
    important recent current different government president need hundred indeed united instead
    """.split()
)
