// Brings a page that shows work in progress up to date without reloading it; the page itself is the only source.
// Without scripts the page refreshes itself, and has a link to look again.
const EVERY = 1500;

async function look() {
  const here = document.querySelector("[data-progress]");
  if (!here) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.querySelector("[data-progress]");
    if (answer.ok && !there) {
      location.reload();
      return;
    }
    if (there && there.innerHTML !== here.innerHTML) here.replaceChildren(...there.childNodes);
  } catch {
    // The web server may be restarting; the next look will tell.
  }
  setTimeout(look, EVERY);
}

setTimeout(look, EVERY);
