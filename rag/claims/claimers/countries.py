"""Countries: their names in German and English, adjectives, capitals, people; what stands for their governments.

Hand-written. A row: code | names | adjectives without ending | capital and seats of power | people | region.
Regions are Europe, Asia, Africa, North, Middle and South America, Oceania.
"""

from __future__ import annotations

import re
from functools import cache

_TABLE = """
ru | russland russia | russisch russian | moskau moscow kreml kremls kremlin duma | russe russin | europa asien
ua | ukraine | ukrainisch ukrainian | kiew kiev kyiv kyjiw | ukrainer ukrainerin | europa
by | belarus weißrussland | belarussisch belarusisch weißrussisch belarusian | minsk | belarusse weißrusse | europa
us | usa us amerika america u.s | us-amerikanisch amerikanisch american | washington pentagon | amerikaner | nordamerika
de | deutschland germany brd bundesrepublik | deutsch german bundesdeutsch | berlin | deutscher deutsche | europa
at | österreich austria | österreichisch austrian | wien vienna | österreicher | europa
ch | schweiz switzerland | schweizerisch schweizer swiss | bern berne | schweizerin | europa
fr | frankreich france | französisch french | paris elysée élysée elysee | franzose französin | europa
gb | großbritannien britain england uk u.k | britisch british englisch | london | brite britin engländer | europa
ie | irland ireland | irisch irish | dublin | ire irin | europa
it | italien italy | italienisch italian | rom rome | italiener italienerin | europa
es | spanien spain | spanisch spanish | madrid | spanier spanierin | europa
pt | portugal | portugiesisch portuguese | lissabon lisbon | portugiese portugiesin | europa
nl | niederlande netherlands holland | niederländisch dutch | haag hague | niederländer niederländerin | europa
be | belgien belgium | belgisch belgian | | belgier belgierin | europa
lu | luxemburg luxembourg | luxemburgisch | | luxemburger luxemburgerin | europa
dk | dänemark denmark | dänisch danish | kopenhagen copenhagen | däne dänin | europa
se | schweden sweden | schwedisch swedish | stockholm | schwede schwedin | europa
no | norwegen norway | norwegisch norwegian | oslo | norweger norwegerin | europa
fi | finnland finland | finnisch finnish | helsinki | finne finnin | europa
is | island iceland | isländisch icelandic | reykjavík reykjavik | isländer isländerin | europa
ee | estland estonia | estnisch estonian | tallinn | este estin | europa
lv | lettland latvia | lettisch latvian | riga | lette lettin | europa
lt | litauen lithuania | litauisch lithuanian | vilnius | litauer litauerin | europa
pl | polen poland | polnisch polish | warschau warsaw | pole polin | europa
cz | tschechien czechia | tschechisch czech | prag prague | tscheche tschechin | europa
sk | slowakei slovakia | slowakisch slovak | bratislava | slowake slowakin | europa
hu | ungarn hungary | ungarisch hungarian | budapest | ungar ungarin | europa
ro | rumänien romania | rumänisch romanian | bukarest bucharest | rumäne rumänin | europa
bg | bulgarien bulgaria | bulgarisch bulgarian | sofia | bulgare bulgarin | europa
gr | griechenland greece | griechisch greek | athen athens | grieche griechin | europa
cy | zypern cyprus | zyprisch zypriotisch cypriot | nikosia nicosia | zyprer zypriot | europa
tr | türkei turkey türkiye | türkisch turkish | ankara | türke türkin | europa asien
rs | serbien serbia | serbisch serbian | belgrad belgrade | serbe serbin | europa
hr | kroatien croatia | kroatisch croatian | zagreb | kroate kroatin | europa
si | slowenien slovenia | slowenisch slovenian | ljubljana | slowene slowenin | europa
ba | bosnien bosnia | bosnisch bosnian | sarajevo | bosnier bosnierin | europa
xk | kosovo | kosovarisch | pristina prishtina | kosovare kosovarin | europa
al | albanien albania | albanisch albanian | tirana | albaner albanerin | europa
md | moldau moldawien moldova | moldauisch moldawisch moldovan | chisinau chișinău | moldauer | europa
ge | georgien georgia | georgisch georgian | tiflis tbilissi tbilisi | georgier georgierin | europa asien
am | armenien armenia | armenisch armenian | eriwan jerewan yerevan | armenier armenierin | asien
az | aserbaidschan azerbaijan | aserbaidschanisch azerbaijani | baku | aserbaidschaner | asien
kz | kasachstan kazakhstan | kasachisch kazakh | astana | kasache kasachin | asien
uz | usbekistan uzbekistan | usbekisch uzbek | taschkent tashkent | usbeke usbekin | asien
kg | kirgisistan kirgistan kyrgyzstan | kirgisisch kyrgyz | bischkek bishkek | kirgise | asien
va | vatikan vatican | vatikanisch | | | europa
cn | china volksrepublik | chinesisch chinese | peking beijing | chinese chinesin | asien
tw | taiwan | taiwanisch taiwanesisch taiwanese | taipeh taipei | taiwaner | asien
jp | japan | japanisch japanese | tokio tokyo | japaner japanerin | asien
kp | nordkorea | nordkoreanisch | pjöngjang pyongyang | nordkoreaner | asien
kr | südkorea korea | südkoreanisch koreanisch korean | seoul | südkoreaner südkoreanerin | asien
in | indien india | indisch indian | neu-delhi delhi | inder inderin | asien
pk | pakistan | pakistanisch pakistani | islamabad | pakistaner pakistanerin | asien
af | afghanistan | afghanisch afghan | kabul | afghane afghanin | asien
lk | sri-lanka | sri-lankisch | colombo | | asien
bd | bangladesch bangladesh | bangladeschisch | dhaka | | asien
np | nepal | nepalesisch nepalese | kathmandu | nepalese nepalesin | asien
mm | myanmar birma burma | birmanisch burmesisch burmese | naypyidaw | | asien
th | thailand | thailändisch thai | bangkok | thailänder thailänderin | asien
vn | vietnam | vietnamesisch vietnamese | hanoi | vietnamese vietnamesin | asien
ph | philippinen philippines | philippinisch philippine | manila | filipino filipina | asien
id | indonesien indonesia | indonesisch indonesian | jakarta | indonesier indonesierin | asien
my | malaysia | malaysisch malaysian | | malaysier | asien
sg | singapur singapore | singapurisch | | | asien
au | australien australia | australisch australian | canberra | australier australierin | ozeanien
nz | neuseeland | neuseeländisch | wellington | neuseeländer neuseeländerin | ozeanien
ir | iran | iranisch iranian | teheran tehran | iraner iranerin | asien
iq | irak iraq | irakisch iraqi | bagdad baghdad | iraker irakerin | asien
sy | syrien syria | syrisch syrian | damaskus damascus | syrer syrerin | asien
lb | libanon lebanon | libanesisch lebanese | beirut | libanese libanesin | asien
il | israel | israelisch israeli | jerusalem | israeli | asien
ps | palästina palestine | palästinensisch palestinian | ramallah | palästinenser palästinenserin | asien
jo | jordanien jordan | jordanisch jordanian | amman | jordanier | asien
sa | saudi-arabien saudiarabien | saudisch saudi-arabisch saudi | riad riyadh | saudi | asien
ae | emirate emirates | emiratisch | | | asien
qa | katar qatar | katarisch qatari | doha | | asien
ye | jemen yemen | jemenitisch yemeni | sanaa | jemenit | asien
eg | ägypten egypt | ägyptisch egyptian | kairo cairo | ägypter ägypterin | afrika
ly | libyen libya | libysch libyan | tripolis tripoli | libyer | afrika
tn | tunesien tunisia | tunesisch tunisian | tunis | tunesier tunesierin | afrika
dz | algerien algeria | algerisch algerian | algier algiers | algerier | afrika
ma | marokko morocco | marokkanisch moroccan | rabat | marokkaner marokkanerin | afrika
sd | sudan | sudanesisch sudanese | khartum khartoum | sudanese | afrika
et | äthiopien ethiopia | äthiopisch ethiopian | | äthiopier äthiopierin | afrika
er | eritrea | eritreisch eritrean | asmara | eritreer | afrika
so | somalia | somalisch somali | mogadischu mogadishu | somalier | afrika
ke | kenia kenya | kenianisch kenyan | nairobi | kenianer kenianerin | afrika
ng | nigeria | nigerianisch nigerian | abuja | nigerianer nigerianerin | afrika
gh | ghana | ghanaisch ghanaian | accra | ghanaer | afrika
ml | mali | malisch malian | bamako | malier | afrika
ne | niger | nigrisch | niamey | | afrika
td | tschad chad | tschadisch | | | afrika
cg | kongo congo | kongolesisch congolese | kinshasa | kongolese | afrika
rw | ruanda rwanda | ruandisch rwandan | kigali | ruander | afrika
ug | uganda | ugandisch ugandan | kampala | ugander | afrika
tz | tansania tanzania | tansanisch | | | afrika
zw | simbabwe zimbabwe | simbabwisch zimbabwean | harare | simbabwer | afrika
za | südafrika | südafrikanisch | pretoria | südafrikaner südafrikanerin | afrika
ca | kanada canada | kanadisch canadian | ottawa | kanadier kanadierin | nordamerika
mx | mexiko mexico | mexikanisch mexican | | mexikaner mexikanerin | nordamerika lateinamerika
gt | guatemala | guatemaltekisch guatemalan | | guatemalteke | mittelamerika lateinamerika
ni | nicaragua | nicaraguanisch | managua | nicaraguaner | mittelamerika lateinamerika
hn | honduras | honduranisch honduran | tegucigalpa | honduraner | mittelamerika lateinamerika
pa | panama | panamaisch panamanian | | panamaer | mittelamerika lateinamerika
cu | kuba cuba | kubanisch cuban | havanna havana | kubaner | mittelamerika lateinamerika karibik
ht | haiti | haitianisch haitian | | haitianer | mittelamerika karibik
ve | venezuela | venezolanisch venezuelan | caracas miraflores | venezolaner | südamerika lateinamerika karibik
gy | guyana | guyanisch guyanese | georgetown | guyaner | südamerika
co | kolumbien colombia | kolumbianisch colombian | bogotá bogota | kolumbianer | südamerika lateinamerika
ec | ecuador | ecuadorianisch ecuadorian | quito | ecuadorianer | südamerika lateinamerika
pe | peru | peruanisch peruvian | lima | peruaner peruanerin | südamerika lateinamerika
bo | bolivien bolivia | bolivianisch bolivian | | bolivianer bolivianerin | südamerika lateinamerika
br | brasilien brazil | brasilianisch brazilian | brasília brasilia | brasilianer | südamerika lateinamerika
ar | argentinien argentina | argentinisch argentine | | argentinier argentinierin | südamerika lateinamerika
cl | chile | chilenisch chilean | santiago | chilene chilenin | südamerika lateinamerika
uy | uruguay | uruguayisch | montevideo | uruguayer | südamerika lateinamerika
py | paraguay | paraguayisch | asunción | paraguayer | südamerika lateinamerika
eu | eu union | europäisch european | brüssel brussels | | europa
"""
_ENDINGS = ("", "e", "en", "er", "es", "em")
_ENDINGS_OF_PEOPLE = ("", "s", "n", "en", "in", "nen", "innen")
_REGION_STEMS = {
    "europäisch": "europa",
    "european": "europa",
    "asiatisch": "asien",
    "asian": "asien",
    "afrikanisch": "afrika",
    "african": "afrika",
    "südamerikanisch": "südamerika",
    "lateinamerikanisch": "lateinamerika",
    "mittelamerikanisch": "mittelamerika",
    "nordamerikanisch": "nordamerika",
    "karibisch": "karibik",
}
_ENDING = re.compile(r"(?:e[nrsm]?)\Z")


