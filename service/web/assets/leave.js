// Quick exit: the page is left at once, and "back" does not lead to it again.
for (const link of document.querySelectorAll('a.leave-now')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    location.replace(link.href);
  });
}
