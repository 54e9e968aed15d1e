// Keeps what is written every few seconds, and brings in what the other voice writes. Without scripts the page's own
// button keeps it. Nothing is kept in the browser: office machines are shared.
const QUIET = 2500; // milliseconds without a key before it is kept
const LONGEST = 8000; // and never later than this after the first
const LOOK = 8000;

const form = document.querySelector("[data-writing]");
const told = document.querySelector("[data-saved]");
let timer, first, changed = false, sending = false, stopped = false;

function say(words) {
  if (told) told.textContent = words;
}

async function keep() {
  clearTimeout(timer);
  if (!changed || sending || stopped) return;
  changed = false;
  first = undefined;
  sending = true;
  try {
    let answer = await send();
    // Signed out and in again elsewhere: the token is a new one, so ask for it once.
    if (answer.status === 403 && (await renew())) answer = await send();
    if (answer.redirected || !answer.ok) throw new Error("not kept");
    const kept = await answer.json();
    for (const [name, version] of Object.entries(kept.versions)) form.elements[name].value = version;
    if (Object.keys(kept.conflicts).length || kept.problems.length) {
      stopped = true;
      say("Not kept: press the button below to see why. What you wrote is safe on this page.");
    } else say(`Kept at ${kept.saved}`);
  } catch {
    changed = true;
    say("Not kept just now. You may be signed out: sign in again in another tab, and writing here goes on.");
    timer = setTimeout(keep, LOOK);
  } finally {
    sending = false;
  }
}

function send() {
  return fetch(location.href, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" } });
}

async function page() {
  const answer = await fetch(location.href, { headers: { "X-Look": "1" } });
  if (answer.redirected || !answer.ok) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function renew() {
  const fresh = (await page())?.querySelector("[name=csrfmiddlewaretoken]");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return Boolean(fresh);
}

async function look() {
  const here = document.querySelector("[data-theirs]");
  try {
    const there = here && (await page())?.querySelector("[data-theirs]");
    if (there && there.innerHTML !== here.innerHTML) here.replaceChildren(...there.childNodes);
  } catch {
    // The next look will tell.
  }
  setTimeout(look, LOOK);
}

if (form) {
  form.addEventListener("input", () => {
    changed = true;
    first ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(QUIET, first + LONGEST - Date.now())));
  });
  // A press of the button waits for what is on its way, or the page would seem to have been saved by somebody else.
  form.addEventListener("submit", async (press) => {
    stopped = true;
    clearTimeout(timer);
    if (!sending) return;
    press.preventDefault();
    while (sending) await new Promise((go) => setTimeout(go, 50));
    form.submit();
  });
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  setTimeout(look, LOOK);
}
