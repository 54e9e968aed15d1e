// What a browser can add to the family's pages: leaving without a trace in the way back, and reading aloud.
"use strict";
const leave = document.getElementById("leave");
if (leave) {
  leave.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.hidden = true;
    location.replace(leave.href);
  });
}
// A page that comes back out of the browser's memory is asked for again.
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

const aloud = document.getElementById("aloud");
const voices = window.speechSynthesis;
if (aloud && voices) {
  const language = document.documentElement.lang;
  const start = aloud.textContent;
  const spoken = () => voices.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));
  const ready = () => { aloud.hidden = !spoken(); };
  ready();
  voices.addEventListener("voiceschanged", ready);
  const stop = () => { voices.cancel(); aloud.textContent = start; };
  aloud.addEventListener("click", () => {
    if (voices.speaking) { stop(); return; }
    const main = document.querySelector("main").cloneNode(true);
    main.querySelectorAll("textarea, details:not([open]) > *:not(summary)").forEach((part) => part.remove());
    main.querySelectorAll("p, li, h1, h2, h3, label, button, legend").forEach((part) => part.append(". "));
    const words = new SpeechSynthesisUtterance(main.textContent.replace(/\s+/g, " "));
    words.lang = language;
    words.voice = spoken();
    words.onend = stop;
    aloud.textContent = aloud.dataset.stop;
    voices.speak(words);
  });
  addEventListener("pagehide", stop);
}
