// The side panel: opens the article behind a citation, marks its words, walks through the citations of one answer.
//
// gradio runs this file as a function body with `element`, `props`, `server` and `watch`. Article text reaches the
// page here, so there is one rule: foreign text is assigned with textContent and attributes with fixed names only,
// never as HTML. The pieces to mark come ready cut from the server (panel.py); no offset is counted here.

const panel = element.querySelector('.bl-panel');
const column = () => element.closest('#bl-panel-column');
const LINK = /^#(cite|look):([^:]+:\d+:\d+):(\d+):(\d+)$/; // verb, address, number, turn
const articles = new Map(); // address -> article, so that going back and forth asks the server once
let words = {};
let parts = null; // the elements of the open panel that change from citation to citation
let current = null; // href of the open link; not its element, which gradio may replace while an answer grows

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
}

function icon(path) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

function iconButton(label, path, onClick) {
  const button = make('button', 'bl-icon');
  button.type = 'button';
  button.title = label;
  button.setAttribute('aria-label', label);
  button.append(icon(path));
  button.addEventListener('click', onClick);
  return button;
}

// ---- links in the chat ---------------------------------------------------------------------------------------

const href = link => link.getAttribute('href') || '';
const read = address => LINK.exec(address);
const links = () => [...document.querySelectorAll('#bl-chat a.bl-cite, #bl-chat a.bl-look')];
// A citation has a link in each view of its answer: the one that can be seen stands for all.
function find(address) {
  const all = links().filter(link => href(link) === address);
  return all.find(link => link.offsetParent) || all[0];
}

function citationsOfSameAnswer() {
  const [, verb, , , turn] = read(current);
  if (verb !== 'cite') return [];
  const addresses = links().map(href).filter(address => {
    const found = read(address);
    return found && found[1] === 'cite' && found[4] === turn;
  });
  return [...new Set(addresses)];
}

function step(by) {
  const all = citationsOfSameAnswer();
  const at = all.indexOf(current);
  if (all.length > 1) show(find(all[(at + by + all.length) % all.length]), false);
}

// Called whenever the chat changes: the open citation may have been redrawn, joined by others, or be gone.
function refresh() {
  // gradio puts the raw message, here HTML, into the accessible name of the message.
  document.querySelectorAll('#bl-chat [data-testid="bot"][aria-label], #bl-chat [data-testid="user"][aria-label]')
    .forEach(message => message.removeAttribute('aria-label'));
  // It also calls the example questions a list, but they are buttons.
  document.querySelector('#bl-chat .examples[role="list"]')?.removeAttribute('role');
  const filter = document.getElementById('bl-filter'); // opens and closes the filter's fields; see asking.py
  if (filter && !filter.hasAttribute('aria-expanded')) {
    filter.setAttribute('aria-expanded', 'false');
    filter.setAttribute('aria-controls', 'bl-filters');
  }
  showViews();
  for (const link of links()) {
    const open = href(link) === current;
    link.classList.toggle('on', open);
    if (open) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
  }
  document.querySelectorAll('#bl-chat .bl-card, #bl-chat .bl-item, #bl-chat .bl-entry')
    .forEach(card => card.classList.toggle('on', !!card.querySelector('a.on')));
  if (current === null || parts === null) return;
  if (!find(current)) { close(); return; }
  const all = citationsOfSameAnswer();
  const at = all.indexOf(current);
  parts.steps.hidden = all.length < 2;
  parts.at.textContent = (words.of || '').replace('{at}', at + 1).replace('{all}', all.length);
}

// ---- views of an answer ---------------------------------------------------------------------------------------

const VIEW = /^#view:([a-z]+):(\d+)$/; // name, turn
const chosen = new Map(); // turn -> name of the view that the reader chose; not in the page, which gradio redraws

// The tabs come as links, because gradio lets nothing through that acts; here they become tabs.
function showViews() {
  const rows = document.querySelectorAll('#bl-chat .bl-tabs');
  if (!rows.length) chosen.clear(); // a new chat counts its turns anew
  for (const row of rows) {
    row.setAttribute('role', 'tablist');
    if (row.getAttribute('aria-label') !== words.views) row.setAttribute('aria-label', words.views);
    const tabs = [...row.querySelectorAll('a.bl-tab')];
    const turn = VIEW.exec(href(tabs[0]))?.[2];
    const name = chosen.get(turn) || 'findings';
    for (const tab of tabs) {
      const on = VIEW.exec(href(tab))?.[1] === name;
      tab.setAttribute('role', 'tab');
      tab.setAttribute('aria-selected', on);
      tab.tabIndex = on ? 0 : -1;
    }
    for (const block of row.parentElement.children) {
      if (block.classList.contains('bl-card')) block.hidden = name !== 'findings';
      if (!block.classList.contains('bl-view')) continue;
      block.setAttribute('role', 'tabpanel');
      block.classList.toggle('on', block.classList.contains('bl-view-' + name));
    }
  }
}

