// The views of an answer: its tabs come as links, because gradio lets nothing through that acts; here they become tabs.

const VIEW = /^#view:([a-z]+):(\d+)$/; // name, turn
// A tab is no link to a place of the page: what its address says is kept beside it.
const viewOf = tab => {
  if (tab.hasAttribute('href')) { tab.dataset.view = href(tab); tab.removeAttribute('href'); }
  return VIEW.exec(tab.dataset.view);
};
const chosen = new Map(); // turn -> name of the view that the reader chose; not in the page, which gradio redraws

function showViews() {
  const rows = document.querySelectorAll('#bl-chat .bl-tabs');
  if (!rows.length) chosen.clear(); // a new chat counts its turns anew
  for (const row of rows) {
    row.setAttribute('role', 'tablist');
    if (row.getAttribute('aria-label') !== words.views) row.setAttribute('aria-label', words.views);
    const tabs = [...row.querySelectorAll('a.bl-tab')];
    const turn = viewOf(tabs[0])?.[2];
    const name = chosen.get(turn) || 'findings';
    for (const tab of tabs) {
      const on = viewOf(tab)?.[1] === name;
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
  const [, name, turn] = viewOf(tab) || [];
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
