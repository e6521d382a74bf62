// A button beside every text that can be copied; without this script the text is selected by hand.
for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn plain";
  button.textContent = text.dataset.copy;
  const label = document.querySelector(`label[for="${text.id}"]`);
  button.setAttribute("aria-label", `${text.dataset.copy}: ${label ? label.firstChild.textContent.trim() : ""}`);
  button.addEventListener("click", async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = text.dataset.copied;
    setTimeout(() => { button.textContent = text.dataset.copy; }, 2000);
  });
  text.after(button);
}
