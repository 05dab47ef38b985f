// The library in the panel: what is in the index, search in it, files added by choosing or dropping, articles removed.

let sought = ''; // what stands in the search box
let listed = 0; // how many articles are listed
let task = null; // the latest word on an adding: see task_data in library.py
let sending = false; // files are on their way to the server
let unsent = []; // names of those that it did not take
let typed = ''; // what stands in the field for an address
let fetching = false; // it was sent to be added

function drawLibrary() {
  frame('library', words.library);
  const search = make('input', 'bl-search');
  search.type = 'search';
  search.value = sought;
  search.placeholder = words.search;
  search.setAttribute('aria-label', words.search);
  let strokes = 0;
  search.addEventListener('input', () => {
    sought = search.value;
    const mine = ++strokes;
    setTimeout(() => { if (mine === strokes) list(false); }, 150);
  });
  parts.heading.append(search);
  parts.list = make('ul', 'bl-shelf');
  parts.more = make('div', 'bl-more');
  parts.body.append(parts.list, parts.more);
  const choose = make('input');
  choose.type = 'file';
  choose.multiple = true;
  choose.hidden = true;
  choose.addEventListener('change', () => { addFiles([...choose.files]); choose.value = ''; });
  const add = button('bl-add', null, () => choose.click());
  add.append(icon('add'), make('span', null, words.add));
  parts.task = make('div', 'bl-task');
  parts.said = announcer();
  parts.foot.append(parts.task, parts.said, choose, add, make('span', 'bl-drop-hint', words.drop), addressField());
  drawTask();
  list(false);
}

// The field for a page, feed or sitemap on the web. What was typed stays until something came of it.
function addressField() {
  const whole = make('div', 'bl-web');
  const field = make('input', 'bl-search');
  field.type = 'text';
  field.inputMode = 'url';
  field.autocomplete = 'off';
  field.spellcheck = false;
  field.value = typed;
  field.placeholder = words.addressHint;
  field.setAttribute('aria-label', words.addressHint);
  field.addEventListener('input', () => { typed = field.value; });
  field.addEventListener('keydown', event => { if (event.key === 'Enter') addAddress(); });
  parts.address = field;
  parts.fetch = button('bl-fetch', words.fetch, addAddress);
  parts.fetch.setAttribute('aria-label', words.addAddress);
  whole.append(field, parts.fetch);
  return whole;
}

function addAddress() {
  if (!typed.trim()) { parts.address.focus(); return; }
  if (isAdding()) return;
  unsent = [];
  parts.said.textContent = '';
  task = {text: words.fetching, part: 0, finished: false, files: []};
  drawTask();
  fetching = true;
  trigger('submit', {addresses: typed});
}

const isAdding = () => sending || !!task && !task.finished;

// List the articles that match, from the first one or `more` of them.
async function list(more) {
  const mine = parts;
  const wanted = {search: sought, offset: more ? listed : 0};
  let found;
  try { found = await server.library(wanted); } catch (error) { found = {error: words.unreachable}; }
  if (mine !== parts || showing !== 'library' || wanted.search !== sought) return; // drawn anew meanwhile
  if (found.error) { parts.list.replaceChildren(make('li', 'bl-gone', found.error)); return; }
  parts.number.hidden = false;
  parts.number.textContent = found.total;
  if (!more) { listed = 0; parts.list.replaceChildren(); }
  const first = parts.list.children.length;
  for (const row of found.rows) parts.list.append(shelved(row));
  listed += found.rows.length;
  if (!listed) parts.list.append(make('li', 'bl-gone', sought ? words.nothing : words.empty));
  parts.more.replaceChildren();
  if (listed < found.total) parts.more.append(button('bl-action', words.more, () => list(true)));
  if (more) parts.list.children[first]?.querySelector('button')?.focus();
}

function shelved(row) {
  const item = make('li', 'bl-shelved');
  const open = button('bl-shelved-title', null, () => { opener = null; showReading(row.id); });
  open.append(foreign('span', null, row.title, row.language));
  const said = make('div', 'bl-source');
  if (row.source) said.append(make('bdi', null, row.source));
  item.append(open, said, make('div', 'bl-facts', row.facts));
  if (row.copies) item.append(sameReport(row.copies));
  item.append(twice('remove', `${words.remove}: ${row.title}`, words.removeSure, words.removeYes, words.removeNo,
    whole => removeArticle(row.id, item, whole)));
  return item;
}

async function removeArticle(id, item, whole) {
  let said;
  try { said = await server.remove(id); } catch (error) { said = {error: words.unreachable}; }
  if (said.error) { whole.replaceChildren(make('span', 'bl-refusal', said.error)); return; }
  articles.clear();
  item.remove();
  if (showing === 'library') {
    parts.said.textContent = words.removed;
    parts.body.focus({preventScroll: true});
  }
  noticeState();
}

