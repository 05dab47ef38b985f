"""What the words of a claim say themselves: their hedges, and the modality of their main predicate."""

from __future__ import annotations

from dataclasses import dataclass

from rag.claims.status import hedges
from rag.claims.status.predicates import BE, BECOME, Clause
from rag.claims.status.readings import Verbs, is_infinitive, is_participle
from rag.types import Epistemic, Modality, QuotationKind

_WHETHER = frozenset({"ob", "whether"})
_PERFECT = frozenset({"haben", "sein", "worden", "have"})
MODALITIES: dict[str, Modality] = {"plan": "planned", "offer": "offered", "demand": "demanded"}


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The main clause of a claim's words, asked for its hedges and its modality."""

    clause: Clause
    verbs: Verbs
    english: bool
    kind: QuotationKind | None

    def epistemic(self) -> Epistemic:
        lowers = self.clause.lowers
        if lowers and lowers[0] in _WHETHER and self.clause.kind == "subordinate":
            return "Unknown"
        if self.verbs.classes & {"hedge", "possible", "likely"} and self.kind != "Direct" and self._speaks_itself():
            return "TrueUncertain"
        if self._hedged() or self._uncertain_modal() or self.hearsay() or self._not_excluded():
            return "TrueUncertain"
        return "TrueCertain"

    def modality(self) -> Modality:
        modal = self.verbs.modal
        found = self._of_modal(modal) if modal else None
        if found is None:
            found = self._of_verbs()
        if found is None and self._possible():
            found = "possible"
        return found or self._future() or "stated"

    def hearsay(self) -> bool:
        """ "soll ... gewesen sein", "will ... gesehen haben", "soll krank sein" where nothing is to come."""
        modal, lowers = self.verbs.modal, set(self.clause.lowers)
        if self.english:
            return False
        if modal in hedges.GERMAN_WILL:
            return self._perfect_infinitive()
        if modal not in hedges.GERMAN_SHALL | hedges.GERMAN_SHOULD:
            return False
        if self._perfect_infinitive() and not any(lower.startswith("fertig") for lower in lowers):
            return True
        if self._to_come() or self.kind not in {None, "FreeIndirect"} or modal not in hedges.GERMAN_SHALL:
            return False
        return bool(lowers & hedges.STATES) and not self._passive()

    def _to_come(self) -> bool:
        """Whether a word points ahead: "künftig", "bis 2030", "ab Mai"; not "bis zu dreimal"."""
        lowers = self.clause.lowers
        if hedges.FUTURE_WORDS & set(lowers) or any(lower.startswith("fertig") for lower in lowers):
            return True
        for at, lower in enumerate(lowers[:-1]):
            if lower in {"bis", "ab", "spätestens", "frühestens", "by"}:
                ahead = lowers[at + 1 : at + 3]
                if any((word.isdigit() and len(word) == 4) or word in hedges.WHEN for word in ahead):
                    return True
        return False

    def _speaks_itself(self) -> bool:
        """Whether the verb that hedges is the claim's own: not where the claim's words are reported whole."""
        return self.kind in {"Reported", "FreeIndirect"} or bool(self.verbs.classes & {"hedge"} and self._seems())

    def _seems(self) -> bool:
        return any(word.startswith(("schein", "schien", "seem", "appear")) for word in self.clause.lowers)

    def _hedged(self) -> bool:
        words = self.clause.words
        wanted = hedges.HEDGES[self.english]
        for at, word in enumerate(words):
            if word.lower in wanted and (not word.capital or at == 0) and not self._in_attribute(at):
                return True
        own = " ".join(self.clause.lowers)
        return any(phrase in own for phrase in hedges.HEDGE_PHRASES)

    def _in_attribute(self, at: int) -> bool:
        """Whether a hedge belongs to a noun only: "die angeblich gekauften Waffen", "fühlt sich wohl"."""
        words = self.clause.words
        before = words[at - 1].lower if at else ""
        after = words[at + 1] if at + 1 < len(words) else None
        if words[at].lower == "wohl" and before in {"sich", "sehr", "zum", "gleich"}:
            return True
        if self.english or after is None or before not in _DETERMINERS:
            return False
        ahead = words[at + 1 : at + 4]
        noun = next((here for here, word in enumerate(ahead) if word.capital), len(ahead))
        return noun > 0 and ahead[noun - 1].lower.endswith(("e", "en", "er", "es", "em"))

    def _uncertain_modal(self) -> bool:
        modal = self.verbs.modal
        if self.english:
            return modal in hedges.ENGLISH_POSSIBLE
        if modal in hedges.GERMAN_POSSIBLE:
            return self._of_modal(modal) == "possible"
        return modal in hedges.GERMAN_ABLE | hedges.GERMAN_MUST and self._perfect_infinitive()

    def _perfect_infinitive(self) -> bool:
        """ "gekommen sein", "gebaut worden sein", "gesehen haben", at the end or before the modal that closes."""
        lowers = self.clause.lowers
        for at in range(1, len(lowers)):
            if lowers[at] in _PERFECT and (is_participle(lowers[at - 1]) or lowers[at - 1] == "worden"):
                return True
        return False

    def _passive(self) -> bool:
        lowers = self.clause.lowers
        return any(lowers[at] == "werden" and is_participle(lowers[at - 1]) for at in range(1, len(lowers)))

    def _of_modal(self, modal: str) -> Modality | None:
        speech = self.kind not in {None, "FreeIndirect"}
        if self.english:
            return self._of_english_modal(modal)
        forbidden = {"nicht", "kein", "keine", "keinen"} & set(self.clause.lowers)
        if modal in {"dürfte", "dürften"} and forbidden and self.kind in {"Indirect", "IndirectFreeIndirect"}:
            return "demanded"  # the plural of "dürfe nicht"
        if modal in hedges.GERMAN_POSSIBLE:
            return "possible"
        if self.hearsay():
            return "stated"
        if self._perfect_infinitive() and modal in hedges.GERMAN_ABLE | hedges.GERMAN_MUST:
            return "possible"
        if modal in hedges.GERMAN_WILL:
            return "planned"
        if modal in hedges.GERMAN_MUST:
            return "demanded" if speech and not {"nicht", "ich"} & set(self.clause.lowers) else None
        if modal in hedges.GERMAN_SHALL | hedges.GERMAN_SHOULD:
            if self.kind == "FreeIndirect":
                return "planned"
            planned = self._to_come() or modal == "soll" or (self._passive() and modal == "sollen")
            return "demanded" if speech and not planned else "planned"
        if modal in hedges.GERMAN_MAY and speech and forbidden:
            return "demanded"
        return None

    def _of_english_modal(self, modal: str) -> Modality | None:
        if modal in hedges.ENGLISH_POSSIBLE:
            return "possible"
        if modal in hedges.ENGLISH_DIRECTIVES:
            return "demanded"
        if modal in {"will", "shall", "won't"} or (modal in {"would", "wouldn't"} and self.kind is not None):
            return "stated" if self._english_forecast() else "planned"
        return "possible" if modal in {"would", "wouldn't"} else None

    def _english_forecast(self) -> bool:
        lowers = self.clause.lowers
        for at, word in enumerate(lowers):
            if word == self.verbs.modal:
                ahead = [
                    word for word in lowers[at + 1 : at + 6] if not word.endswith("ly") and word not in {"not", "never"}
                ]
                if ahead[:1] == ["be"] and len(ahead) > 1:
                    return not ahead[1].endswith(("ed", "en", "ing", "ilt", "ent", "old", "ught", "eld", "ade"))
                return bool(ahead) and ahead[0] in hedges.FORECAST
        return False

    def _of_verbs(self) -> Modality | None:
        classes = self.verbs.classes
        for name in ("offer", "demand", "plan"):
            if name in classes:
                return MODALITIES[name]
        if "possible" in classes:
            return "possible"
        lowers = self.clause.lowers
        if self.english:
            own = " ".join(lowers)
            if any(phrase in own for phrase in ("is to ", "are to ", "was to ", "were to ", "going to ", "due to be ")):
                return "planned"
            if any(phrase in own for phrase in ("ready to ", "willing to ", "prepared to ")):
                return "offered"
            return (
                "demanded"
                if any(phrase in own for phrase in ("have to ", "has to ", "ought to ")) and self.kind
                else None
            )
        if "bereit" in lowers and set(lowers) & BE:
            return "offered"
        return None

    def _possible_words(self) -> bool:
        """ "vielleicht", "ist denkbar", "nicht ausgeschlossen"; not "nicht möglich"."""
        words = self.clause.words
        if not any(word.lower in hedges.POSSIBLY for word in words):
            return self._not_excluded()
        present = {word.lower for at, word in enumerate(words) if not self._in_attribute(at)}
        if present & hedges.POSSIBLY:
            return not ({"nicht", "not"} & present and {"möglich", "denkbar", "possible"} & present)
        return self._not_excluded()

    def _not_excluded(self) -> bool:
        present = set(self.clause.lowers)
        return bool(present & {"ausgeschlossen", "auszuschließen"}) and "nicht" in present

    def _possible(self) -> bool:
        if self._possible_words():
            return True
        conditional = self.verbs.auxiliary in {"würde", "würden", "wäre", "wären", "hätte", "hätten"}
        return conditional and self.kind in {None, "Direct"} and not self.english

    def _future(self) -> Modality | None:
        """Futur: planned for what somebody is going to do; how things will be is stated."""
        auxiliary, last = self.verbs.auxiliary, self.verbs.last
        if self.english or self.verbs.modal or auxiliary not in {"wird", "werden", "werde", "würde", "würden"}:
            return None
        if auxiliary in {"würde", "würden"} and not self._to_come():
            return None  # In reported speech it stands for the present too.
        closing = [word.lower for word in self.clause.words[-3:]]
        if "werden" in closing[1:] and is_participle(closing[closing.index("werden", 1) - 1]):
            # "wird gebaut werden", but "dass sie gebaut werden"
            return "planned" if sum(lower in BECOME for lower in self.clause.lowers) > 1 else None
        if auxiliary in closing[1:] and self.clause.kind == "subordinate":
            last = closing[closing.index(auxiliary) - 1]
        return "planned" if is_infinitive(last) and last not in hedges.FORECAST else None


_DETERMINERS = frozenset("der die das den dem des ein eine einen einem einer eines mit von aus".split())
