// An article in the panel: as the source of a citation with its words marked, or to read with every claim marked.

const articles = new Map(); // address -> article, so that going back and forth asks the server once

async function load(address) {
  if (articles.has(address)) return articles.get(address);
  panel.classList.add('busy');
  try {
    const article = await server.article(address);
    if (!article.error) articles.set(address, article);
    return article;
  } catch (error) {
    return {error: words.unreachable};
  } finally {
    panel.classList.remove('busy');
  }
}

async function showSource(link, takeFocus) {
  const found = read(href(link));
  if (!found) return;
  const [, verb, address, number] = found;
  const mine = current = href(link);
  hideHover();
  refresh();
  const article = await load(address);
  if (current !== mine) return; // another one was opened meanwhile
  if (!parts || showing !== 'source') drawSourceFrame();
  parts.name.textContent = verb === 'cite' ? words.source : words.looked;
  parts.number.textContent = number;
  parts.number.hidden = verb !== 'cite';
  if (drawHead(article)) parts.body.replaceChildren(text(article, verb));
  parts.body.scrollTop = 0;
  refresh();
  openPanel(takeFocus);
  bringIntoSight(link);
  requestAnimationFrame(scrollToMark);
}

function drawSourceFrame() {
  const steps = make('div', 'bl-steps');
  const at = make('span', 'bl-at');
  at.setAttribute('aria-live', 'polite');
  steps.append(iconButton(words.previous, 'previous', () => step(-1)), at,
    iconButton(words.next, 'next', () => step(1)));
  frame('source', words.source, {region: words.region, beside: [steps]});
  Object.assign(parts, {steps, at});
}

async function showReading(id) {
  current = null;
  hideHover();
  const article = await load(id);
  frame('reading', words.reading, {region: words.region, back: () => { drawLibrary(); openPanel(true); }});
  refresh();
  if (drawHead(article)) {
    const whole = text(article, 'read');
    const row = make('div', 'bl-xray');
    row.append(checkbox(`${words.showClaims} (${article.count})`, true, on => whole.classList.toggle('plain', !on)));
    if (article.noise) {
      row.append(checkbox(`${words.showNoise} (${article.noise})`, false, on => {
        whole.classList.toggle('xray', on);
        whole.querySelectorAll('details.bl-noise').forEach(noise => { noise.open = on; });
      }));
    }
    parts.heading.append(row);
    parts.body.replaceChildren(whole);
  }
  parts.body.scrollTop = 0;
  openPanel(true);
}

// Draw what stands above an article's text, or that it cannot be shown.
function drawHead(article) {
  parts.heading.hidden = !!article.error;
  if (article.error) {
    parts.body.replaceChildren(make('p', 'bl-gone', article.error));
    return false;
  }
  const title = foreign('h3', 'bl-title', article.title, article.language);
  title.title = article.title; // long titles are cut to three lines
  parts.heading.replaceChildren(sourceLine(article), title, actions(article));
  if (article.copies) parts.heading.append(sameReport(article.copies));
  return true;
}

// The other articles that print the same report: each opens.
function sameReport(copies) {
  const whole = make('details', 'bl-copies');
  const list = make('ul');
  for (const copy of copies.articles) {
    const item = make('li');
    const open = button('bl-action', null, () => { opener = null; showReading(copy.id); });
    open.append(foreign('span', null, copy.title));
    item.append(open, ' ', make('bdi', null, copy.source));
    list.append(item);
  }
  if (copies.more) list.append(make('li', null, copies.more));
  whole.append(make('summary', null, copies.text), list);
  return whole;
}

function sourceLine(article) {
  const line = make('div', 'bl-source');
  [article.publisher, article.author, article.published].filter(Boolean).forEach((part, i) => {
    if (i) line.append(' · ');
    line.append(make('bdi', null, part));
  });
  return line;
}

function actions(article) {
  const row = make('div', 'bl-actions');
  const address = article.link || article.url;
  if (/^https?:\/\//i.test(address || '')) {
    const open = make('a', 'bl-action', article.link ? words.openQuote : words.open);
    open.href = address;
    open.target = '_blank';
    open.rel = 'noopener noreferrer';
    row.append(open);
  }
  if (article.citation) {
    const said = announcer();
    row.append(button('bl-action', words.copy, async () => {
      said.textContent = await copyText(article.citation) ? words.copied : words.uncopied;
    }), said);
  }
  return row;
}

function text(article, verb) {
  const whole = foreign('div', 'bl-text', null, article.language);
  let folded = null;
  for (const block of article.blocks) {
    const drawn = paragraph(block, verb, article);
    if (block.kind !== 'noise') {
      folded = null;
      whole.append(drawn);
      continue;
    }
    if (!folded) {
      folded = make('details', 'bl-noise');
      const summary = make('summary');
      summary.append(make('span', 'bl-when-closed', words.boilerplate), make('span', 'bl-when-open', words.unfolded));
      summary.lang = words.language;
      folded.append(summary);
      whole.append(folded);
    }
    if (verb === 'read') drawn.prepend(noiseName(block.name), ' ');
    folded.append(drawn);
    if (verb !== 'read' && block.pieces.some(piece => piece[1])) folded.open = true;
  }
  return whole;
}

function paragraph(block, verb, article) {
  const here = verb !== 'read' && block.pieces.some(piece => piece[1]);
  const node = foreign(block.kind === 'heading' ? 'h4' : 'p', here ? 'here' : '');
  let marked = null;
  let number = 0;
  for (const [value, mark, role, name] of block.pieces) {
    if (mark !== number) marked = null;
    number = mark;
    if (mark && !marked) node.append(marked = mark && markOf(verb, mark, article));
    if (name && verb === 'read') (marked || node).append(noiseName(name), ' ');
    (marked || node).append(piece(value, role));
  }
  return node;
}

function noiseName(name) {
  const node = make('span', 'bl-noise-name', name);
  node.lang = words.language;
  return node;
}

function markOf(verb, number, article) {
  if (verb === 'cite') return make('mark');
  if (verb === 'look') return make('span', 'bl-looked');
  const claim = make('span', 'bl-claim');
  claim.tabIndex = 0;
  claim.setAttribute('role', 'button');
  const [who, how] = article.claims[number - 1];
  explain(claim, () => ({who, where: how}));
  return claim;
}

function piece(value, role) {
  if (!role) return document.createTextNode(value);
  const span = make('span', 'bl-' + role, value);
  if (words[role]) span.title = words[role];
  return span;
}

function scrollToMark() {
  const hit = parts?.body.querySelector('mark, .bl-looked');
  if (!hit) return;
  const box = parts.body.getBoundingClientRect();
  const top = parts.body.scrollTop + hit.getBoundingClientRect().top - box.top - box.height / 3;
  parts.body.scrollTo({top, behavior: smooth()});
}

document.addEventListener('click', event => {
  const link = event.target.closest?.('a.bl-cite, a.bl-look');
  if (!link) return;
  event.preventDefault();
  showSource(link, true);
}, true);
document.addEventListener('keydown', event => {
  if (showing !== 'source' || !panel.contains(event.target)) return;
  if (event.key === 'ArrowLeft') step(-1);
  if (event.key === 'ArrowRight') step(1);
});
