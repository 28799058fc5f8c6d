// Boxes that scroll, and answers that are folded away.
"use strict";

// Whoever has no mouse scrolls a box with the arrow keys, once it can be reached with Tab.
function mendScrolling() {
  const boxes = document.querySelectorAll("div.highlight pre, .launch pre, .table-wrapper, .formula, .cell_output .output");
  const watcher = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
      if (scrolls) target.tabIndex = 0;
      else target.removeAttribute("tabindex");
    }
  });
  boxes.forEach((box) => watcher.observe(box));
}

const answers = () => document.querySelectorAll("details.guess");

function openAll(button, open) {
  button.setAttribute("aria-pressed", String(open));
  answers().forEach((answer) => (answer.open = open));
}

function remembered() {
  try {
    return localStorage.getItem("open-answers") === "yes";
  } catch {
    return false; // a browser may forbid it to pages from a folder
  }
}

function remember(open) {
  try {
    localStorage.setItem("open-answers", open ? "yes" : "no");
  } catch {
    // then the next page asks again
  }
}

// A link may lead into a closed answer.
function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target && target.closest("details:not([open])");
  if (!closed) return;
  closed.open = true;
  target.scrollIntoView();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector(".sidebar-drawer")?.setAttribute("aria-label", "Lessons");
  document.querySelector(".toc-drawer")?.setAttribute("aria-label", "On this page");
  mendScrolling();
  const button = document.querySelector("button.open-all");
  if (button && answers().length) {
    button.hidden = false;
    if (remembered()) openAll(button, true);
    button.addEventListener("click", () => {
      const open = button.getAttribute("aria-pressed") !== "true";
      openAll(button, open);
      remember(open);
    });
  }
  openTarget();
  addEventListener("hashchange", openTarget);
});

// On paper nothing can be opened.
addEventListener("beforeprint", () => answers().forEach((answer) => (answer.open = true)));
