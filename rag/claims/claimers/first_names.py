"""First names that are given to women only or to men only, as news writes them; hand-written.

Names that both bear (Andrea, Kim, Sascha, Maria as a second name, ...) are left out: what does not tell is not asked.
"""

from __future__ import annotations

_WOMEN = frozenset(
    """
    adriana agnes aishe alena alessandra alexandra alice alina alison amanda amelie ana anastasia angela angelika
    angelina anja anke ann anna anne annegret anneliese annemarie annette annalena antje antonia astrid aung ayşe
    barbara beate beatrice beatrix benita bettina bianca birgit birte blanca brigitte britta brunhilde camilla carina
    carla carmen carmela carola carolina caroline catherine cecilia charlotte christa christiane christina christine
    clara claudia condoleezza cornelia cristina dagmar daniela daria delcy deborah diana dilma dolores donatella dora
    doris dorothea edith ekaterina elena eleonora elfriede elif elisabeth elizabeth elke ella ellen elsa elvira emilia
    emily emma erika erna esther eva evelyn fatima fatma felicitas fiona franka franziska frauke frida friederike
    gabriela gabriele galina gerda gertrud gesine gisela gitta giulia gloria grace gudrun hanna hannah hannelore
    hedwig heide heidemarie heidi heike helen helena helene helga henriette herta hilary hilde hildegard hillary ida
    ilona ilse ina indira ines inga inge ingeborg ingrid irina iris irene irmgard isabel isabella iwona jacinda
    jaqueline jacqueline jana jane janet janina jasmin jelena jennifer jenny jessica joanna johanna josephine joyce
    juanita judith jule julia juliane julija julie jutta karen karin karina karla karolina katarina katarzyna katerina
    katharina katherine kathrin katja katrin kerstin kirsten kirstin klara kristalina kristina larissa laura lea lena
    leonie leyla lidia liesel lilli lina linda lisa liselotte ljudmila lore loretta lotte louise lucia lucy luise
    luisa lydia magdalena maike maja malala manuela mareike margaret margareta margarete margarethe margot margrethe
    margrit marianne marie marina marion marija marine marita marlene marta martha martina mary mathilde mechthild
    megan meike melanie mercedes merle mette michelle mia mirjam miriam monica monika nadia nadine nadja nancy natalia
    natalie natalja natascha nathalie nele nelly nicola nicole nina nora olga olivia olha oksana patricia paula
    pauline petra pia polina priscilla rachel rahel ramona rebecca regina regine renate renee ricarda rita romy rosa
    rosemarie ruth sabine sahra samantha sandra sara sarah saskia sevim sharon sibylle sigrid silke silvana silvia
    simone sofia sonia sonja sophia sophie stefanie stella stephanie susan susana susanna susanne suzanne svenja
    svetlana swetlana sylvia sylvie tanja tatjana tatiana teresa theresa therese tina trude ulla ulrike ursula uta ute
    valentina valeria valerie vanessa vera verena veronica veronika viktoria victoria viola violeta virginia vivian
    waltraud wanda wiebke yasmin yulia yvonne zoe zuzana ágnes élisabeth özlem
    """.split()
)
_MEN = frozenset(
    """
    aaron abdul abdullah abraham achim adalbert adam adolf adrian ahmad ahmed alain alan albert alberto albrecht aldo
    alejandro aleksandar aleksander aleksandr aleksej alessandro alex alexander alexandre alexandru alexei alexej
    alexey alexis alfons alfonso alfred ali allan alois alvaro amir anatoli anatolij anders andré andreas andrej
    andrei andrew andrzej andy angel antoine anthony anton antonio antony armin arne arnold arthur artur arturo attila
    august axel baschar bashar bastian benedikt benedict benjamin ben benito bernard bernd bernhard bert berthold
    bertram bill bob bodo boris boutros brian bruno burkhard carl carles carlos carsten cem charles chris christian
    christoph christophe christopher claude claus clemens colin connor constantin craig cristian cyril cyrus dagobert
    damian daniel danilo dario david dennis denis detlef detlev dick didier diego dieter dietmar dietrich dimitri
    dimitrij dimitris dirk dmitri dmitrij dmitrijew dmitry dmytro dominic dominik dominique donald douglas eberhard
    eckart eckhard edgar edmund eduard eduardo edward edwin egon elias elmar elon emanuel emil emmanuel emmerich
    enrico enrique eric erich erik ernst erwin eugen evo fabian federico felipe felix ferdinand fernando fidel florian
    francesco francis francisco franck francois frank franz fred frederic frederik fridolin friedhelm friedrich fritz
    gabriel gavin gennadi geoffrey georg george georges georgi gerald gerard gerd gerhard gerhart gernot gero gianni
    gilbert giorgio giovanni giuseppe gordon gottfried graham greg gregor gregory guido guillermo gunnar gunter
    gunther gustav gustavo guy günter günther hamid hannes hans hans-christian hans-dieter hans-dietrich hans-georg
    hans-gert hans-jochen hans-joachim hans-jürgen hans-peter hans-ulrich harald harald harold harry hartmut hasan
    hassan heiko heiner heinrich heinz hektor helge hellmut helmut hendrik henning henri henrik henry herbert heribert
    hermann holger horst howard hubert hubertus hugh hugo hussein ian ibrahim ignacio igor ilham immanuel ingo ismail
    iván iwan jack jacob jacques jaime jair jan jakob jakub jamal james jamie jan-peter janis jason jean-claude
    jean-luc jean-marie jean-pierre jeff jeffrey jens jeremy jerome jerzy jewgeni jewgenij jim jimmy jiri joachim
    jochen joe joel johann johannes john johnny jon jonas jonathan jordan jorge joschka josef joseph josep joshua josé
    jose juan juha julian julio jupp juri jurij jörg jörn jürgen kai-uwe karl karl-heinz karl-josef karl-theodor
    kaspar kemal ken kenneth kevin khalid klaus klemens knut kofi konrad konstantin kristian kurt lars larry laurent
    lawrence lech leo leon leonard leonhard leonid leopoldo leszek lionel lorenz lorenzo lothar louis luca lucas
    luciano ludger ludwig luigi luis luiz lukas lutz magnus mahmoud mahmud malcolm manfred manuel marc marcel marcello
    marco marcos marcus marek mario mariano mark marko markus marius martin massimo mateusz matteo matthew matthias
    matthieu maurice mauricio max maximilian mehmet michael michail michal michel miguel mihai mikhail mike mikael
    milan milorad miloš mirko mitch mitt mohamed mohammad mohammed mohammad moritz muammar muhammad murat mustafa
    nathan nelson nicholas nico nicolas nicolás niels nigel nikita nikol nikola nikolai nikolaj nikolas nikolaus nils
    norbert norman nuri olaf oleg oleksandr oleksij ole oliver olivier olli omar orlando oscar oskar osama osman otmar
    otto pablo paolo pascal patrick patrik paul paulo pavel pawel pedro peer per pervez peter petr petro philip
    philipp philippe pierre pietro piotr radovan radoslaw rafael raimund rainer ralf ralph ramon raphael raul raymond
    recep reiner reinhard reinhold rené reza richard rick robert roberto robin rodrigo roger roland rolf romano ronald
    ronny rudi rudolf rupert ryan sadiq salman salvador salvatore sam samuel sander santiago sebastian sepp serge
    sergei sergej sergey sergio sergiu sergij seth shinzo siegfried siegmar sigmar sigmund silvio simon slobodan
    stanislaw stanislaus stefan steffen stephan stephane stephen steve steven stuart sven taner tareck tarek tayyip
    ted theo theodor thierry thilo thomas thomás thorsten thorben tilman tilo tim timo timothy tino tobias todd tom
    tomas tomasz tommy toni tony torben torsten traian udo ulf ulrich umberto urs uwe vaclav valdis valentin valeri
    victor viktor vicente vincent vincenzo vitali vitalij vito vladimir volker volodymyr václav waldemar walter warren
    wayne welf werner wiktor wilfried wilhelm willi william willy winfried wjatscheslaw wladimir wladislaw wolf
    wolfgang wolfram wolodymyr woody xavier yanis yves yván zoltán álvaro ömer özgür łukasz
    """.split()
)


def is_womans(first_name: str) -> bool | None:
    """Return whether a first name is a woman's (True), a man's (False), or not known (None); double names by the first.

    >>> is_womans("Angelika"), is_womans("Hans-Jochen"), is_womans("Kim")
    (True, False, None)
    """
    lower = first_name.lower()
    for name in (lower, lower.partition("-")[0]):
        if name in _WOMEN:
            return True
        if name in _MEN:
            return False
    return None
