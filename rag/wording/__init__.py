"""What a chat model may do for an answer: word its claims, complete a follow-up question, translate a quote.

It points at claims by their numbers and words them; code cuts the quotes, verifies each wording against its claim
(`rag.relations.verification`), and numbers the citations. Prompts live in `prompts`.
"""

from rag.wording.follow_up import Completed, completing
from rag.wording.statements import entailment_of, judge, word
from rag.wording.translation import translate, translating

__all__ = ["Completed", "completing", "entailment_of", "judge", "translate", "translating", "word"]