function choose(tab, takeFocus) {
  const [, name, turn] = VIEW.exec(href(tab)) || [];
  if (!name) return;
  chosen.set(turn, name);
  refresh();
  if (takeFocus) tab.focus({preventScroll: true});
}

document.addEventListener('click', event => {
  const tab = event.target.closest?.('a.bl-tab');
  if (!tab) return;
  event.preventDefault();
  following = false;
  choose(tab, true);
}, true);
document.addEventListener('keydown', event => {
  const tab = event.target.closest?.('a.bl-tab');
  if (!tab) return;
  const tabs = [...tab.parentElement.querySelectorAll('a.bl-tab')];
  const at = tabs.indexOf(tab);
  const to = {ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1, ' ': at}[event.key];
  if (to === undefined) return;
  event.preventDefault();
  choose(tabs[to % tabs.length], true);
});

// Keeps the latest question at the top while its answer grows below it, until the reader scrolls or clicks.
let questions = 0;
let following = false;
let height = 0;
function followQuestion() {
  const asked = document.querySelectorAll('#bl-chat .user-row');
  const before = height;
  height = document.querySelector('#bl-chat .bubble-wrap')?.scrollHeight || 0;
  if (asked.length > questions) following = true;
  else if (height === before) return; // gradio draws a button while one scrolls: nothing to follow
  questions = asked.length;
  if (following && questions) asked[questions - 1].scrollIntoView({block: 'start'});
}
for (const touch of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
  document.addEventListener(touch, event => { if (event.target.closest?.('#bl-chat, #bl-panel')) following = false; },
    {capture: true, passive: true});
}

// ---- the panel -----------------------------------------------------------------------------------------------

function drawEmpty() {
  parts = null;
  const badge = make('div', 'bl-empty-icon');
  badge.append(icon('M6 3h9l5 5v13H6zM14 3v6h6M9 13h8M9 17h6'));
  const empty = make('div', 'bl-empty');
  empty.append(badge, make('div', 'bl-empty-title', words.empty), make('div', 'bl-empty-text', words.hint));
  panel.replaceChildren(empty);
}

function drawFrame() {
  const bar = make('div', 'bl-bar');
  const steps = make('div', 'bl-steps');
  parts = {
    name: make('span', 'bl-bar-name'), number: make('span', 'bl-number'), at: make('span', 'bl-at'), steps,
    heading: make('div', 'bl-heading'), body: make('div', 'bl-body'),
  };
  parts.at.setAttribute('aria-live', 'polite');
  parts.body.tabIndex = 0; // so that the arrow keys scroll it
  parts.body.setAttribute('role', 'region');
  parts.body.setAttribute('aria-label', words.region);
  const previous = iconButton(words.previous, 'M15 5l-7 7 7 7', () => step(-1));
  const next = iconButton(words.next, 'M9 5l7 7-7 7', () => step(1));
  const closing = iconButton(words.close, 'M6 6l12 12M18 6L6 18', close);
  steps.append(previous, parts.at, next);
  bar.append(parts.name, parts.number, make('span', 'bl-gap'), steps, closing);
  panel.replaceChildren(bar, parts.heading, parts.body);
}

function drawArticle(article, verb, number) {
  parts.name.textContent = verb === 'cite' ? words.source : words.looked;
  parts.number.textContent = number;
  parts.number.hidden = verb !== 'cite';
  parts.heading.hidden = !!article.error;
  if (article.error) {
    parts.body.replaceChildren(make('p', 'bl-gone', article.error));
    return;
  }
  const title = make('h2', 'bl-title', article.title);
  title.dir = 'auto';
  if (article.language) title.lang = article.language;
  title.title = article.title; // long titles are cut to three lines
  parts.heading.replaceChildren(source(article), title, actions(article));
  parts.body.replaceChildren(text(article, verb));
  parts.body.scrollTop = 0;
}

function source(article) {
  const line = make('div', 'bl-source');
  [article.publisher, article.author, article.published].filter(Boolean).forEach((part, i) => {
    if (i) line.append(' · ');
    line.append(make('bdi', null, part));
  });
  return line;
}

