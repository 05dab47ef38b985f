"""What a reader asks with, laid out in gradio: the box, the switch between asking and checking, and the filter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import gradio as gr

from rag.page.filters import chips_html, filter_of, refusal_html
from rag.page.texts import ENGLISH, words_for
from rag.page.texts.words import Words
from rag.settings import Settings
from rag.types import Filter


class Asking(NamedTuple):
    """The components that a question is made with, and those that follow them."""

    mode: gr.Radio
    open_filter: gr.Button
    open_model: gr.Button
    clear: gr.Button
    claimers: gr.Dropdown
    publishers: gr.Dropdown
    since: gr.Textbox
    until: gr.Textbox
    languages: gr.Dropdown
    chips: gr.HTML
    box: gr.Textbox

    @property
    def fields(self) -> list[gr.components.Component]:
        """The fields of the filter, in the order of `Fields`."""
        return [self.claimers, self.publishers, self.since, self.until, self.languages]


class Fields(NamedTuple):
    """What stands in the fields of the filter."""

    claimers: Sequence[str] | None
    publishers: Sequence[str] | None
    since: str | None
    until: str | None
    languages: Sequence[str] | None

    def filter(self, words: Words) -> Filter | None:
        """Return the filter that they set. Raises ValueError, in the page's language, for dates that are none."""
        return filter_of(*self, words)


def words_of(request: gr.Request) -> Words:
    """Return the words in the language that the reader chose on the page, else in the browser's."""
    return words_for(request.headers.get("accept-language"), request.cookies.get("belegt-language"))


def draw_asking(settings: Settings) -> Asking:
    """Place the components, in the context of the page."""
    with gr.Row(elem_id="bl-filters"):
        claimers = _names("bl-claimers")
        publishers = _names("bl-publishers")
        languages = _names("bl-languages")
        since, until = _date("bl-since"), _date("bl-until")
    with gr.Row(elem_id="bl-bar"):
        mode = gr.Radio(
            ["ask", "check"], value="ask", show_label=False, container=False, min_width=0, elem_id="bl-mode"
        )
        open_filter = gr.Button(ENGLISH.filter, elem_id="bl-filter", min_width=0, scale=0)
        open_model = gr.Button(ENGLISH.model, elem_id="bl-model", min_width=0, scale=0, visible=False)
        chips = gr.HTML("", elem_id="bl-chip-row", apply_default_css=False)
        clear = gr.Button(ENGLISH.clear, elem_id="bl-clear", min_width=0, scale=0, visible=False)
    box = gr.Textbox(
        label=" ",
        show_label=False,
        container=False,
        submit_btn=True,
        stop_btn=False,
        lines=1,
        max_lines=6,
        # One over the limit: a longer paste is cut there and then refused by name, not silently answered.
        max_length=settings.max_question_chars + 1,
        autofocus=True,
        elem_id="bl-ask",
    )
    return Asking(mode, open_filter, open_model, clear, claimers, publishers, since, until, languages, chips, box)


def _names(elem_id: str) -> gr.Dropdown:
    return gr.Dropdown(multiselect=True, min_width=0, elem_id=elem_id)


def _date(elem_id: str) -> gr.Textbox:
    return gr.Textbox(max_lines=1, max_length=30, min_width=0, elem_id=elem_id)


def greeting_asking(words: Words, names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return, by the names of `Asking`, the reader's language and the index's names for the components."""
    return {
        "mode": gr.Radio([(text, mode) for mode, text in words.modes.items()], label=words.mode),
        "open_filter": gr.Button(words.filter),
        "clear": gr.Button(words.clear),
        "since": gr.Textbox(label=words.filter_names["since"], placeholder=words.a_date),
        "until": gr.Textbox(label=words.filter_names["until"], placeholder=words.a_date),
        "box": gr.Textbox(label=words.ask, placeholder=words.ask),
        **choices(words, names),
    }


def choices(words: Words, names: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return, by the names of `Asking`, what the filter offers to choose from: the names in the index."""
    labels = words.filter_names
    languages = [(words.language_names.get(code, code), code) for code in names["languages"]]
    return {
        "claimers": gr.Dropdown(list(names["claimers"]), label=labels["claimers"]),
        "publishers": gr.Dropdown(list(names["publishers"]), label=labels["publishers"]),
        "languages": gr.Dropdown(languages, label=labels["languages"]),
    }


def wire_asking(asking: Asking) -> None:
    """Let the chips follow the fields, and the box's words the switch."""

    def changed(claimers: Any, publishers: Any, since: Any, until: Any, languages: Any, request: gr.Request) -> Any:
        return _shown(Fields(claimers, publishers, since, until, languages), words_of(request))

    def cleared() -> tuple[Any, ...]:
        return [], [], "", "", [], "", gr.Button(visible=False)

    def switched(mode: str, request: gr.Request) -> gr.Textbox:
        words = words_of(request)
        text = words.paste if mode == "check" else words.ask
        return gr.Textbox(label=text, placeholder=text)

    follow = [asking.chips, asking.clear]
    quietly: dict[str, Any] = {"queue": False, "show_progress": "hidden", "api_visibility": "private"}
    for listener in (
        asking.claimers.change,
        asking.publishers.change,
        asking.languages.change,
        asking.since.blur,
        asking.since.submit,
        asking.until.blur,
        asking.until.submit,
    ):
        listener(changed, asking.fields, follow, **quietly)
    asking.clear.click(cleared, None, [*asking.fields, *follow], **quietly)
    asking.mode.input(switched, asking.mode, asking.box, **quietly)
    asking.open_filter.click(None, js=_TOGGLE_FILTER, api_visibility="private")


def _shown(fields: Fields, words: Words) -> tuple[str, Any]:
    try:
        where = fields.filter(words)
    except ValueError as error:
        return refusal_html(str(error)), gr.Button(visible=True)
    return chips_html(where, words), gr.Button(visible=where is not None)


_TOGGLE_FILTER = """() => {
  const open = document.getElementById('bl-filters').classList.toggle('open');
  document.getElementById('bl-filter').setAttribute('aria-expanded', open);
}"""
