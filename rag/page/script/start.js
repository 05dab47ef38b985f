// What begins when the page is loaded: the top bar's buttons, the reader's language, and watching the chat.

function speak() {
  const first = !words.language;
  words = props.value || {};
  if (!words.language) return; // gradio sends them with the first event
  document.documentElement.lang = words.language;
  articles.clear(); // dates in them are in the former language
  if (!isSheet() && showing !== 'source') drawLibrary();
  if (first) { noticeState(); followLink(); }
}

function toggle(kind, draw) {
  if (showing === kind && (kind !== 'library' || isSheet())) { close(); return; }
  opener = document.activeElement;
  current = null;
  draw();
  refresh();
  openPanel(true);
}
document.addEventListener('belegt-library', () => toggle('library', drawLibrary));
document.addEventListener('belegt-chats', () => toggle('chats', drawChats));
document.addEventListener('belegt-language', () => {
  const other = words.language === 'de' ? 'en' : 'de';
  document.cookie = `belegt-language=${other}; path=/; max-age=31536000; SameSite=Strict`;
  location.reload();
});
document.addEventListener('belegt-theme', () => {
  const dark = document.body.classList.toggle('dark');
  localStorage.setItem('belegt-theme', dark ? 'dark' : 'light');
});
document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  if (pointed) hideHover();
  else if (current !== null || (showing && showing !== 'library') || column()?.classList.contains('open')) close();
});

const light = localStorage.getItem('belegt-theme');
if (light) document.body.classList.toggle('dark', light === 'dark');

watch('value', speak);
speak();
// The whole page is watched because gradio may build the chat later than this panel; what the scripts themselves draw
// does not count, or each change would lead to the next.
const ours = node => element.contains(node) || hover.contains(node);
new MutationObserver(changes => {
  if (changes.every(change => ours(change.target))) return;
  refresh();
  followQuestion();
}).observe(document.body, {childList: true, subtree: true, attributes: true, attributeFilter: ['aria-label']});
