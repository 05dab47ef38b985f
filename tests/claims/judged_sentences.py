"""Sentences with the judgement they should get: [claim], {cue}, kind, epistemic, modality, negated.

All sentences and people are invented. Without brackets the whole sentence is the claim.
"""

from __future__ import annotations

GERMAN = """
Der Hafen von Altstadt liefert wieder Öl. | | TrueCertain | stated | no
Minister Klein {sagte}, [der Hafen sei geschlossen]. | Indirect | TrueCertain | stated | no
Minister Klein {sagte}, [dass der Hafen geschlossen sei]. | Indirect | TrueCertain | stated | no
„[Der Hafen ist geschlossen]“, {sagte} Minister Klein. | Direct | TrueCertain | stated | no
Klein {bestritt}, [dass Öl fließe]. | Indirect | FalseCertain | stated | no
Die Reederei {dementierte}, [dass sie Schiffe verkauft habe]. | Indirect | FalseCertain | stated | no
Klein {wies} Berichte {zurück}, [wonach der Hafen verkauft wurde]. | Indirect | FalseCertain | stated | no
Die Sprecherin {wies} [den Vorwurf der Bestechung] {zurück}. | Reported | FalseCertain | stated | no
Klein {bezweifelte}, [dass der Bau gelingt]. | Indirect | FalseUncertain | stated | no
Die Ärztin {zweifelt} daran, [dass das Mittel wirkt]. | Indirect | FalseUncertain | stated | no
Die Polizei {vermutet}, [dass der Fahrer geflohen ist]. | Indirect | TrueUncertain | stated | no
Die Stadt {befürchtet}, [dass die Preise steigen]. | Indirect | TrueUncertain | stated | no
Die Polizei {geht davon aus}, [dass das Feuer gelegt wurde]. | Indirect | TrueUncertain | stated | no
Klein {glaubt}, [dass der Streik endet]. | Indirect | TrueUncertain | stated | no
Klein {hält} es {für möglich}, [dass der Streik endet]. | Indirect | TrueUncertain | possible | no
Klein {schloss nicht aus}, [dass Truppen kommen]. | Indirect | TrueUncertain | possible | no
Klein {schloss} nicht {aus}, [dass Truppen kommen]. | Indirect | TrueUncertain | possible | no
Klein {schloss aus}, [dass Truppen kommen]. | Indirect | FalseCertain | stated | no
Er könne {nicht ausschließen}, [dass Truppen kommen]. | Indirect | TrueUncertain | possible | no
Klein {bestätigte} nicht, [dass Geld geflossen ist]. | Indirect | Unknown | stated | no
Klein wollte nicht {bestätigen}, [dass Geld geflossen ist]. | Indirect | Unknown | stated | no
Klein {bestätigte}, [dass Geld geflossen ist]. | Indirect | TrueCertain | stated | no
Klein {bestritt} nicht, [dass Geld geflossen ist]. | Indirect | TrueUncertain | stated | no
Es {ist unklar}, [ob der Hafen öffnet]. | Indirect | Unknown | stated | no
Klein {fragte}, [ob der Hafen öffnet]. | Indirect | Unknown | stated | no
Klein will {wissen}, [ob der Hafen öffnet]. | Indirect | Unknown | stated | no
Angeblich hat die Reederei drei Schiffe verkauft. | | TrueUncertain | stated | no
Die Reederei hat offenbar drei Schiffe verkauft. | | TrueUncertain | stated | no
Der Brand wurde mutmaßlich gelegt. | | TrueUncertain | stated | no
Der mutmaßliche Täter wurde gefasst. | | TrueCertain | stated | no
Die angeblich gestohlenen Bilder hängen im Rathaus. | | TrueCertain | stated | no
Die Kosten sind wohl höher als geplant. | | TrueUncertain | stated | no
Dem Vernehmen nach tritt der Direktor zurück. | | TrueUncertain | stated | no
Möglicherweise tritt der Direktor zurück. | | TrueUncertain | possible | no
Wahrscheinlich bleibt der Hafen zu. | | TrueUncertain | stated | no
Der Direktor soll Geld genommen haben. | FreeIndirect | TrueUncertain | stated | no
Der Direktor soll in Rom gewesen sein. | | TrueUncertain | stated | no
Ein Angler will den Wolf gesehen haben. | FreeIndirect | TrueUncertain | stated | no
Der Verdächtige soll krank sein. | FreeIndirect | TrueUncertain | stated | no
Die Brücke soll bis 2030 fertig sein. | | TrueCertain | planned | no
Die Brücke soll im Mai gebaut werden. | | TrueCertain | planned | no
Die Preise könnten steigen. | | TrueUncertain | possible | no
Die Preise dürften steigen. | | TrueUncertain | possible | no
Der Täter muss durch das Fenster gekommen sein. | | TrueUncertain | possible | no
Der Brand kann durch einen Blitz entstanden sein. | | TrueUncertain | possible | no
Die Stadt will eine Brücke bauen. | | TrueCertain | planned | no
Die Stadt plant, eine Brücke zu bauen. | | TrueCertain | planned | no
Die Stadt hat vor, eine Brücke zu bauen. | | TrueCertain | planned | no
Die Reederei beabsichtigt den Kauf von Schiffen. | | TrueCertain | planned | no
Die Stadt wird eine Brücke bauen. | | TrueCertain | planned | no
Die Brücke wird gebaut. | | TrueCertain | stated | no
Die Brücke wird nächstes Jahr gebaut werden. | | TrueCertain | planned | no
Die Preise werden steigen. | | TrueCertain | stated | no
Am Montag wird es regnen. | | TrueCertain | stated | no
Nordland {kündigte an}, [Truppen zu schicken]. | Indirect | TrueCertain | planned | no
Nordland drohte mit Sanktionen. | Reported | TrueCertain | planned | no
Nordland bot Südland Vermittlung an. | | TrueCertain | offered | no
Nordland {bot an}, [im Streit zu vermitteln]. | Indirect | TrueCertain | offered | no
Nordland hat Hilfe angeboten. | | TrueCertain | offered | no
Nordland stellte Weizen in Aussicht. | | TrueCertain | offered | no
Nordland {versprach}, [dass es Weizen liefern werde]. | Indirect | TrueCertain | offered | no
Nordland sagte Südland Weizen zu. | | TrueCertain | offered | no
Nordland machte Südland ein Angebot. | | TrueCertain | offered | no
Nordland ist bereit, Weizen zu liefern. | | TrueCertain | offered | no
Nordland erklärte sich zu Gesprächen bereit. | Reported | TrueCertain | offered | no
Südland wurde Hilfe angeboten. | | TrueCertain | offered | no
Die Partei fordert den Rücktritt des Ministers. | Reported | TrueCertain | demanded | no
Die Partei {forderte}, [dass der Minister zurücktrete]. | Indirect | TrueCertain | demanded | no
Die Partei {rief} die Bürger {auf}, [Wasser zu sparen]. | Indirect | TrueCertain | demanded | no
Klein {sagte}, [die Stadt müsse sparen]. | Indirect | TrueCertain | demanded | no
Klein {sagte}, [die Stadt solle sparen]. | Indirect | TrueCertain | demanded | no
„[Die Stadt muss sparen]“, {sagte} Klein. | Direct | TrueCertain | demanded | no
Die Stadt muss sparen. | | TrueCertain | stated | no
Der Verband schlug eine Steuer vor. | Reported | TrueCertain | demanded | no
Das Gesetz, das die Partei gefordert hatte, gilt seit Mai. | | TrueCertain | stated | no
Der Mann, der Hilfe angeboten hatte, kam am Montag an. | | TrueCertain | stated | no
Nordland schickt keine Truppen. | | TrueCertain | stated | yes
Es habe keine Bitte gegeben. | IndirectFreeIndirect | TrueCertain | stated | yes
Klein {sagte}, [es habe keine Bitte gegeben]. | Indirect | TrueCertain | stated | yes
Weder die Stadt noch das Land zahlt. | | TrueCertain | stated | yes
Niemand kam zu der Sitzung. | | TrueCertain | stated | yes
Der Direktor kam nie zurück. | | TrueCertain | stated | yes
Die Regierung, die nicht gewählt wurde, liefert Öl. | | TrueCertain | stated | no
Die nicht gewählte Regierung liefert Öl. | | TrueCertain | stated | no
Nordland liefert nicht nur Öl, sondern auch Gas. | | TrueCertain | stated | no
Nordland liefert nicht Öl, sondern Gas. | | TrueCertain | stated | no
Klein kam nicht ohne Grund. | | TrueCertain | stated | no
Nicht zuletzt die Kosten sind gestiegen. | | TrueCertain | stated | no
Es besteht kein Zweifel, dass der Hafen ruht. | | TrueCertain | stated | no
Das ist nichts weiter als ein Gerücht. | | TrueCertain | stated | no
Die Stadt zahlt nicht mehr als drei Millionen Euro. | | TrueCertain | stated | no
Die Stadt lehnt den Bau ab. | | TrueCertain | stated | yes
Die Stadt verweigert die Zahlung. | | TrueCertain | stated | yes
Die Stadt dementierte den Bericht. | | TrueCertain | stated | yes
Die Stadt dementierte den Bericht nicht. | | TrueCertain | stated | no
Die Stadt weist auf die Kosten hin. | | TrueCertain | stated | no
Weil er nicht kam, wurde die Sitzung vertagt. | | TrueCertain | stated | no
Er beschloss, nicht zu zahlen. | | TrueCertain | stated | no
Dass Öl fließt, ist nicht belegt. | | TrueCertain | stated | yes
Die Stadt zahlt und baut keine Brücke. | | TrueCertain | stated | no
{Laut} Klein [fährt kein Schiff mehr]. | Indirect | TrueCertain | stated | yes
Die Polizei geht von einem Unfall aus. | Reported | TrueUncertain | stated | no
Die Rakete scheint abgestürzt zu sein. | | TrueUncertain | stated | no
Ein Anschlag ist nicht ausgeschlossen. | | TrueUncertain | possible | no
Klein {versicherte}, [die Stadt werde nicht verkaufen]. | Indirect | TrueCertain | planned | yes
Der nächste Start (der dritte) soll im Herbst stattfinden. | FreeIndirect | TrueCertain | planned | no
Die Stadt baut, auch dort wo niemand wohnt. | | TrueCertain | stated | no
Das Beben forderte drei Todesopfer. | | TrueCertain | stated | no
Der wohl weltweit älteste Baum steht hier. | | TrueCertain | stated | no
Der Start hing von einem eventuell nötigen Einsatz ab. | | TrueCertain | stated | no
2030 soll die Brücke fertiggestellt sein. | | TrueCertain | planned | no
Gezahlt wurde erst im Mai und nicht wie sonst im März. | | TrueCertain | stated | no
„[Das ist falsch]“, {dementierte} Klein. | Direct | TrueCertain | stated | no
Klein {lehnte} mit der Begründung {ab}, [der Hafen sei zu]. | Indirect | TrueCertain | stated | no
Es {gibt keinen Zweifel}, [dass der Hafen zu ist]. | Indirect | TrueCertain | stated | no
Es {gibt Zweifel} daran, [dass der Hafen zu ist]. | Indirect | FalseUncertain | stated | no
Klein {warnte}, [die Preise stiegen]. | Indirect | TrueCertain | possible | no
{Laut} Klein [sollen die Preise gestiegen sein]. | Indirect | TrueUncertain | stated | no
{Laut} Klein [soll die Brücke gebaut werden]. | Indirect | TrueCertain | planned | no
Klein {kündigte an}, [dass die Brücke gebaut werde]. | Indirect | TrueCertain | planned | no
Die Reederei sagte zu Reportern wenig. | | TrueCertain | stated | no
Vor dem Rathaus habe es gebrannt. | IndirectFreeIndirect | TrueCertain | stated | no
Der Richter, der nicht genannt werden will, {sagte}, [der Prozess ruhe]. | Indirect | TrueCertain | stated | no
"""
ENGLISH = """
The port of Oldtown delivers oil again. | | TrueCertain | stated | no
Minister Klein {said} that [the port was closed]. | Indirect | TrueCertain | stated | no
Klein {denied} that [oil was flowing]. | Indirect | FalseCertain | stated | no
Klein {rejected} claims that [the port was sold]. | Indirect | FalseCertain | stated | no
Klein {doubts} that [the bridge will be built]. | Indirect | FalseUncertain | planned | no
The police {believe} that [the driver fled]. | Indirect | TrueUncertain | stated | no
The police {suspect} that [the fire was set]. | Indirect | TrueUncertain | stated | no
Klein did not {confirm} that [money was paid]. | Indirect | Unknown | stated | no
Klein did not {rule out} that [troops would come]. | Indirect | TrueUncertain | possible | no
Klein {ruled out} [sending troops]. | Indirect | FalseCertain | stated | no
Klein did not {deny} that [money was paid]. | Indirect | TrueUncertain | stated | no
It is {unclear} [whether the port will open]. | Indirect | Unknown | stated | no
The firm has allegedly sold three ships. | | TrueUncertain | stated | no
The firm reportedly sold three ships. | | TrueUncertain | stated | no
The fire was apparently set. | | TrueUncertain | stated | no
Perhaps the director resigns. | | TrueUncertain | possible | no
Prices might rise. | | TrueUncertain | possible | no
Prices could rise next year. | | TrueUncertain | possible | no
The city will build a bridge. | | TrueCertain | planned | no
The city plans to build a bridge. | | TrueCertain | planned | no
The bridge is to open in May. | | TrueCertain | planned | no
Prices will rise. | | TrueCertain | stated | no
Northland offered to mediate. | | TrueCertain | offered | no
Northland {offered} [to mediate in the dispute]. | Indirect | TrueCertain | offered | no
Northland has pledged wheat. | | TrueCertain | offered | no
Northland {promised} that [it would send wheat]. | Indirect | TrueCertain | offered | no
Northland was offered help. | | TrueCertain | offered | no
The party {demanded} that [the minister resign]. | Indirect | TrueCertain | demanded | no
The party called for new elections. | Reported | TrueCertain | demanded | no
The party urged the city to save water. | Reported | TrueCertain | demanded | no
"[The city must save water]," Klein {said}. | Direct | TrueCertain | demanded | no
"[The city should pay]," Klein {said}. | Direct | TrueCertain | demanded | no
Northland sends no troops. | | TrueCertain | stated | yes
Northland did not send troops. | | TrueCertain | stated | yes
No troops were sent. | | TrueCertain | stated | yes
Nobody came to the meeting. | | TrueCertain | stated | yes
The government that was not elected sends oil. | | TrueCertain | stated | no
The government, which was not elected, sends oil. | | TrueCertain | stated | no
There is no doubt that the port is closed. | | TrueCertain | stated | no
Not only the port but also the road is closed. | | TrueCertain | stated | no
He decided not to go. | | TrueCertain | stated | no
Although he did not come, the meeting was held. | | TrueCertain | stated | no
The city refused to pay. | | TrueCertain | stated | yes
The city denied the report. | | TrueCertain | stated | yes
The city didn't deny the report. | | TrueCertain | stated | no
According to Klein, [no ship sails any more]. | Indirect | TrueCertain | stated | yes
Neither the city nor the state pays. | | TrueCertain | stated | yes
The pledged wheat arrived in May. | | TrueCertain | stated | no
The man who had offered help arrived on Monday. | | TrueCertain | stated | no
"""
