"""Words of questions that lean on what was asked before, in German and English: pronouns, verbs of speech, ..."""

from __future__ import annotations


def _of(words: str) -> frozenset[str]:
    return frozenset(words.split())


QUESTION_WORDS = _of(
    """
    who whom whose what which when where why how
    wer wen wem wessen was wann wo woher wohin warum wieso weshalb wozu wie welche welcher welches welchen welchem
    womit wofür worüber wogegen woran worauf worin wodurch wovon wovor wonach worum inwiefern
    """
)
AND = _of("and but or und aber oder")
"""What goes on with the question before."""
OPENERS = AND | _of("also so well ok okay hm doch na denn then please bitte")
"""What may stand before the question itself."""
SMALL_TALK = _of(
    """
    yes no ok okay thanks thank you hello hi hey bye please great good fine ja nein danke vielen dank hallo tschüss
    gut super prima bitte schön alles klar
    """
)
ADDRESSED = _of("you your yours yourself du dich dir dein deine deinen deinem deiner")
"""Words to whoever answers: "Who are you?" is about nothing that was asked."""

AUXILIARIES = _of(
    """
    is are was were am be been do does did has have had will would can could should may might must shall isn aren wasn
    weren doesn don didn hasn haven hadn won
    ist sind war waren wird werden wurde wurden hat haben hatte hatten kann können konnte konnten könnte soll sollen
    sollte will wollen wollte wollten muss müssen musste darf dürfen gibt gab gilt galt geht ging sagt sagte sagten
    sagen kommt kam stimmt
    """
)
PREPOSITIONS = _of(
    """
    about after against at before between by during for from in of on over since through to towards under until with
    without
    ab an am auf aus bei beim bis durch für gegen im in mit nach ohne seit trotz über um unter von vom vor während wegen
    zu zum zur zwischen
    """
)
ABOUT = {"en": "about", "de": "über"}
LIKE_ABOUT = _of("about on regarding concerning über zu zum zur")
CONJUNCTIONS = _of(
    """
    and or but that if whether because while as who which when after before although
    und oder aber sondern dass daß weil ob wenn als nachdem bevor obwohl
    """
)

SPEECH = _of(
    """
    say says said saying tell tells told think thinks thought believe believes believed claim claims claimed mean means
    meant call calls called state states stated write writes wrote
    sagt sagte sagten sagen gesagt meint meinte meinen gemeint denkt dachte denken glaubt glaubte glauben behauptet
    behauptete behaupten erklärt erklärte erklären äußert äußerte äußern geäußert schreibt schrieb schreiben erzählt
    erzählte erzählen betont betonte betonen
    """
)
REACTION = _of(
    """
    react reacts reacted respond responds responded reply replies replied answer answers answered comment comments
    commented agree agrees agreed disagree disagrees disagreed object objects objected protest protests protested
    reagiert reagierte reagieren antwortet antwortete antworten geantwortet kommentiert kommentierte widerspricht
    widersprach widersprechen widersprochen protestiert protestierte zustimmt zustimmte zugestimmt stimmt stimmte
    """
)
"""What takes up something: how somebody reacts is about what was asked before, unless the question says to what."""
VERDICT = _of(
    """
    confirm confirms confirmed deny denies denied dispute disputes disputed doubt doubts doubted contradict contradicts
    contradicted refute refutes refuted know knows knew known happen happens happened happening
    bestätigt bestätigte bestätigen bestreitet bestritt bestreiten bestritten dementiert dementierte dementieren leugnet
    leugnete bezweifelt bezweifelte bezweifeln weiß wissen wusste passiert passierte passieren geschah geschieht
    geschehen bedeutet bedeutete bedeuten
    """
)
"""What needs something to be confirmed, denied, happening."""
OF_SOMETHING = _of(
    """
    reason reasons result results consequence consequences proof evidence detail details source sources condition
    conditions reaction reactions response responses background
    grund gründe ergebnis ergebnisse folge folgen beweis beweise beleg belege einzelheit einzelheiten details quelle
    quellen bedingung bedingungen reaktion reaktionen antwort antworten hintergrund hintergründe
    """
)
"""Nouns that are always of something: "What are the reasons?" """
ASKED_VALUE = _of(
    """
    year month day date time country city place number amount times
    jahr monat tag datum zeit zeitpunkt uhrzeit land stadt ort zahl menge jahres monats tages
    """
)
"""What a question word may ask for without saying anything else: "In which year?" """
MORE = _of("more else further next exactly noch mehr sonst weiter weiteres weitere genau genauer eigentlich denn")
ELSE = _of("else more noch mehr sonst weiteres weitere")

WITHOUT_CONTENT = SPEECH | REACTION | VERDICT | OF_SOMETHING | MORE

HE = {"en": _of("he him his himself"), "de": _of("er ihn ihm")}
SHE = {"en": _of("she her hers herself"), "de": _of("sie")}
HIS = {"en": _of("his her"), "de": _of("sein seine seinem seinen seiner seines")}
"""Possessives; "his" and "her" are such before a noun only."""
THEIR = {"en": _of("its their"), "de": _of("ihr ihre ihrem ihren ihrer ihres")}
THEY = {"en": _of("they them theirs themselves these those"), "de": _of("ihnen")}
OBJECTS = _of("him them it this ihm ihn ihnen")
"""Pronouns that never mean the subject of their own clause, where they stand behind a verb or preposition."""
TOPIC_WORDS = _of(
    """
    dazu darüber davon dafür dagegen daran darauf darin daraus dadurch dabei danach davor dahinter darum deswegen
    deshalb dort dorthin
    """
)
"""German for "about that" and the like: it points out of its sentence, unless a clause follows that says to what."""
THIS = {"en": _of("this these those"), "de": _of("dieser diese dieses diesem diesen jener jene jenes jenem jenen")}
OF_NOW = _of(
    """
    year month week morning evening night summer winter spring autumn time decade century season
    jahr jahres monat monats woche morgen abend nacht sommer winter frühjahr frühling herbst saison tag tage tagen mal
    zeit
    """
)
"""Nouns with which "this" means the present: "this year"."""
EMPTY_IT = _of(
    "rain rains raining snow snows snowing take takes took regnet schneit gibt gab geht ging handelt kam kommt"
)
"""Verbs beside which "it" and "es" may mean nothing."""
EMPTY_IT_IS = _of(
    """
    true possible likely right wrong correct clear known said reported time safe legal easy hard wahr richtig falsch
    möglich wahrscheinlich klar bekannt denkbar
    """
)
MONTHS = _of(
    """
    january february march april may june july august september october november december
    januar jänner februar märz mai juni juli oktober dezember
    """
)
