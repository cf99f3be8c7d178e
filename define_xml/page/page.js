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

/* ---- what can be found: read from the page when it is first asked for ---- */
const KINDS = ['Dataset', 'Variable', 'Codelist', 'Value level', 'Method', 'Analysis', 'Document', 'Standard', 'Comment', 'Term'];
let entries = null;
const words = element => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const said = walker.currentNode.data.trim();
    if (said) found.push(said);
  }
  return found.join(' ');
};
const add = (kind, element, name, label, text) => {
  const low = (name + ' ' + label + ' ' + text).toLowerCase();
  entries.push({kind, element, name, label, text, low, key: low.slice(0, name.length), front: low.slice(0, name.length + 1 + label.length)});
};
const first = (query, from) => { const found = one(query, from); return found ? found.textContent : ''; };
const own = row => one(':scope > th > a, :scope > th > p > a', row);
const start = cell => cell && cell.firstChild && cell.firstChild.nodeType === 3 ? cell.firstChild.data : '';
const collect = () => {
  entries = [];
  for (const section of all('.ds')) {
    const dataset = first('h3 .self', section);
    add(0, section, dataset, first('h3 span', section), words(one('.meta', section)));
    const table = one(':scope > table', section);
    let variable = '';
    for (const row of table.tBodies[0].rows) {
      if (row.id) {
        variable = dataset + '.' + (own(row) || row).textContent;
        add(1, row, variable, start(row.cells[1]), [...row.cells].slice(2).map(words).join(' · '));
      } else for (const inner of all('tr[id]', row)) {
        add(3, inner, variable, words(inner.cells[0]), [...inner.cells].slice(1).map(words).join(' · '));
      }
    }
  }
  for (const list of all('.cl')) {
    const name = first('h3', list);
    add(2, list, name, first('summary span', list), first('.self', list));
    for (const table of all('.terms', list)) {
      const heads = [...table.tHead.rows[0].cells].map(cell => cell.textContent), meaning = heads.indexOf('Meaning'), code = heads.indexOf('C-code');
      for (let row = table.tBodies[0].firstElementChild; row; row = row.nextElementSibling) {
        const cells = [];
        for (let cell = row.firstElementChild; cell; cell = cell.nextElementSibling) cells.push(cell.textContent);
        const coded = cells[code] || ''; // a row ends with its last cell that says something
        add(9, row, cells[0], cells[meaning] || '', (coded && coded + ' ') + 'in ' + name);
      }
    }
  }
  for (const method of all('#\\~methods > .def')) add(4, method, start(one('h3', method)), '', first('.self', method) + ' · ' + [...all('.told, pre', method)].map(words).join(' '));
  for (const comment of all('#\\~comments > .def')) add(8, comment, first('h3', comment), '', first('.told', comment));
  for (const display of all('.display')) add(5, display, first('h3 .self', display), first('h3 span', display), '');
  for (const result of all('.result')) add(5, result, first('h4', result), '', words(one('dl', result)));
  for (const leaf of all('.docs > li')) add(6, leaf, first('a', leaf) || leaf.textContent, '', words(leaf));
  for (const row of all('.std > tbody > tr')) add(7, row, row.cells[0].textContent, row.cells[1].textContent, '');
};
const graded = (entry, query, parts) => {
  for (const part of parts) if (!entry.low.includes(part)) return -1;
  const key = entry.key, dot = entry.kind === 1 ? key.slice(key.indexOf('.') + 1) : key;
  if (key === query || dot === query) return entry.kind;
  if (key.startsWith(query) || dot.startsWith(query)) return 10 + entry.kind;
  if (key.includes(query)) return 20 + entry.kind;
  for (const part of parts) if (!entry.front.includes(part)) return 40 + entry.kind;
  return 30 + entry.kind;
};
const SHOWN = 60;
const search = said => {
  if (!entries) collect();
  const query = said.trim().toLowerCase(), parts = query.split(/\s+/);
  if (!query) return {total: 0, found: []};
  const grades = Array.from({length: 50}, () => []);
  let total = 0;
  for (const entry of entries) {
    const grade = graded(entry, query, parts);
    if (grade >= 0) { total += 1; if (grades[grade].length < SHOWN) grades[grade].push(entry); }
  }
  return {total, found: grades.flat().slice(0, SHOWN), parts};
};

/* ---- the search field and its list ---- */
const bar = one('#\\~bar');
const hits = made('div', {id: '~hits', role: 'listbox', 'aria-label': 'Results', hidden: ''});
const field = made('input', {id: '~q', type: 'search', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': '~hits',
  'aria-autocomplete': 'list', 'aria-label': 'Search', autocomplete: 'off', spellcheck: 'false', placeholder: 'Search variables, codelists, terms, methods …'});