function actions(article) {
  const row = make('div', 'bl-actions');
  if (/^https?:\/\//i.test(article.url || '')) {
    const open = make('a', 'bl-action', words.open);
    open.href = article.url;
    open.target = '_blank';
    open.rel = 'noopener noreferrer';
    row.append(open);
  }
  const copy = make('button', 'bl-action', words.copy);
  copy.type = 'button';
  const said = make('span', 'bl-copied');
  said.setAttribute('role', 'status');
  copy.addEventListener('click', async () => {
    said.textContent = await copyText(article.citation) ? words.copied : words.uncopied;
  });
  row.append(copy, said);
  return row;
}

async function copyText(value) {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch (error) { // No clipboard outside secure origins (http on another machine): the old way still works there.
    const area = make('textarea', 'bl-aside');
    area.value = value;
    document.body.append(area);
    const before = document.activeElement;
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus();
    return done;
  }
}

function text(article, verb) {
  const whole = make('div', 'bl-text');
  whole.dir = 'auto';
  if (article.language) whole.lang = article.language;
  let folded = null;
  for (const block of article.blocks) {
    const drawn = paragraph(block, verb);
    if (block.kind !== 'noise') {
      folded = null;
      whole.append(drawn);
      continue;
    }
    if (!folded) {
      folded = make('details', 'bl-noise');
      folded.append(make('summary', null, words.boilerplate));
      whole.append(folded);
    }
    folded.append(drawn);
    if (block.pieces.some(piece => piece[1])) folded.open = true;
  }
  return whole;
}

function paragraph(block, verb) {
  const node = make(block.kind === 'heading' ? 'h3' : 'p', block.pieces.some(piece => piece[1]) ? 'here' : '');
  node.dir = 'auto';
  let marked = null;
  for (const [value, inside, role] of block.pieces) {
    if (!inside) marked = null;
    else if (!marked) node.append(marked = make(verb === 'cite' ? 'mark' : 'span', verb === 'cite' ? '' : 'bl-looked'));
    (marked || node).append(piece(value, role));
  }
  return node;
}

function piece(value, role) {
  if (!role) return document.createTextNode(value);
  const span = make('span', 'bl-' + role, value);
  if (words[role]) span.title = words[role];
  return span;
}

function scrollToMark() {
  const hit = parts.body.querySelector('mark, .bl-looked');
  if (!hit) return;
  const box = parts.body.getBoundingClientRect();
  const top = parts.body.scrollTop + hit.getBoundingClientRect().top - box.top - box.height / 3;
  parts.body.scrollTo({top, behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth'});
}

// A sheet covers the lower part of the chat: there, the card must move to the top to be seen at all.
function bringIntoSight(link) {
  const sheet = getComputedStyle(column()).position === 'fixed';
  (link.closest('.bl-card, .bl-item, .bl-entry') || link).scrollIntoView({block: sheet ? 'start' : 'nearest'});
}

// ---- opening and closing -------------------------------------------------------------------------------------

async function show(link, takeFocus) {
  const found = read(href(link));
  if (!found) return;
  const [, verb, address, number] = found;
  const mine = current = href(link);
  refresh();
  const article = articles.get(address) || await load(address);
  if (current !== mine) return; // another one was opened meanwhile
  if (!parts) drawFrame();
  drawArticle(article, verb, number);
  refresh();
  column()?.classList.add('open');
  bringIntoSight(link);
  if (takeFocus) parts.body.focus({preventScroll: true});
  requestAnimationFrame(() => { if (parts) scrollToMark(); });
}

async function load(address) {
  panel.classList.add('busy');
  try {
    const article = await server.article(address);
    if (!article.error) articles.set(address, article);
    return article;
  } catch (error) {
    return {error: words.gone};
  } finally {
    panel.classList.remove('busy');
  }
}

function close() {
  const opener = current && find(current);
  current = null;
  column()?.classList.remove('open');
  drawEmpty();
  refresh();
  opener?.focus({preventScroll: true});
}

function speak() {
  words = props.value || {};
  if (!words.language) return; // gradio sends them with the first event
  document.documentElement.lang = words.language;
  panel.setAttribute('aria-label', words.region);
  articles.clear(); // dates in them are in the former language
  if (current === null) drawEmpty();
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a.bl-cite, a.bl-look');
  if (!link) return;
  event.preventDefault();
  show(link, true);
}, true);
document.addEventListener('keydown', event => { if (event.key === 'Escape' && current !== null) close(); });

const light = localStorage.getItem('belegt-theme');
if (light) document.body.classList.toggle('dark', light === 'dark');

watch('value', speak);
speak();
// The whole page is watched because gradio may build the chat later than this panel; the panel's own changes do not
// count, or each of them would lead to the next.
new MutationObserver(changes => {
  if (changes.every(change => panel.contains(change.target))) return;
  refresh();
  followQuestion();
}).observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label']});
