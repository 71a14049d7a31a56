// Keys for people who clear many cases in a sitting. Every page works without.
const rows = [...document.querySelectorAll('.queue .open')];
const FORMS = { b: 'block', a: 'allow', d: 'decline', m: 'merge', q: 'ask', u: 'undo' };
let focused; // what had the focus before the list of keys was opened

function move(step) {
  const link = document.querySelector(step > 0 ? 'a[rel=next]' : 'a[rel=prev]');
  if (rows.length === 0) {
    link?.click();
    return;
  }
  const now = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, now + step))].focus();
}

function toForm(name) {
  // The last ruling was most likely on another case, which the notice on top is about.
  const form = (name === 'undo' && document.querySelector('#done form')) || document.getElementById(name);
  if (form) {
    form.scrollIntoView({ block: 'nearest' });
    form.querySelector('input:not([type=hidden]), select, button').focus();
  } else if (rows.includes(document.activeElement)) {
    location.href = `${document.activeElement.href}#${name}`;
  }
}

function help() {
  const keys = document.getElementById('keys');
  const summary = keys.querySelector('summary');
  keys.open = !keys.open;
  if (keys.open) {
    focused = document.activeElement;
    summary.focus();
  } else if (document.activeElement === summary) {
    summary.blur();
    focused?.focus();
  }
}

function choose() {
  document.activeElement.closest('.row')?.querySelector('input[type=checkbox]').click();
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches('input:not([type=checkbox]), textarea, select');
  if (event.key === 'Escape' && typing) event.target.blur();
  if (typing) return;
  if (event.key === 'j') move(1);
  else if (event.key === 'k') move(-1);
  else if (event.key === 'x' && rows.includes(document.activeElement)) choose();
  else if (event.key === '?') help();
  else if (event.key in FORMS) toForm(FORMS[event.key]);
  else return;
  event.preventDefault();
});

// Opened from the queue by b, a or d: straight to that form. The browser goes to the fragment by itself and takes the
// focus off whatever has it by then, so its turn comes first.
const asked = location.hash.slice(1);
if (Object.values(FORMS).includes(asked)) addEventListener('load', () => requestAnimationFrame(() => toForm(asked)));
