"""Words that tell whether a full stop ends a sentence: abbreviations, ordinals' company, openers of sentences.

All are written in lower case and without the last full stop; spaces inside are left out ("z. B." is "z.b").
"""

from __future__ import annotations

# A word must follow these: they never end a sentence.
OPEN_ABBREVIATIONS = frozenset(
    """
    abg abt allg bearb bes betr bez bspw bzgl bzw ca d.h d.i dipl dr ebd ehem eigtl einschl engl entspr etwa evtl fr
    frhr frl geb gegr gest ggf ggfs hl hr hrn hrsg i.d.r i.a i.e e.g inkl insb insbes inh jew kgl lat lfd lic m.e med
    mind mwst nachf o.ä.d op phil priv prof rd resp schweiz sog s.o s.u spez staatl stellv südd tel u.u v.a verh verst
    vgl vorm vors z.b z.t z.zt z.hd zit zzgl zzt mr mrs ms messrs mt st vs rev hon capt cmdr lt sgt maj col
    """.split()
)
# These mean something only before a number; before anything else the same letters are a word ("dieser Art. Danach").
NUMBERED_ABBREVIATIONS = frozenset(
    """
    abs art aufl bd best.-nr bl fig jg kap max min nr nrn no nos par pp s str tel tz vol ziff §
    jan jän feb febr mär mrz apr jun jul aug sep sept okt nov dez dec oct mar
    """.split()
)
# Titles in capitals before a name; in lower case they are words or parts of words ("das Gen. Danach").
NAME_ABBREVIATIONS = frozenset("Abg Gen Gov Mag Rep Sen Ing Hon Bgm Min Pfr Sr Fr P Fa".split())
# Abbreviations that a sentence may end with: only a word that opens sentences after them makes an end.
CLOSING_ABBREVIATIONS = frozenset(
    """
    usw etc mrd mrdn mio tsd bio jh jhd jhdt jhs v.chr n.chr u.s u.k u.n e.u u.s.a d.c a.m p.m inc ltd corp co bros plc
    e.v std sek abk anm a.d i.r u.s.w dgl o.g u.a u.ä o.ä o.j jr sr m.w v.u.z ff f gmbh al ph.d b.a m.a g.m.b.h
    """.split()
)
# After "p.m." a day or a time zone goes on; any other capital opens a sentence.
CLOCK_ABBREVIATIONS = frozenset({"a.m", "p.m"})
AFTER_CLOCK = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday eastern central pacific mountain greenwich est edt et gmt
    utc cet cest bst pst pdt cst local
    """.split()
)
MONTHS = frozenset(
    """
    januar jänner februar feber märz april mai juni juli august september oktober november dezember
    january february march may june july october december
    jan jän feb febr mär mrz apr jun jul aug sep sept okt nov dez dec oct mar
    """.split()
)
# Words before a number with a full stop that make it an ordinal ("der 2. Weltkrieg"); other words make it a count.
BEFORE_ORDINAL = frozenset(
    """
    der die das den dem des am im vom zum zur beim ein eine einen einem einer eines sein seine seinem seinen seiner
    seines ihr ihre ihrem ihren ihrer ihres unser unsere unserem unseren unserer jede jeden jedem jeder jedes diese
    diesem diesen dieser dieses ab bis seit und oder nach vor bereits erstmals montag dienstag mittwoch donnerstag
    freitag samstag sonnabend sonntag
    """.split()
)
# Nouns that are counted by ordinals, whatever stands before ("Ende 2. Halbjahr").
AFTER_ORDINAL = frozenset(
    """
    weltkrieg bundesliga liga quartal halbjahr jahrhundert auflage ausgabe mal runde spieltag minute jahrestag
    geburtstag lebensjahr stock etage klasse platz rang tag woche monat sitzung parteitag amtszeit etappe republik reich
    """.split()
)
# Words that open sentences (function words), as they stand there: with a capital. Nouns are not in this list, which
# is what makes it useful in German.
OPENERS = frozenset(
    """
    ab aber abgesehen ähnlich alle allein allerdings alles als also am an andere andererseits anders angesichts
    anschließend auch auf aufgrund aus außerdem außer bei beide beim bereits besonders bis bislang bisher da dabei
    dadurch dafür dagegen daher dahinter damals damit danach daneben dann daran darauf daraufhin daraus darin darüber
    darum darunter das dass dasselbe davon davor dazu dein dem demnach denn dennoch der deren derzeit des deshalb
    dessen deswegen die dies diese diesem diesen dieser dieses doch dort drei du durch ebenfalls ebenso ein eine einem
    einen einer eines einerseits einige entgegen entsprechend er erst erstmals es etwa etwas euer falls fast ferner
    für ganz gegen gegenüber gemeinsam genau gerade gestern gleichzeitig hätte hat haben heute hier hierbei hierzu
    hingegen hinter hinzu ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer immerhin in indem indes indessen
    infolge insgesamt inzwischen ist ja je jede jedenfalls jeder jedoch jemand jene jetzt kaum kein keine keiner
    könnte kurz künftig laut letztlich man manche mehr mehrere mein mit mitte mittlerweile möglicherweise morgen nach
    nachdem nächste natürlich neben nein nicht nichts nie niemand noch nun nur ob obwohl oder offenbar ohne
    schließlich schon sehr sein seine seinem seinen seiner seit seitdem sich sie sind so sobald sodass sofern sogar
    solange solche somit sondern sonst soweit sowie sowohl später statt stattdessen teils trotz trotzdem über überdies
    übrigens um und uns unser unsere unter ursprünglich viel viele vielmehr vier vom von vor voraussichtlich vorher
    wäre während wann war waren warum was weder wegen weil weiter weitere weiterhin welche wem wen wenige weniger wenn
    wer werden weshalb wie wieder wieso wir wird wo wobei wohl womit wurde wurden zahlreiche zu zudem zuerst zugleich
    zuletzt zum zumindest zunächst zur zurzeit zusammen zusätzlich zuvor zwar zwei zweitens zwischen a about above
    according across after against all almost along already although among an and another any anyone around as asked
    at because before behind below besides between both but by can could despite did do does down during each earlier
    either even every everyone everything few finally first five for four from further given had has have he hence her
    here his how however if in indeed instead into is it its just last later least less like many may meanwhile might
    more moreover most much my neither never nevertheless new next no nobody none nor not nothing now of off often on
    once one only or other others otherwise our out over perhaps put rather same second several she should similarly
    since so some soon still such than that the their them then there therefore these they third this those though
    three through thus to today together tomorrow too two under unless until unlike up upon us very was we were what
    whatever when where whether which while who whom whose why will with within without would yes yesterday yet you
    your
    """.split()
)
