// The page's scripts, joined in the order that layout.py says and run as one function body, in which gradio gives
// `element` (the panel's component), `props`, `server`, `upload`, `trigger` and `watch`.
//
// Article text reaches the page here, so there is one rule: foreign text is assigned with textContent and attributes
// with fixed names only, never as HTML. The pieces to mark come ready cut from the server; no offset is counted here.
//
// This file: how elements are made, and what they have in common.

const panel = element.querySelector('.bl-panel');
const column = () => element.closest('#bl-panel-column');
const isSheet = () => getComputedStyle(column()).position === 'fixed'; // on a narrow screen the panel is a sheet
let words = {}; // what the page says, in the reader's language; gradio sends them with its first event

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text != null) node.textContent = text;
  return node;
}

// Text of unknown language or direction: it must not reorder what stands around it.
function foreign(tag, name, text, language) {
  const node = make(tag, name, text);
  node.dir = 'auto';
  if (language) node.lang = language;
  return node;
}

const ICONS = {
  previous: 'M15 5l-7 7 7 7', next: 'M9 5l7 7-7 7', back: 'M11 5l-7 7 7 7M4 12h16', close: 'M6 6l12 12M18 6L6 18',
  article: 'M6 3h9l5 5v13H6zM14 3v6h6M9 13h8M9 17h6', add: 'M12 5v14M5 12h14',
  remove: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v6M14 11v6',
};

function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', ICONS[name]);
  svg.append(line);
  return svg;
}

function button(name, text, onClick) {
  const node = make('button', name, text);
  node.type = 'button';
  node.addEventListener('click', onClick);
  return node;
}

function iconButton(label, name, onClick) {
  const node = button('bl-icon', null, onClick);
  node.title = label;
  node.setAttribute('aria-label', label);
  node.append(icon(name));
  return node;
}

function checkbox(text, on, onChange) {
  const whole = make('label', 'bl-check');
  const box = make('input');
  box.type = 'checkbox';
  box.checked = on;
  box.addEventListener('change', () => onChange(box.checked));
  whole.append(box, text);
  return whole;
}

// A place that says aloud what has just happened.
function announcer() {
  const said = make('span', 'bl-said-now');
  said.setAttribute('role', 'status');
  return said;
}

// A button that asks once more before it does what cannot be undone.
function twice(name, label, question, yes, no, act) {
  const whole = make('span', 'bl-twice');
  const first = typeof name === 'string' ? iconButton(label, name, ask) : button('bl-action', label, ask);
  function ask() {
    const sure = button('bl-action bl-danger', yes, () => act(whole));
    const keep = button('bl-action', no, () => { whole.replaceChildren(first); first.focus(); });
    const asking = make('span', 'bl-sure', question + ' ');
    whole.replaceChildren(asking, sure, ' ', keep);
    keep.focus();
  }
  whole.append(first);
  return whole;
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

function save(name, type, text) {
  const link = make('a');
  link.href = URL.createObjectURL(new Blob([text], {type}));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const smooth = () => (matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth');
