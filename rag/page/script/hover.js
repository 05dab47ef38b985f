// A small card beside what is pointed at or has the focus: the quote of a citation, or who makes a claim.
//
// It can be reached with the pointer, and Escape takes it away (WCAG 2.2, 1.4.13).

const hover = make('div', 'bl-hover');
hover.id = 'bl-hover';
hover.setAttribute('role', 'tooltip');
let pointed = null; // the element that the card belongs to
let waiting = 0;
const explained = new WeakMap(); // element -> function that returns what its card says

function explain(node, what) { explained.set(node, what); }

function explanation(node) {
  if (explained.has(node)) return explained.get(node)();
  const [, verb, address] = read(href(node)) || [];
  return verb === 'cite' ? citationCard(address) : null;
}

async function citationCard(address) {
  const article = await load(address);
  if (article.error) return {who: article.error};
  const where = [article.publisher, article.title, article.published].filter(Boolean).join(' · ');
  return {quote: article.quote, language: article.language, who: article.who, where};
}

async function showHover(node) {
  pointed = node;
  const said = await explanation(node);
  if (pointed !== node || !said || !node.isConnected) return;
  hover.replaceChildren();
  if (said.quote) hover.append(foreign('div', 'bl-hover-quote', said.quote, said.language));
  if (said.who) hover.append(foreign('div', 'bl-hover-who', said.who));
  if (said.where) hover.append(foreign('div', 'bl-hover-where', said.where));
  document.body.append(hover);
  node.setAttribute('aria-describedby', 'bl-hover');
  const at = node.getClientRects()[0] || node.getBoundingClientRect();
  const box = hover.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - box.width - 8));
  const above = at.bottom + 6 + box.height > innerHeight && at.top - 6 - box.height > 0;
  hover.style.left = `${left}px`;
  hover.style.top = `${above ? at.top - 6 - box.height : at.bottom + 6}px`;
}

function hideHover() {
  clearTimeout(waiting);
  pointed?.removeAttribute('aria-describedby');
  pointed = null;
  hover.remove();
}

const EXPLAINED = '#bl-chat a.bl-cite, .bl-panel .bl-claim';
document.addEventListener('pointerover', event => {
  if (event.pointerType === 'touch') return;
  clearTimeout(waiting);
  const node = event.target.closest?.(EXPLAINED);
  if (hover.contains(event.target) || (node && node === pointed)) return;
  if (node) waiting = setTimeout(() => { hideHover(); showHover(node); }, 150);
  else if (pointed) waiting = setTimeout(hideHover, 200);
});
document.addEventListener('focusin', event => {
  const node = event.target.closest?.(EXPLAINED);
  if (node && node.matches(':focus-visible')) { hideHover(); showHover(node); }
});
document.addEventListener('focusout', event => { if (event.target === pointed) hideHover(); });
document.addEventListener('scroll', () => { if (pointed) hideHover(); }, {capture: true, passive: true});
// A touch has nothing to hover with: a tap on a claim shows its card, the next one takes it away.
document.addEventListener('click', event => {
  const claim = event.target.closest?.('.bl-panel .bl-claim');
  if (!claim) return;
  if (pointed === claim && hover.isConnected) hideHover(); else showHover(claim);
});
