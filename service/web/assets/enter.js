// The secret of a one-time link stands after the #, which no server sees: it is put into the form, and taken out of
// the address, so that it stays in no history.
const code = location.hash.slice(1);
if (code) {
  document.getElementById('code').value = code;
  history.replaceState(null, '', location.pathname);
}
