// Chats are kept in this browser, by turns and not as HTML: listed, taken up again, deleted; and what can be done with
// an answer: asked again, linked to, saved.

const CHATS = 'belegt-chats'; // in localStorage: [{id, at, turns}], newest first
const CHAT = 'belegt-chat'; // in sessionStorage: the id of the chat in this tab
const MOST_CHATS = 100;
let turns = []; // the turns of the open chat, as turns.py makes them

function kept() {
  try { return JSON.parse(localStorage.getItem(CHATS)) || []; } catch (error) { return []; }
}

// Keep these chats, without the oldest where the browser has no room for all.
function keep(chats) {
  for (let most = Math.min(chats.length, MOST_CHATS); most >= 0; most = Math.floor(most * 0.8) - (most < 5)) {
    try { localStorage.setItem(CHATS, JSON.stringify(chats.slice(0, most))); return; } catch (error) { /* no room */ }
  }
}

function chatId() {
  let id = sessionStorage.getItem(CHAT);
  if (!id) {
    id = [...crypto.getRandomValues(new Uint8Array(8))].map(byte => byte.toString(16).padStart(2, '0')).join('');
    sessionStorage.setItem(CHAT, id);
  }
  return id;
}

document.addEventListener('belegt-turns', event => {
  turns = Array.isArray(event.detail) ? event.detail : [];
  if (!turns.length) sessionStorage.removeItem(CHAT);
  else {
    const id = chatId();
    const before = kept();
    const same = before.find(chat => chat.id === id);
    if (JSON.stringify(same?.turns) !== JSON.stringify(turns)) {
      keep([{id, at: Date.now(), turns}, ...before.filter(chat => chat.id !== id)]);
    }
  }
  if (showing === 'chats') drawChats();
});

function drawChats() {
  frame('chats', words.chats);
  const chats = kept();
  parts.heading.append(make('p', 'bl-source', chats.length ? words.chatsNote : words.noChats));
  const list = make('ul', 'bl-shelf');
  for (const chat of chats) {
    const item = make('li', 'bl-shelved');
    const title = String(chat.turns?.[0]?.asked || '').slice(0, 200);
    const open = button('bl-shelved-title', null, () => takeUp(chat));
    if (chat.id === sessionStorage.getItem(CHAT)) open.setAttribute('aria-current', 'true');
    open.append(foreign('span', null, title));
    const when = new Date(chat.at).toLocaleString(words.language, {dateStyle: 'medium', timeStyle: 'short'});
    item.append(open, make('div', 'bl-source', when));
    item.append(iconButton(`${words.deleteChat}: ${title}`, 'remove', () => forget([chat.id])));
    list.append(item);
  }
  parts.body.append(list);
  if (chats.length) {
    parts.foot.append(twice(null, words.deleteAll, words.deleteSure, words.deleteYes, words.removeNo,
      () => forget(chats.map(chat => chat.id))));
  }
}

function takeUp(chat) {
  sessionStorage.setItem(CHAT, chat.id);
  trigger('select', {turns: chat.turns});
  if (isSheet()) close();
}

function forget(ids) {
  keep(kept().filter(chat => !ids.includes(chat.id)));
  if (ids.includes(sessionStorage.getItem(CHAT))) document.getElementById('bl-new').click();
  drawChats();
  parts.body.focus({preventScroll: true});
}

// ---- what can be done with an answer ----------------------------------------------------------------------------

const TOOL = /^#do:([a-z]+):(\d+)$/; // name, number of the turn

// Only the last answer suggests how to go on: further up it has been gone on from.
function nameTools() {
  const all = [...document.querySelectorAll('#bl-chat .bl-next')];
  const last = [...document.querySelectorAll('#bl-chat .bot-row, #bl-chat .message-row')].at(-1);
  all.forEach(next => { next.hidden = !last?.contains(next); });
}

function linkTo(turn) {
  const named = new URLSearchParams({ask: turn.question});
  if (turn.mode === 'check') named.set('mode', 'check');
  if (turn.where) named.set('where', JSON.stringify(turn.where));
  named.set('seen', turn.digest);
  // After the # it is not sent to any server, not even ours, and no log has it.
  return `${location.origin}${location.pathname}#${named}`;
}

function fileName(turn, ending) {
  const asked = turn.question.normalize('NFKC').replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-+|-+$/g, '').slice(0, 60);
  return `belegt-${asked || 'answer'}.${ending}`;
}

async function use(tool) {
  const [, name, number] = TOOL.exec(href(tool)) || [];
  const turn = turns.find(one => String(one.number) === number);
  if (!turn) return;
  if (name === 'again') trigger('submit', {question: turn.question, mode: turn.mode, where: turn.where});
  if (name === 'json') save(fileName(turn, 'json'), 'application/json', JSON.stringify(turn, null, 2));
  if (name === 'markdown') {
    try { save(fileName(turn, 'md'), 'text/markdown', await server.markdown(turn)); } catch (error) { /* not there */ }
  }
  if (name === 'link') {
    const said = await copyText(linkTo(turn)) ? words.linkCopied : words.uncopied;
    const before = tool.textContent;
    tool.textContent = said;
    setTimeout(() => { if (tool.textContent === said) tool.textContent = before; }, 2000);
  }
}

function suggested(link) {
  trigger('submit', {question: decodeURIComponent(href(link).slice('#ask:'.length))});
}

function press(event) {
  const link = event.target.closest?.('a.bl-tool, a.bl-suggestion');
  if (!link || (event.type === 'keydown' && event.key !== ' ')) return; // Enter clicks a link by itself
  event.preventDefault();
  if (link.classList.contains('bl-tool')) use(link); else suggested(link);
}
document.addEventListener('click', press, true);
document.addEventListener('keydown', press);

// A link to an answer opens by asking again: what is shown is what the articles say now.
function followLink() {
  const named = new URLSearchParams(location.hash.slice(1));
  const question = named.get('ask');
  if (!question) return;
  history.replaceState(null, '', location.pathname + location.search);
  let where = null;
  try { where = JSON.parse(named.get('where')); } catch (error) { /* a broken filter filters nothing */ }
  trigger('submit', {question, mode: named.get('mode') || 'ask', where, seen: named.get('seen') || ''});
}
