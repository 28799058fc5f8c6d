// Fonts differ from machine to machine: a slide that is too full on this one gets smaller letters, before the first is shown.
const WIDTH = 1280;
const HEIGHT = 720;
const SMALLEST = 0.5;

const deck = document.querySelector(".reveal");

function isTooFull(slide) {
  const frame = slide.getBoundingClientRect();
  return [...slide.querySelectorAll("*:not(aside, aside *)")].some((element) => {
    const box = element.getBoundingClientRect();
    return box.bottom > frame.top + HEIGHT - 12 || box.right > frame.left + WIDTH - 12;
  });
}

deck.classList.add("measured");
for (const slide of deck.querySelectorAll(".slides > section > section")) {
  for (let size = 1; size > SMALLEST && isTooFull(slide); size -= 0.05) slide.style.fontSize = `${size}em`;
}
deck.classList.remove("measured");

Reveal.initialize({
  width: WIDTH,
  height: HEIGHT,
  margin: 0.02,
  center: false,
  hash: true,
  slideNumber: "c/t",
  navigationMode: "linear",
  transition: "none",
  pdfSeparateFragments: false,
  pdfMaxPagesPerSlide: 1,
  plugins: [RevealNotes],
});
