// The links in the chat: citations, passages that were looked at, and which of them is open in the panel.

const LINK = /^#(cite|look):([^:]+:\d+:\d+):(\d+):(\d+)$/; // verb, address, number, turn
let current = null; // href of the open link; not its element, which gradio may replace while an answer grows

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
  if (all.length > 1) showSource(find(all[(at + by + all.length) % all.length]), false);
}

function markLinks() {
  for (const link of links()) {
    const open = href(link) === current;
    link.classList.toggle('on', open);
    if (open) link.setAttribute('aria-current', 'true'); else link.removeAttribute('aria-current');
  }
  document.querySelectorAll('#bl-chat .bl-card, #bl-chat .bl-item, #bl-chat .bl-entry')
    .forEach(card => card.classList.toggle('on', !!card.querySelector('a.on')));
}

// A sheet covers the lower part of the chat: there, the card must move to the top to be seen at all.
function bringIntoSight(link) {
  (link.closest('.bl-card, .bl-item, .bl-entry') || link).scrollIntoView({block: isSheet() ? 'start' : 'nearest'});
}

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
