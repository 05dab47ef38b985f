// The chat model in the panel: what it is and where it runs, a switch, and for readers at this machine another one.
//
// What is entered here goes to the server as an event and nowhere else: no storage, and the key's field is emptied as
// soon as it is sent.

let model = null; // the server's latest word on it: see model_data in choosing.py

const hasModel = () => !!model?.on;

document.addEventListener('belegt-model', event => {
  model = event.detail?.serial ? event.detail : null;
  if (showing === 'model') showModel();
  refresh();
});
document.addEventListener('belegt-model-open', () => toggle('model', drawModel));

function drawModel() {
  frame('model', words.modelTitle);
  parts.body.append(make('p', 'bl-model-text', words.modelWhat));
  parts.switch = checkbox(words.modelOn, hasModel(), on => trigger('edit', {what: 'switch', on}));
  parts.where = announcer();
  parts.body.append(parts.switch, parts.where);
  parts.said = announcer();
  parts.note = make('p', 'bl-model-text');
  if (model?.here) parts.body.append(modelForm());
  parts.body.append(parts.note, parts.said);
  showModel();
}

// Only what changes is written, so that what a reader is typing stays.
function showModel() {
  const box = parts.switch.querySelector('input');
  box.checked = hasModel();
  box.disabled = !model?.known;
  parts.where.textContent = model?.where || '';
  parts.note.textContent = model?.note || '';
  parts.said.textContent = model?.said || '';
  parts.said.classList.toggle('bad', model?.good === false);
  if (parts.key) parts.key.placeholder = model?.key ? words.keyKept : '';
}

function modelForm() {
  const form = make('form', 'bl-model-form');
  const provider = make('select');
  for (const name of ['openai', 'anthropic', 'ollama']) provider.append(new Option(words[name], name));
  provider.value = model.provider;
  const name = input('text', model.name);
  const address = input('url', model.address);
  address.placeholder = words.usual;
  parts.key = input('password', '');
  parts.key.autocomplete = 'off';
  const send = what => {
    trigger('edit', {what, provider: provider.value, name: name.value, address: address.value, key: parts.key.value});
    parts.key.value = '';
  };
  const use = make('button', 'bl-add', words.use);
  use.type = 'submit';
  const row = make('div', 'bl-model-buttons');
  row.append(use, button('bl-action', words.try, () => send('try')));
  form.append(make('h3', 'bl-model-name', words.modelSet), field(words.provider, provider), field(words.modelName, name),
    field(words.address, address), field(words.key, parts.key), make('p', 'bl-model-text', words.keyNote), row);
  form.noValidate = true; // the server says what is wrong, in the reader's language
  form.addEventListener('submit', event => { event.preventDefault(); send('use'); });
  return form;
}

function input(type, value) {
  const node = make('input');
  node.type = type;
  node.value = value;
  node.spellcheck = false;
  return node;
}

function field(text, node) {
  const label = make('label', 'bl-field', text);
  label.append(node);
  return label;
}