@cache
def _rows() -> list[list[list[str]]]:
    return [[cell.split() for cell in line.split("|")] for line in _TABLE.strip().splitlines()]


@cache
def _names() -> dict[str, str]:
    found = {name: code for (code,), names, *_ in _rows() for name in names}
    return found | {f"{name}s": code for name, code in found.items() if not name.endswith(("s", "."))}


@cache
def _seats() -> dict[str, str]:
    found = {name: code for (code,), _, _, seats, *_ in _rows() for name in seats}
    return found | {f"{name}s": code for name, code in found.items() if not name.endswith("s")}


@cache
def _adjectives() -> dict[str, str]:
    return {stem + ending: code for (code,), _, stems, *_ in _rows() for stem in stems for ending in _ENDINGS}


@cache
def _people() -> dict[str, str]:
    found: dict[str, str] = {}
    for (code,), _, _, _, people, _ in _rows():
        for noun in people:
            found |= {noun + ending: code for ending in _ENDINGS_OF_PEOPLE}
    return found


@cache
def _regions() -> dict[str, frozenset[str]]:
    return {code: frozenset(regions) for (code,), _, _, _, _, regions in _rows()}


def country(word: str) -> str | None:
    """Return the code of the country that a word names ("Russlands"); None for any other word."""
    return _names().get(word.lower())


def seat(word: str) -> str | None:
    """Return the code of the country whose capital or seat of power a word names ("Moskau", "Kreml")."""
    return _seats().get(word.lower())


def country_adjective(word: str) -> str | None:
    """Return the code of the country of an adjective in any form ("russischen", "Venezuelan")."""
    return _adjectives().get(word.lower())


def citizen(word: str) -> str | None:
    """Return the code of the country whose people a noun names ("Russin"); None for any other word."""
    return _people().get(word.lower())


def country_in(word: str) -> str | None:
    """Return the code of the country that a word tells in any way: "Moskau", "russisch", "Russin", "Russland"."""
    lower = word.lower()
    return _names().get(lower) or _seats().get(lower) or _adjectives().get(lower)


def region_of_adjective(word: str) -> str | None:
    """Return the region that an adjective names ("südamerikanische"), as `in_region` takes it."""
    lower = word.lower()
    return _REGION_STEMS.get(lower) or _REGION_STEMS.get(_ENDING.sub("", lower))


def in_region(code: str, region: str) -> bool:
    return region in _regions().get(code, frozenset())
