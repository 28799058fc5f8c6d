// Finds the sections in which every word stands. A word in a title, and the words side by side, count more.
// SECTIONS, [address, page's title, section's title, text], comes from sections.js.
"use strict";

const SHOWN = 30;
const BEFORE = 60;
const AFTER = 180;

function rate([, pageTitle, sectionTitle, text], words, phrase) {
  const body = text.toLowerCase();
  const title = sectionTitle.toLowerCase();
  const titles = `${pageTitle} ${sectionTitle}`.toLowerCase();
  if (!words.every((word) => body.includes(word) || titles.includes(word))) return 0;
  let points = 0;
  for (const word of words) points += Math.log1p(body.split(word).length) + (titles.includes(word) ? 3 : 0);
  if (body.includes(phrase)) points += 4;
  if (title.includes(phrase)) points += 6;
  return points;
}

function excerpt(text, words, phrase) {
  const body = text.toLowerCase();
  const places = [phrase, ...words].map((word) => body.indexOf(word)).filter((place) => place >= 0);
  const at = places.length ? places[0] : 0;
  const start = Math.max(0, at - BEFORE);
  const cut = (start > 0 ? "…" : "") + text.slice(start, at + AFTER) + (at + AFTER < text.length ? "…" : "");
  const pattern = new RegExp(`(${[phrase, ...words].map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|")})`, "gi");
  const paragraph = document.createElement("p");
  // split with a group: every second piece is what was found
  cut.split(pattern).forEach((piece, place) => {
    if (place % 2) paragraph.appendChild(document.createElement("mark")).textContent = piece;
    else paragraph.append(piece);
  });
  return paragraph;
}

function entry([address, pageTitle, sectionTitle, text], words, phrase) {
  const item = document.createElement("li");
  const link = item.appendChild(document.createElement("a"));
  link.href = address;
  link.textContent = pageTitle === sectionTitle ? pageTitle : `${pageTitle} › ${sectionTitle}`;
  item.append(excerpt(text, words, phrase));
  return item;
}

document.addEventListener("DOMContentLoaded", () => {
  const phrase = (new URLSearchParams(location.search).get("q") ?? "").trim().toLowerCase().replace(/\s+/g, " ");
  const results = document.getElementById("search-results");
  const status = results.appendChild(document.createElement("p"));
  status.setAttribute("role", "status");
  document.querySelectorAll("input[name=q]").forEach((input) => (input.value = phrase));
  if (!phrase) {
    status.textContent = "Write one or more words into the field above the list of lessons.";
    return;
  }
  const words = [...new Set(phrase.split(" "))];
  const found = SECTIONS.map((section) => [rate(section, words, phrase), section]).filter(([points]) => points > 0);
  found.sort(([one], [other]) => other - one);
  const most = found.length > SHOWN ? `, of which the first ${SHOWN} are shown` : "";
  status.textContent = `“${phrase}” stands in ${found.length} ${found.length === 1 ? "section" : "sections"}${most}.`;
  const list = results.appendChild(document.createElement("ul"));
  list.append(...found.slice(0, SHOWN).map(([, section]) => entry(section, words, phrase)));
});
