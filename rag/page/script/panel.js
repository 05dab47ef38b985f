// The panel: one frame (a bar, a heading, a body) for an article, the library and the chats.
//
// On a wide screen it is always there and shows the library when nothing else is open; on a narrow one it is a sheet
// that opens over the chat and is closed again.

let showing = ''; // 'source', 'reading', 'library', 'chats' or 'model'
let parts = null; // the elements of the open frame that change without it being drawn anew
let opener = null; // what had the focus when the panel was opened without a citation

// Draw an empty frame and return its parts. `back` is what the arrow on the left does, null where there is none.
function frame(kind, title, {back = null, region = title, beside = []} = {}) {
  showing = kind;
  panel.dataset.showing = kind;
  const bar = make('div', 'bl-bar');
  parts = {
    kind, name: make('h2', 'bl-bar-name', title), number: make('span', 'bl-number'),
    heading: make('div', 'bl-heading'), body: make('div', 'bl-body'), foot: make('div', 'bl-panel-foot'),
  };
  parts.number.hidden = true;
  parts.body.tabIndex = 0; // so that the arrow keys scroll it
  parts.body.setAttribute('role', 'region');
  parts.body.setAttribute('aria-label', region);
  if (back) bar.append(iconButton(words.back, 'back', back));
  bar.append(parts.name, parts.number, make('span', 'bl-gap'), ...beside);
  if (kind !== 'library' || isSheet()) bar.append(iconButton(words.close, 'close', close));
  panel.replaceChildren(bar, parts.heading, parts.body, parts.foot);
  panel.setAttribute('aria-label', region);
  return parts;
}

function openPanel(takeFocus) {
  column()?.classList.add('open');
  if (takeFocus) parts.body.focus({preventScroll: true});
}

// Close what is open: a wide screen falls back to the library, a sheet goes away; the focus goes back where it was.
function close() {
  const link = current && find(current);
  const target = link || opener;
  current = null;
  opener = null;
  column()?.classList.remove('open');
  hideHover();
  if (isSheet()) { showing = ''; parts = null; panel.replaceChildren(); } else drawLibrary();
  refresh();
  target?.focus({preventScroll: true});
}

// Called whenever the chat changes: the open citation may have been redrawn, joined by others, or be gone.
function refresh() {
  tidy();
  showViews();
  markLinks();
  nameTools();
  offerTranslations();
  if (current === null || showing !== 'source') return;
  if (!find(current)) { close(); return; }
  const all = citationsOfSameAnswer();
  const at = all.indexOf(current);
  parts.steps.hidden = all.length < 2;
  parts.at.textContent = (words.of || '').replace('{at}', at + 1).replace('{all}', all.length);
}

// What gradio gets wrong for those who cannot see the page.
function tidy() {
  // It puts the raw message, here HTML, into the accessible name of the message.
  document.querySelectorAll('#bl-chat [data-testid="bot"][aria-label], #bl-chat [data-testid="user"][aria-label]')
    .forEach(message => message.removeAttribute('aria-label'));
  // It calls the example questions a list, but they are buttons.
  document.querySelector('#bl-chat .examples[role="list"]')?.removeAttribute('role');
  const filter = document.getElementById('bl-filter'); // opens and closes the filter's fields; see asking.py
  if (filter && !filter.hasAttribute('aria-expanded')) {
    filter.setAttribute('aria-expanded', 'false');
    filter.setAttribute('aria-controls', 'bl-filters');
  }
}
