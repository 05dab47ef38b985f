"""The English words that introduce what somebody says: verbs with what they take, written by hand.

The letters are those of `german_cues`: c a clause or a quote, i an infinitive with "to", o a plain object, a an object
with "as", n a name in quotation marks, g a form in -ing, p a preposition, named behind a slash. "told" needs somebody
who is told: t.
"""

from __future__ import annotations

from rag.claims.quotations.german_cues import Cue

_VERBS = """
say says said said c; tell tells told told ct; add adds added added c; state states stated stated c;
explain explains explained explained co; insist insists insisted insisted cp/on;
argue argues argued argued cp/for,against; assert asserts asserted asserted co; reply replies replied replied c;
respond responds responded responded c; write writes wrote written c; maintain maintains maintained maintained c;
reiterate reiterates reiterated reiterated co; note notes noted noted co; report reports reported reported co;
announce announces announced announced cio; declare declares declared declared co;
confirm confirms confirmed confirmed co; deny denies denied denied cog; warn warns warned warned cip/of,about,against;
claim claims claimed claimed cio; stress stresses stressed stressed co; emphasise emphasises emphasised emphasised co;
emphasize emphasizes emphasized emphasized co; pledge pledges pledged pledged cio; vow vows vowed vowed cio;
promise promises promised promised cio; acknowledge acknowledges acknowledged acknowledged co;
admit admits admitted admitted cog; concede concedes conceded conceded co; allege alleges alleged alleged co;
suggest suggests suggested suggested cog; reaffirm reaffirms reaffirmed reaffirmed co;
clarify clarifies clarified clarified c; praise praises praised praised oa; welcome welcomes welcomed welcomed oa;
criticise criticises criticised criticised oa; criticize criticizes criticized criticized oa;
condemn condemns condemned condemned oa; demand demands demanded demanded cio; urge urges urged urged cio;
thank thanks thanked thanked o; reject rejects rejected rejected oa; highlight highlights highlighted highlighted o;
accuse accuses accused accused gp/of; denounce denounces denounced denounced oa; rebuke rebukes rebuked rebuked o;
believe believes believed believed c; think thinks thought thought c; hope hopes hoped hoped cip/for;
fear fears feared feared co; expect expects expected expected cio; predict predicts predicted predicted co;
estimate estimates estimated estimated co; assume assumes assumed assumed c; doubt doubts doubted doubted co;
dispute disputes disputed disputed co; refuse refuses refused refused i; agree agrees agreed agreed ci;
offer offers offered offered io; propose proposes proposed proposed ciog;
recommend recommends recommended recommended ciog; request requests requested requested co; ask asks asked asked ci;
threaten threatens threatened threatened ci; complain complains complained complained cp/about,of;
testify testifies testified testified c; recall recalls recalled recalled c; remark remarks remarked remarked c;
comment comments commented commented c; conclude concludes concluded concluded c;
observe observes observed observed c; reveal reveals revealed revealed co; disclose discloses disclosed disclosed co;
tweet tweets tweeted tweeted c; describe describes described described a; call calls called called nip/for,on;
label labels labeled labelled a; dismiss dismisses dismissed dismissed oa; hail hails hailed hailed oa;
blame blames blamed blamed p/for; defend defends defended defended o; object objects objected objected c;
contend contends contended contended c; reckon reckons reckoned reckoned c; point points pointed pointed c;
quote quotes quoted quoted c; signal signals signaled signalled co; indicate indicates indicated indicated c;
advise advises advised advised ci; order orders ordered ordered i; appeal appeals appealed appealed p/for,to;
speak speaks spoke spoken p/of;
"""


def _lexicon() -> tuple[dict[str, Cue], dict[str, Cue]]:
    finite: dict[str, Cue] = {}
    participles: dict[str, Cue] = {}
    for row in filter(None, map(str.strip, _VERBS.split(";"))):
        base, present, past, participle, takes = row.split()
        letters, _, prepositions = takes.partition("/")
        cue = Cue(base, letters, frozenset(prepositions.split(",")) - {""})
        finite |= {base: cue, present: cue, past: cue}
        participles[participle] = cue
        participles[past] = cue
    return finite, participles


FINITE, PARTICIPLES = _lexicon()
AUXILIARIES = frozenset("has have had".split())
HEARSAY = frozenset("allegedly reportedly".split())
