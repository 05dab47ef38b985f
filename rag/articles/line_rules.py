"""The table of line rules: forms of a line that as a whole are furniture of a page, each with its reason.

Every pattern is verbose, matched against the whole line without regard to case, and holds no capturing groups
(`boilerplate` joins them into one alternation, and the group that matched tells the rule).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.articles.dates import DATE, DAY_OF_MONTH, TIME, WEEKDAY
from rag.types import NoiseKind

AGENCY = r"""(?: dpa (?: -? (?: afx | infocom | tmn | video ) )? | afp | reuters | rtr | ap | apa | kna | epd | sda
    | keystone
    (?: -sda )? | awp | sid | dts | dapd | ddp | rnd | interfax | tass | ria (?:\snovosti)? | sputnik | unian
    | ukrinform
    | ansa | efe | xinhua | upi | pti | ians | anadolu | ots | dj | bloomberg | cnn | belga | anp | pap | ctk | mti )"""
"""Pattern (verbose, no regard to case) of the names under which news agencies sign; no capturing groups inside."""

PHOTO_WORD = r"""(?: (?: archiv | symbol | titel | teaser | agentur | beitrags | file \s | handout \s )?
    (?: fotos? | bild (?: er | quelle | rechte | nachweis )? | photos? | photograph | images? | picture | grafik
    | credit ) )"""

_DATE_WORDS = r"""(?: stand | datum | date | veröffentlicht | publiziert | erschienen | erstellt | aktualisiert
    | update[dt]?
    | last \s (?: updated | modified ) | zuletzt \s aktualisiert | letzte \s aktualisierung | (?: first \s )? published
    | posted | issued | (?: artikel | beitrag | meldung ) \s (?: vom | von ) | online \s seit )"""

PICTURE_AGENCY = r"""(?: getty \s images | imago (?: \s images )? | picture [ -] ?alliance | shutterstock | istock
    | unsplash | pixabay | pexels | wikimedia (?: \s commons )? | flickr | adobe \s? stock | keystone | epa
    | zuma (?: \s press )? )"""


@dataclass(frozen=True, slots=True)
class LineRule:
    """A form of line that is noise. `pattern` must match the whole line, without regard to case; see LINE_RULES.

    `where` "edges" admits it only among the first and last lines of an article: the masthead and the tail.
    `opens_links` says that the headlines right below the line are links to other articles.
    """

    kind: NoiseKind
    pattern: str
    reason: str
    where: Literal["anywhere", "edges"] = "anywhere"
    opens_links: bool = False


LINE_RULES: tuple[LineRule, ...] = (
    LineRule(
        "label",
        r"""[-–—\[(*\s]* (?: anzeige | werbung | advertisement | advertorial | sponsored (?: \s content )? | gesponsert
        | promoted | (?: story | article ) \s continues \s (?: below | after ) .{0,40}
        | scroll \s to \s continue .{0,30}
        | (?: nach | unter ) \s der \s (?: anzeige | werbung ) .{0,30} | weiter \s nach \s der \s (?: anzeige
        | werbung ) ) [-–—\])*:.\s]*""",
        "the mark that advertising must bear, standing alone",
    ),
    LineRule(
        "label",
        r"""(?= .*[a-z]{2} ) (?: (?: facebook | twitter | x | whatsapp | telegram | instagram | youtube | linkedin
        | xing | reddit | pinterest
        | pocket | flipboard | threads | bluesky | mastodon | tiktok | e-?mail | per \s e-?mail | mailen | teilen
        | tweet
        | twittern | posten | share | shares | print | drucken | merken | speichern | save | copy (?: \s link )?
        | link \s kopieren | kopieren | feedback | abonnieren | folgen | follow | vorlesen
        | \d{1,5} ) (?: [\s|,·•/]+ | $ )
        ){1,14}""",
        "share buttons: nothing but the names of networks and of what a button does",
    ),
    LineRule(
        "label",
        r"""(?: (?: diesen? \s | den \s | this \s )? (?: artikel | beitrag | seite | article | story | page | post ) \s
        (?: teilen | drucken | merken | anhören | vorlesen | speichern | versenden
        | empfehlen ) (?: \s auf \s .{1,30} )?
        | (?: auf | via | bei ) \s (?: facebook | twitter | x | whatsapp | telegram | linkedin ) \s teilen
        | (?: share | print | save | listen \s to | email | gift ) \s (?: this | the ) \s (?: article | story
        | page | post ) .{0,30} | share \s (?: on | via ) \s \w+ | audio \s (?: abspielen | starten ) ) [:.!\s]*""",
        "a button of the page: share, print, listen",
    ),
    LineRule(
        "label",
        r"""(?: lesezeit | reading \s time ) \s* :? .{0,20} | (?: ca\. \s )? \d{1,2} \s? (?: min (?: \. | uten?
        | utes? )? ) \s (?: lesezeit | read (?: ing \s time )? | lesedauer | gelesen )""",
        "how long reading takes",
    ),
    LineRule(
        "label",
        r"""(?: tags? | hashtags? | schlagw (?: ort | orte | örter ) | stichw (?: ort | orte | örter ) | themen
        | topics?
        | themen \s in \s diesem \s artikel | (?: filed | posted ) \s (?: under | in ) | (?: archiviert | abgelegt
        | veröffentlicht ) \s (?: unter | in ) | kategorien? | categor (?: y | ies )
        | keywords ) \s* : [^.!?]{0,250}""",
        "keywords of the article, after the word that announces them",
    ),
    LineRule(
        "label",
        r"""(?: startseite | home | homepage | menü | menu | suche | search | login | anmelden | log \s in | sign \s in
        | registrieren | zur \s (?: startseite | übersicht ) | zurück (?: \s zur \s (?: startseite | übersicht ) )?
        | nach \s oben
        | (?: skip | jump ) \s to \s (?: main \s )? content | zum \s (?: inhalt | hauptinhalt ) \s springen
        | back \s to \s top | nächster \s (?: artikel | beitrag ) | vorheriger \s (?: artikel | beitrag )
        | (?: next | previous ) \s (?: article | post | story ) | mehr \s anzeigen | show \s more | load \s more
        | mehr \s laden | newsletter ) [:.»«›‹>\s]*
        | [\w&]{2,20} (?: \s* [>›»|·•] \s* [\w&]{2,20} (?: \s [\w&]{2,20} )? ){2,9}
        | (?: home | startseite | start ) (?: \s* [>›»/|] \s* [\w&\ -]{2,40} ){1,5}""",
        "navigation of the page",
    ),
    LineRule(
        "label",
        r"""(?: verwandte | ähnliche | weitere | passende | related | similar | more | latest | neueste | beliebte
        | popular | aktuelle | empfohlene | top ) \s (?: videos? | artikel | beiträge | themen | stor (?: y | ies )
        | articles | posts
        | links | nachrichten | news | meldungen | berichte | coverage | topics | content | inhalte | reading
        | podcasts? ) (?: \s (?: zum \s thema | on \s this \s topic | for \s you ) )? \s* :?""",
        "the heading of a list of links",
        opens_links=True,
    ),
    LineRule(
        "label",
        r"""(?: meist ?gelesen (?: e? \s artikel )? | most \s (?: read | popular | viewed ) | trending (?: \s now )?
        | recommended (?: \s for \s you )? | empfehlungen (?: \s der \s redaktion )? | unsere \s empfehlungen
        | mehr \s zum \s thema | zum \s thema | lesen \s sie \s auch | auch \s interessant
        | .{0,20} \b könnten? \s (?: sie | dich
        | euch ) \s (?: auch \s )? interessieren .{0,20} | you \s (?: may | might ) \s also \s (?: like | enjoy
        | be \s interested \s in ) | read \s (?: more | next | also ) | also \s read | related | see \s also
        | siehe \s auch
        | weiterlesen | mehr \s dazu | mehr \s lesen | more \s on \s this \s (?: story | topic ) ) \s* [:.…»›>→\s]*""",
        "the heading of a list of links, by its set phrase",
        opens_links=True,
    ),
    LineRule(
        "teaser",
        r"""(?: [-–—•→»>▶►+|\s]* ) (?: lesen \s sie \s (?: auch | hier | dazu | hierzu | mehr | weiter | außerdem
        | jetzt )
        | lies \s auch | lesen \s sie: | (?: lest | lese ) \s auch | mehr \s zum \s thema | auch \s interessant
        | mehr \s dazu \s* (?: [-–—:] | hier | lesen | finden | unter | im\b | in\b ) | siehe \s auch
        | weitere \s (?: informationen | infos | hintergründe ) (?: \s (?: zum | zu | finden | unter | hier ) \b
        | \s* : )
        | read \s (?: more | also | next | the \s full \s (?: story | article ) ) \s* (?: [-–—:|] | about\b | on\b
        | here\b )
        | (?: also \s read | read | related | more | see \s also | watch | don'?t \s miss | recommended | must \s read
        | weiterlesen | video | podcast ) \s* : ) (?! \w ) .{0,230}""",
        "a link to another article, after the phrase that announces it",
    ),
    LineRule(
        "comments",
        r"""(?: \d{1,5} \s )? (?: (?: leser )? kommentare? | comments? | diskussion | discussion | antworten | reply )
        (?: \s* [(\[] \s* \d{0,5} \s* [)\]] | \s* :? \s* \d{1,5} )? [:\s]*
        | (?: leave | post | add | write ) \s a \s (?: comment | reply ) .{0,30} | join \s the \s (?: conversation
        | discussion ) .{0,30} | (?: einen? \s )? kommentar \s (?: schreiben | verfassen | hinterlassen | abgeben )
        | schreiben \s sie \s (?: einen | den \s ersten ) \s kommentar .{0,30} | diskutieren \s sie \s mit .{0,40}
        | (?: kommentare | comments ) \s (?: anzeigen | lesen | sind \s geschlossen | are \s closed | lesen
        | (?: aus|ein)
        blenden ) .{0,20} | (?: show | view | hide ) \s (?: all \s )? (?: \d+ \s )? comments | deine? \s meinung .{0,20}
        | ihre \s meinung .{0,20} | login \s to \s comment .{0,30}""",
        "the door to the readers' comments",
    ),
    LineRule(
        "label",
        r""" (?: seite | page ) \s* \d{1,4} (?: \s* (?: von | of | / ) \s* \d{1,4} )? | \d{1,4} \s? / \s? \d{1,4}
        | (?: file | https? ) :/{2,3} \S+ \t \d{1,4} (?: / \d{1,4} )?
        | \d{1,2} [./] \d{1,2} [./] \d{2,4} , \s \d{1,2} : \d{2} (?: \s [ap]m )? \t .{1,150}""",
        "what printing puts at the head and foot of a page: its number, the time, the address; parted by a tab",
    ),
    LineRule(
        "file name",
        r""" \S .{0,150}? \. (?: jpe?g | png | gif | webp | svg | avif | tiff? | bmp | mp4 | webm | mp3 | pdf )""",
        "nothing but the name of a picture or film: what extraction keeps of an image",
    ),
    LineRule(
        "photo credit",
        rf"""{PHOTO_WORD} \s* (?: : | © | \(c\) | by\b | von\b | \| ) \s* [^.!?"„“]{{2,100}} (?: \.\w{{2,4}} )?
        | (?: quelle | source | via ) \s* : [^.!?"„“]{{1,60}} © [^!?"„“]{{2,60}}
        | © \s* (?! \s* (?: copyright \s )? \d{{4}} ) [^!?"„“]{{2,100}}
        | (?= [^/|]* [/|] ) (?: (?: {PICTURE_AGENCY} | {AGENCY} ) \s* [/|] .{{0,60}}
        | .{{2,50}} / \s* {PICTURE_AGENCY} .{{0,30}} )
        | .{{2,60}} via \s {PICTURE_AGENCY} .{{0,20}} | (?: archiv | symbol ) (?: bild | foto )
        | (?: image | media | picture ) \s (?: source | copyright ) \s* [,:]? \s .{{2,80}}""",
        "who took a picture: a word for picture or © before a name, or the name of a picture agency",
    ),
    LineRule(
        "caption",
        rf""" .{{8,330}}? (?: [.!?)|/"”“] \s+ | \s [|–—-] \s | \s \( | \s \[ ) (?: {PHOTO_WORD} \s* [:©] | © | \(c\)\s )
        [^.!?"„“()\[\]]{{2,80}} (?: \.\w{{2,4}} )? (?: \s? \( [^()]{{2,40}} \) )? [)\].]?
        | (?: im \s bild | bildunterschrift | image \s caption | bildbeschreibung
        | (?: photo | media ) \s caption ) \s* [,:]? \s .{{5,300}}
        | .{{8,300}} [(\[] \s* (?: (?: archiv | symbol ) (?: bild | foto ) | file \s photo ) \s* [)\]]
        | bildbeschreibung \s einblenden""",
        "a line under a picture: it ends in the picture's credit or begins by naming the picture",
    ),
    LineRule(
        "plea",
        r"""(?: jetzt \s )? (?: spenden | abonnieren | unterstützen | mitglied \s werden | donate (?: \s now )?
        | subscribe (?: \s now )? | support \s us | become \s a \s (?: member | patron | subscriber )
        | spendenkonto \s* : .{0,80}
        | (?: jetzt \s )? (?: testen | bestellen | anmelden | kostenlos \s (?: testen | registrieren ) )
        | (?: jetzt | hier ) \s (?: .{0,40} \s )? (?: unser\w* | newsletter | kostenlos | gratis ) .{0,50}
        (?: abonnieren | anmelden | bestellen | herunterladen )
        | zum \s (?: newsletter | abo ) .{0,40} | newsletter \s (?: abonnieren | bestellen | anmeldung ) .{0,60}
        | sign \s up .{0,80} | subscribe \s (?: to | for ) .{0,100} | (?: zur \s )? anmeldung .{0,20} ) [:.!»›>→\s]*""",
        "a button or line that asks for money, a subscription or an address",
    ),
    LineRule(
        "disclaimer",
        r"""(?: haftungsausschluss | disclaimer | risikohinweise? | rechtliche[rn]? \s hinweise?
        | wichtige[rn]? \s hinweise?
        | risk \s (?: disclosure | warning ) | legal \s (?: notice | disclaimer ) | transparenzhinweis
        | hinweis \s in \s eigener \s sache | affiliate-? \s? hinweis | nutzungshinweis ) \s* (?: : .* )?""",
        "a legal notice, after the word that announces it",
    ),
    LineRule(
        "disclaimer",
        r"""(?= .*cookie ) (?: wir | unsere? | diese[rs]? | durch | um \s (?: ihnen | dir | unsere? )
        | mit \s (?: ihrer | der ) | we | our
        | this | by \s (?: using | continuing | clicking ) ) \b .* \b cookies? \b .*
        | (?: alle \s (?: cookies \s )? (?: akzeptieren | ablehnen ) | accept \s all .{0,20} | reject \s all .{0,20}
        | (?: manage | cookie- ) \s? (?: cookies | preferences | settings | einstellungen ) | cookies? \s .{0,20}
        | datenschutz (?: erklärung | einstellungen | hinweise )? | privacy \s (?: policy | settings ) | impressum
        | agb ) (?: [\s|·•/,]+ (?: datenschutz (?: erklärung )? | impressum | agb | kontakt | cookies? ) )* [.\s]*""",
        "the notice about cookies and the links that a page must carry",
    ),
    LineRule(
        "disclaimer",
        r"""(?: empfohlener \s (?: redaktioneller | externer ) \s inhalt | externer \s inhalt
        | an \s dieser \s stelle \s (?: findest \s du | finden \s sie | befindet \s sich ) \b .* inhalt .*
        | (?: mit \s (?-i: Ihrer ) \s zustimmung | ich \s bin \s (?: damit \s )?
        einverstanden ) \b .* (?: inhalt | angezeigt | extern | daten ) .* | (?: bitte \s )? aktivieren \s sie \s
        (?: java ?script | cookies ) .* | please \s enable \s (?: java ?script | cookies ) .* | this \s content \s is \s
        (?: hosted | not \s available ) .* | (?: your | ihr ) \s browser \s .{0,20} (?: does \s not
        | unterstützt ) .* )""",
        "what stands where a consent or a script was missing",
    ),
    LineRule(
        "social post",
        r"""(?: view \s this \s post \s on \s instagram | diesen \s beitrag \s auf \s (?: instagram
        | facebook ) \s an(?:sehen|zeigen)
        | (?: ein \s beitrag \s geteilt \s von | a \s post \s shared \s by ) \s .{1,80} | pic\.twitter\.com/\S+
        | https?://t\.co/\S+ | (?= [^@]*@ ) .{1,60} \s? \(?@\w{2,20}\)? \s* [·•|—–-] \s* .{4,40}
        | (?: tweet | post | beitrag ) \s (?: von | by ) \s .{1,40} @\w{2,20} .{0,30} )""",
        "the frame of an embedded post",
    ),
    LineRule(
        "site mark",
        r"""(?: copyright \s* (?: : | © | \(c\) | by\b | \d{4} | $ ) | \(c\)
        | © \s* (?: copyright \s )? \d{4} ) (?! \w ) .{0,160}
        | (?: .{0,80} \W )? (?: alle \s rechte \s
        vorbehalten | all \s rights \s reserved ) .{0,60}""",
        "the notice of copyright",
        "edges",
    ),
    LineRule(
        "site mark",
        r"""(?: source | site | quelle | via | url | link | original ) \s* :? \s+ (?: https?:// )? [\w-]+
        (?: [-./][^\s,;]* )+ (?: [,;] .{0,40} )?
        | (?: quelle | source | quellen | mit \s material \s (?: von
        | der ) ) \s* :? \s [^.!?"„“©]{2,60} (?: \.\w{2,4} )?
        | https?://\S+ | www\.\S+ | (?= [^@]*@ ) [^"„“”]{0,90} \b [\w.+-]{1,40} @ [\w-]{1,40} \. [\w.-]{1,40}""",
        "where the page or its material comes from, as a mark and not as a sentence",
        "edges",
    ),
    LineRule(
        "site mark",
        r"""(?-i: (?: Laut | Nach \s Angaben \s von | According \s to | Via | Mit \s Material \s (?: von | der ) )
        (?: \s (?: der | dem | the ) )? (?: \s [A-ZÄÖÜ][\w.-]* ){1,3} )""",
        "a mention of the source that lost its sentence",
    ),
    LineRule(
        "site mark",
        r"""(?= .* \b (?: erschien | veröffentlicht | published | appeared ) )
        (?: dieser? \s (?: artikel | beitrag | text ) | this \s (?: article | story | piece | post ) ) \b .{0,60}
        \b (?: zuerst | erstmals | ursprünglich | first | originally ) \b .{0,120}
        | (?: zuerst \s erschienen | erstmals \s veröffentlicht | (?: originally
        | first ) \s published ) \b .{0,150}""",
        "where the text came out first",
        "edges",
    ),
    LineRule(
        "byline",
        rf"""(?= \S* [/,;(\[] ) (?= .{{2,80}} $ ) (?: [\[(] \s* (?: \w{{1,5}} \s* [/,;-] \s* )* (?: {AGENCY}
        | [\w-]+ \. \w{{2,6}} ) (?: \s* [/,;] \s* [\w.-]+ )* \s* [\])]
        | (?: \w{{1,5}} [/,;] \s? )+ {AGENCY} (?: [/,;] \s? [\w.-]+ )*
        | (?= [\w/,;\s-]+ $ ) {AGENCY} (?: [/,;] \s? (?: {AGENCY} | \w{{2,4}} ) )*
        | {AGENCY} (?: -infocom )? , \s* {AGENCY} : [\d/-]+ )""",
        "the signature of an agency or desk, as initials and names between slashes",
    ),
    LineRule(
        "byline",
        r"""(?: \( \s* )? (?: (?: additional \s | writing \s | with \s )? (?: reporting | writing | editing
        | compiled | edited )
        \s by \s .{2,200} | (?: redaktion | bearbeitet \s von | übersetzung | übersetzt \s von | translated \s by
        | mitarbeit ) \s* : \s* .{2,80} )""",
        "who reported, wrote, edited or translated",
        "edges",
    ),
    LineRule(
        "date mark",
        rf"""(?: {_DATE_WORDS} \b \s* (?: am | on | at | vom | : )? \s* :? \s* )?
        {WEEKDAY}? {DATE} (?: [\s,|·•–—/-]* (?: um \s | at \s )? {TIME} )?
        (?: [\s,;|·•/–—(-]+ (?: (?: zuletzt \s )? aktualisiert | update[dt]? | last \s updated | geändert | modified )
        \b .{{0,50}} )? (?: \s* [|·•] \s* [^.!?]{{0,40}} )? [\s).]*
        | (?: {_DATE_WORDS} \s+ (?: am \s | on \s )? )? (?: {DAY_OF_MONTH}
        | (?: vor \s )? \d{{1,2}} \s (?: minuten? | stunden?
        | tage? n? | minutes? | mins? | hours? | hrs? | days? ) (?: \s ago )? )
        (?: \s* [|·•,] \s* [^.!?]{{0,40}} )? [\s).]*""",
        "the date of publication or of the last change, alone on a line",
        "edges",
    ),
)
