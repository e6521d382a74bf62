// Tells the page around the frame how high the diagram is; nothing else is said, and nothing is listened to.
const tell = () => parent.postMessage({ type: "sivuvirta:height", height: document.documentElement.scrollHeight }, "*");
if (parent !== window) {
  new ResizeObserver(tell).observe(document.body);
  addEventListener("toggle", tell, true);
}