// ---- adding -------------------------------------------------------------------------------------------------

const AT_ONCE = 20; // files in one request: the server limits how many requests come from here in a minute

// Send files to where gradio takes them and return where each lies; null for what could not be sent.
async function send(files) {
  const form = new FormData();
  for (const file of files) form.append('files', file);
  const address = new URL('gradio_api/upload', location.origin + location.pathname);
  const reply = await fetch(address, {method: 'POST', body: form, credentials: 'same-origin'}).catch(() => null);
  if (reply?.ok) return reply.json();
  // One file that is too large fails them all: send each by itself.
  if (files.length === 1 || reply?.status !== 413) return files.map(() => null);
  const paths = [];
  for (const file of files) paths.push(...await send([file]));
  return paths;
}

async function addFiles(files) {
  if (!files.length || sending) return;
  sending = true;
  unsent = [];
  if (showing === 'library') parts.said.textContent = '';
  const sent = [];
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const part = files.slice(at, at + AT_ONCE);
    const text = words.uploading.replace('{at}', at + part.length).replace('{all}', files.length);
    task = {text, part: 0.1 * at / files.length, finished: false, files: []};
    drawTask();
    const paths = await send(part);
    part.forEach((file, i) => { if (paths[i]) sent.push(paths[i]); else unsent.push(file.name); });
  }
  sending = false;
  if (sent.length) trigger('upload', {files: sent.map(path => ({path}))});
  else task = {text: '', part: 1, finished: true, files: []};
  drawTask();
}

document.addEventListener('belegt-task', event => {
  if (!event.detail?.serial) return; // gradio begins with an empty one
  task = {...event.detail, part: 0.1 + 0.9 * event.detail.part};
  if (task.finished) {
    articles.clear();
    if (fetching && task.files.some(file => file.good)) typed = '';
    fetching = false;
    if (showing === 'library') { parts.address.value = typed; list(false); }
    noticeState();
  }
  drawTask();
});

function drawTask() {
  if (showing !== 'library') return;
  parts.task.replaceChildren();
  parts.fetch.disabled = isAdding();
  if (!task) return;
  const line = announcer();
  line.textContent = task.text;
  parts.task.append(line);
  if (task.finished) { parts.task.append(outcomes()); return; }
  const bar = make('progress');
  bar.max = 1;
  bar.value = task.part;
  bar.setAttribute('aria-label', task.text);
  parts.task.append(bar);
}

function outcomes() {
  const list = make('ul', 'bl-outcomes');
  for (const file of [...task.files, ...unsent.map(name => ({name, text: words.tooLarge, good: false}))]) {
    const item = make('li', file.good ? 'good' : 'bad');
    item.append(file.article ? button('bl-action', null, () => showReading(file.article)) : make('b'));
    item.firstChild.append(foreign('span', null, file.name));
    item.append(' ', foreign('span', null, file.text));
    list.append(item);
  }
  return list;
}

// ---- dropping -----------------------------------------------------------------------------------------------

const dropping = make('div', 'bl-drop');
let over = 0; // dragenter and dragleave come for every element below the pointer
const holdsFiles = event => [...(event.dataTransfer?.types || [])].includes('Files');
function endDrop() { over = 0; dropping.remove(); }
document.addEventListener('dragenter', event => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  dropping.textContent = words.dropHere;
  if (!over++) document.body.append(dropping);
});
document.addEventListener('dragover', event => { if (holdsFiles(event)) event.preventDefault(); });
document.addEventListener('dragleave', event => { if (holdsFiles(event) && --over <= 0) endDrop(); });
document.addEventListener('drop', event => {
  if (!holdsFiles(event)) return;
  event.preventDefault();
  event.stopPropagation();
  endDrop();
  current = null;
  drawLibrary();
  openPanel(false);
  addFiles([...event.dataTransfer.files]);
}, true);

// ---- changes by others --------------------------------------------------------------------------------------

const EVERY = 10000; // milliseconds between two looks for changes that another process or reader made
let known = null;

async function noticeState() {
  let state;
  try { state = await server.state(); } catch (error) { return; }
  if (state && state !== known) {
    if (known !== null) {
      articles.clear();
      trigger('change');
      if (showing === 'library' && !document.activeElement?.closest('.bl-twice')) list(false);
    }
    known = state;
  }
}
setInterval(() => { if (!document.hidden) noticeState(); }, EVERY);
document.addEventListener('visibilitychange', () => { if (!document.hidden) noticeState(); });
