(() => {
'use strict';
const one = (query, from = document) => from.querySelector(query);
const all = (query, from = document) => from.querySelectorAll(query);
const made = (tag, said = {}, ...inside) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(said)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
};

/* ---- findings: what they are, read from the page once ---- */
const sections = [...all('.check')].map(element => ({
  element, gravity: element.dataset.s, triage: element.dataset.t,
  text: [...element.children].slice(0, 3).map(part => part.textContent).join(' ').toLowerCase(),
  groups: [...all(':scope > .g', element)].map(group => ({
    element: group, dataset: one('b', group).textContent, fresh: 'n' in group.dataset, waived: element.dataset.s === 'waived', text: null,
  })),
}));
const groups = sections.flatMap(section => section.groups);
const distinct = values => [...new Set(values)].sort();

/* ---- the filter ---- */
const select = (name, first, values, said = value => value) => {
  const box = made('select', {'aria-label': name}, made('option', {value: ''}, first));
  for (const value of values) box.append(made('option', {value}, said(value)));
  box.addEventListener('change', apply);
  return box;
};
const WORDS = {error: 'Errors', warning: 'Warnings', note: 'Notes', waived: 'Waived'};
const field = made('input', {type: 'search', 'aria-label': 'Filter findings by text', placeholder: 'Filter by text ( / )', autocomplete: 'off', spellcheck: 'false'});
const boxes = [];
const gravities = made('fieldset', {}, made('legend', {class: 'hidden'}, 'Gravity'));
const status = made('output', {'aria-live': 'polite'});
let datasetBox, triageBox, statusBox;
function apply() {
  const parts = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set(boxes.filter(box => box.checked).map(box => box.value));
  let shown = 0;
  for (const section of sections) {
    const fits = wanted.has(section.gravity) && (!triageBox.value || triageBox.value === section.triage);
    const missing = fits ? parts.filter(part => !section.text.includes(part)) : [];
    let kept = 0;
    for (const group of section.groups) {
      let keep = fits && (!datasetBox.value || datasetBox.value === group.dataset);
      if (keep && statusBox.value) keep = statusBox.value === 'new' ? group.fresh : !group.fresh;
      if (keep && missing.length) {
        if (group.text === null) group.text = group.element.textContent.toLowerCase();
        keep = missing.every(part => group.text.includes(part));
      }
      group.element.hidden = !keep;
      kept += keep;
    }
    section.element.hidden = !kept;
    shown += kept;
  }
  status.textContent = shown === groups.length ? `${groups.length} groups` : `${shown} of ${groups.length} groups`;
}
if (groups.length) {
  for (const gravity of ['error', 'warning', 'note', 'waived']) {
    if (!sections.some(section => section.gravity === gravity)) continue;
    const box = made('input', {type: 'checkbox', value: gravity});
    box.checked = true;
    box.addEventListener('change', apply);
    boxes.push(box);
    gravities.append(made('label', {}, box, WORDS[gravity]));
  }
  datasetBox = select('Dataset', 'All datasets', distinct(groups.map(group => group.dataset)));
  triageBox = select('Kind', 'All kinds', distinct(sections.map(section => section.triage)));
  statusBox = select('Since the baseline', 'New and known', ['new', 'same'], value => value === 'new' ? 'New' : 'Known');
  const fold = made('button', {type: 'button'}, 'Open all');
  fold.addEventListener('click', () => {
    const open = fold.textContent === 'Open all';
    for (const group of groups) if (!group.element.hidden && group.element.tagName === 'DETAILS') group.element.open = open;
    fold.textContent = open ? 'Close all' : 'Open all';
  });
  const bar = made('div', {id: '~filter', role: 'search', 'aria-label': 'Findings'}, field, gravities, datasetBox, triageBox);
  if (groups.some(group => group.fresh)) bar.append(statusBox);
  bar.append(fold, status);
  one('#\\~findings > h2').after(bar);
  field.addEventListener('input', apply);
  field.addEventListener('keydown', event => { if (event.key === 'Escape') { field.value = ''; apply(); field.blur(); } });
  document.addEventListener('keydown', event => {
    const typing = event.target.closest && event.target.closest('input, textarea, select');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  apply();
  /* a dataset's name leads to what was found in it */
  const found = new Set(groups.map(group => group.dataset));
  for (const head of all('.dsets th[scope=row]')) {
    const name = head.textContent;
    if (!found.has(name)) continue;
    const link = made('a', {href: '#~findings'}, name);
    link.addEventListener('click', () => { datasetBox.value = name; apply(); });
    head.replaceChildren(link);
  }
}

/* ---- light and dark ---- */
const THEMES = {auto: ['◐', 'Automatic'], light: ['☀', 'Light'], dark: ['☾', 'Dark']};
const switcher = made('button', {id: '~theme', type: 'button'});
let theme = 'auto';
const kept = value => { try { if (value) localStorage.setItem('validation-theme', value); return localStorage.getItem('validation-theme'); } catch { return null; } };
const dress = name => {
  theme = THEMES[name] ? name : 'auto';
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
  const [sign, word] = THEMES[theme];
  switcher.replaceChildren(made('i', {'aria-hidden': 'true'}, sign), made('span', {}, ' ' + word));
  switcher.setAttribute('aria-label', word + ' colours; switch');
};
switcher.addEventListener('click', () => { const names = Object.keys(THEMES); dress(names[(names.indexOf(theme) + 1) % 3]); kept(theme); });
one('#\\~bar').append(switcher);
dress(kept() || 'auto');

/* ---- where the reader is; paper ---- */
const links = new Map();
for (const link of all('#\\~contents a')) links.set(decodeURIComponent(link.hash.slice(1)), link);
let current = null;
const watcher = new IntersectionObserver(seen => {
  for (const {target, isIntersecting} of seen) {
    const link = links.get(target.id);
    if (!isIntersecting || !link || link === current) continue;
    if (current) current.removeAttribute('aria-current');
    current = link;
    link.setAttribute('aria-current', 'true');
  }
}, {rootMargin: '-90px 0px -75% 0px'});
for (const section of all('main > section[id]')) watcher.observe(section);
let folded = [];
addEventListener('beforeprint', () => { folded = [...all('details:not([open])')]; for (const part of folded) part.open = true; });
addEventListener('afterprint', () => { for (const part of folded) part.open = false; });
})();
