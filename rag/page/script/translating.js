// Quotes in another language than the page's: a button behind each, and below it the translation where it has come.
//
// They are drawn into the chat anew whenever gradio has redrawn it, and are not kept beyond this visit of the page.

const translations = new Map(); // address of a quote -> 'asked', or what translating.py says

document.addEventListener('belegt-translation', event => {
  if (!event.detail?.address) return;
  translations.set(event.detail.address, event.detail);
  refresh();
});

// Called whenever the chat changes; what stands there already stays as it is.
function offerTranslations() {
  for (const quote of document.querySelectorAll('#bl-chat :is(.bl-card, .bl-other) > .bl-quote')) {
    const language = quote.querySelector('.bl-words')?.getAttribute('lang');
    const address = read(href(quote.querySelector('a.bl-cite') || make('a')))?.[2];
    const below = quote.nextElementSibling;
    const place = quote.querySelector('.bl-translation') || (below?.matches('.bl-translation') ? below : null);
    const known = translations.get(address);
    const state = known?.serial || known || 'offered';
    if (!address || !language || language === words.language || (!hasModel() && !known)) { place?.remove(); continue; }
    if (place?.dataset.state === String(state)) continue;
    const next = make(known ? 'div' : 'span', 'bl-translation');
    next.dataset.state = state;
    next.append(...translationOf(address, known));
    place?.remove();
    if (known) quote.after(next); else quote.append(next);
  }
}

function translationOf(address, known) {
  if (!known) return [button('bl-action', words.translate, () => translate(address))];
  if (known === 'asked') {
    const waiting = make('span', 'bl-translating');
    waiting.setAttribute('role', 'status');
    waiting.append(make('span', 'bl-spin'), `${words.translating} …`);
    return [waiting];
  }
  if (known.error) {
    return [make('span', 'bl-refusal', known.error), ' ',
      button('bl-action', words.translate, () => translate(address))];
  }
  const text = foreign('div', 'bl-translated', known.text, known.language);
  if (known.passed) return [make('div', 'bl-worded', known.name), text];
  const fold = make('details', 'bl-rejected');
  const reasons = make('ul', 'bl-reasons');
  for (const reason of known.reasons) reasons.append(make('li', null, reason));
  fold.append(make('summary', null, known.name), text, reasons);
  return [fold];
}

function translate(address) {
  translations.set(address, 'asked');
  refresh();
  trigger('expand', {address});
}
