// Steps through the views of the wall: space or P pauses, the arrow keys step. Who asks for less motion starts paused.
const { next, previous, seconds, paused } = document.body.dataset;
const link = document.getElementById("wall-pause");
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches && !sessionStorage.getItem("wall-runs");
let timer = 0;
const run = () => { timer = setTimeout(() => location.replace(next), Number(seconds) * 1000); };
const show = () => { link.textContent = timer ? link.dataset.running : link.dataset.paused; };
const turn = () => {
  if (timer) { clearTimeout(timer); timer = 0; } else { sessionStorage.setItem("wall-runs", "1"); run(); }
  show();
};
if (!paused && !calm) run();
show();
if (!paused) link.addEventListener("click", (event) => { event.preventDefault(); turn(); });
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowRight") location.replace(next);
  if (event.key === "ArrowLeft") location.replace(previous);
  if (event.key === "p" || event.key === "P" || (event.key === " " && event.target === document.body)) {
    event.preventDefault();
    if (paused) location.replace(link.href); else turn();
  }
});