const status = made('p', {role: 'status', class: 'hidden'});
bar.append(made('div', {id: '~search', role: 'search'}, field, made('kbd', {'aria-hidden': 'true'}, '/'), hits, status));
let shown = [], at = -1;
const marked = (text, parts) => {
  const out = document.createDocumentFragment(), low = text.toLowerCase();
  if (low.length !== text.length) { out.append(text); return out; }
  let from = 0;
  while (from < text.length) {
    let next = -1, size = 0;
    for (const part of parts) {
      const place = low.indexOf(part, from);
      if (place >= 0 && (next < 0 || place < next || (place === next && part.length > size))) { next = place; size = part.length; }
    }
    if (next < 0) break;
    out.append(text.slice(from, next), made('mark', {}, text.slice(next, next + size)));
    from = next + size;
  }
  out.append(text.slice(from));
  return out;
};
const around = (entry, parts) => {
  const missing = parts.filter(part => !entry.front.includes(part));
  if (!missing.length && entry.kind !== 9) return '';
  const place = entry.text.toLowerCase().indexOf(missing[0] || 'in ');
  const from = entry.kind === 9 || place < 40 ? 0 : entry.text.lastIndexOf(' ', place - 40) + 1;
  return (from ? '… ' : '') + entry.text.slice(from, from + 120) + (from + 120 < entry.text.length ? ' …' : '');
};
const option = (entry, number, parts) => {
  const line = made('span', {}, made('b', {}, marked(entry.name, parts)), ' ', marked(entry.label.slice(0, 140), parts));
  const found = made('div', {role: 'option', id: '~hit' + number, 'aria-selected': 'false'}, made('span', {class: 'k'}, KINDS[entry.kind]), line);
  const more = around(entry, parts);
  if (more) found.append(made('small', {}, marked(more, parts)));
  return found;
};
const choose = (number, quiet) => {
  if (hits.children[at]) hits.children[at].setAttribute('aria-selected', 'false');
  at = shown.length ? (number + shown.length) % shown.length : -1;
  const chosen = hits.children[at];
  if (!chosen || at < 0) { field.removeAttribute('aria-activedescendant'); return; }
  chosen.setAttribute('aria-selected', 'true');
  if (!quiet) chosen.scrollIntoView({block: 'nearest', behavior: 'instant'});
  field.setAttribute('aria-activedescendant', chosen.id);
};
const close = () => { hits.hidden = true; field.setAttribute('aria-expanded', 'false'); field.removeAttribute('aria-activedescendant'); at = -1; };
const look = () => {
  const {total, found, parts} = search(field.value);
  shown = found;
  at = -1;
  hits.hidden = true; // a list that is not laid out starts at its top again
  hits.replaceChildren(...found.map((entry, number) => option(entry, number, parts)));
  const asked = field.value.trim() !== '';
  hits.hidden = !found.length;
  field.setAttribute('aria-expanded', String(found.length > 0));
  status.textContent = !asked ? '' : total > found.length ? `${total} found, ${found.length} shown` : `${total} found`;
  field.classList.toggle('none', asked && !total);
  choose(0, true);
};
let last = null;
const show = element => {
  for (let parent = element; parent; parent = parent.parentElement) if (parent.tagName === 'DETAILS') parent.open = true;
  const row = element.closest('tr');
  if (row && row.hidden) { const box = one('.filter', row.closest('.ds')); box.value = ''; box.dispatchEvent(new Event('input')); }
  if (last) last.classList.remove('here');
  last = element;
  if (element.id && location.hash !== '#' + element.id) location.hash = '#' + element.id;
  else element.classList.add('here');
  element.scrollIntoView({block: element.offsetHeight > innerHeight / 2 ? 'start' : 'center', behavior: 'instant'});
  if (!element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
  element.focus({preventScroll: true});
};
const go = number => {
  const entry = shown[number];
  if (!entry) return;
  close();
  field.blur();
  if (entry.kind === 9) history.pushState(null, '', '#' + encodeURI(entry.element.closest('.cl').id)); // a term has no address of its own
  show(entry.element);
};
if (window.requestIdleCallback) requestIdleCallback(() => { if (!entries) collect(); }, {timeout: 3000});
field.addEventListener('input', look);
field.addEventListener('focus', () => { if (!entries) collect(); if (field.value) look(); });
field.addEventListener('blur', () => setTimeout(() => { if (document.activeElement !== field) close(); }, 150));
field.addEventListener('keydown', event => {
  if (event.key === 'ArrowDown') { if (hits.hidden) look(); else choose(at + 1); }
  else if (event.key === 'ArrowUp') choose(at - 1);
  else if (event.key === 'Enter') go(Math.max(at, 0));
  else if (event.key === 'Escape') { if (hits.hidden || !field.value) { field.value = ''; field.blur(); } close(); }
  else return;
  event.preventDefault();
});
hits.addEventListener('mousedown', event => event.preventDefault());
hits.addEventListener('click', event => { const chosen = event.target.closest('[role=option]'); if (chosen) go([...hits.children].indexOf(chosen)); });
hits.addEventListener('mousemove', event => { const chosen = event.target.closest('[role=option]'); if (chosen && chosen.getAttribute('aria-selected') !== 'true') choose([...hits.children].indexOf(chosen)); });
document.addEventListener('keydown', event => {
  const typing = event.target.closest && event.target.closest('input, textarea, select');
  if ((event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) || (event.key === 'k' && (event.ctrlKey || event.metaKey))) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

/* ---- light and dark ---- */
const THEMES = {auto: ['◐', 'Automatic'], light: ['☀', 'Light'], dark: ['☾', 'Dark']};
const switcher = made('button', {id: '~theme', type: 'button'});
let theme = 'auto';
const kept = value => { try { if (value) localStorage.setItem('define-theme', value); return localStorage.getItem('define-theme'); } catch { return null; } };
const dress = name => {
  theme = THEMES[name] ? name : 'auto';
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.dataset.theme = theme;
  const [sign, word] = THEMES[theme];
  switcher.replaceChildren(made('i', {'aria-hidden': 'true'}, sign), made('span', {}, ' ' + word));
  switcher.setAttribute('aria-label', word + ' colours; switch');
};
switcher.addEventListener('click', () => { const names = Object.keys(THEMES); dress(names[(names.indexOf(theme) + 1) % 3]); kept(theme); });
bar.append(switcher);
dress(kept() || 'auto');

/* ---- links: copied by a click on a name, opened where they fold ---- */
const toast = made('p', {id: '~toast', role: 'status'});
document.body.append(toast);
let fading = 0;
const tell = said => { toast.textContent = said; toast.classList.add('on'); clearTimeout(fading); fading = setTimeout(() => toast.classList.remove('on'), 1600); };
document.addEventListener('click', event => {
  const own = event.target.closest('a.self, tr[id] > th > a:not(.flag), tr[id] > th > p > a');
  if (own && navigator.clipboard && !event.ctrlKey && !event.metaKey) navigator.clipboard.writeText(own.href).then(() => tell('Link copied'), () => {});
});
const land = () => {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { /* as it is */ }
  const target = document.getElementById(id);
  if (target && !id.startsWith('~')) {
    for (let parent = target; parent; parent = parent.parentElement) if (parent.tagName === 'DETAILS') parent.open = true;
    target.scrollIntoView({block: target.offsetHeight > innerHeight / 2 ? 'start' : 'center', behavior: 'instant'});
  }
};
addEventListener('hashchange', land);
for (const name of all('.vl > tbody > tr[id] > th > p > a')) name.href = '#' + encodeURI(name.closest('tr').id);

/* ---- filters, folding all, where the reader is, paper ---- */
for (const section of all('.ds')) {
  const table = one(':scope > table', section), rows = [...table.tBodies[0].rows];
  if (rows.length < 9) continue;
  const name = first('h3 .self', section);
  const box = made('input', {class: 'filter', type: 'search', placeholder: 'Filter ' + name, 'aria-label': 'Filter the variables of ' + name});
  box.addEventListener('input', () => {
    const parts = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let kept = true, number = 0;
    for (const row of rows) {
      if (row.id) { const text = row.textContent.toLowerCase(); kept = parts.every(part => text.includes(part)); number += kept; }
      row.hidden = !kept;
    }
    tell(parts.length ? `${number} of ${rows.filter(row => row.id).length} variables` : 'all variables');
  });
  table.before(box);
}
const lists = all('.cl');
if (lists.length > 1) {
  const fold = made('button', {type: 'button'}, 'Open all');
  fold.addEventListener('click', () => { const open = fold.textContent === 'Open all'; for (const list of lists) list.open = open; fold.textContent = open ? 'Close all' : 'Open all'; });
  one('#\\~codelists > h2').append(fold);
}
const contents = one('#\\~contents'), links = new Map();
for (const link of all('a', contents)) links.set(decodeURIComponent(link.hash.slice(1)), link);
let current = null;
const watcher = new IntersectionObserver(seen => {
  for (const {target, isIntersecting} of seen) {
    const link = links.get(target.id);
    if (!isIntersecting || !link || link === current) continue;
    if (current) current.removeAttribute('aria-current');
    current = link;
    link.setAttribute('aria-current', 'true');
    if (contents.scrollHeight > contents.clientHeight) contents.scrollTop = link.offsetTop - contents.clientHeight / 2;
    if (contents.scrollWidth > contents.clientWidth) contents.scrollLeft = link.offsetLeft - contents.clientWidth / 2;
  }
}, {rootMargin: '-90px 0px -75% 0px'});
for (const section of all('main section[id]')) watcher.observe(section);
let folded = [];
addEventListener('beforeprint', () => { folded = [...all('details:not([open])')]; for (const part of folded) part.open = true; });
addEventListener('afterprint', () => { for (const part of folded) part.open = false; });
if (location.hash) land();
})();
