// A file that is too large is told of before it is sent, and a page that waits asks how far the work is.
"use strict";
(function () {
  const file = document.querySelector("input[type=file][data-limit]");
  if (file) {
    const error = document.getElementById("file-error");
    const box = file.closest(".q");
    const tooLarge = () => file.files.length > 0 && file.files[0].size > Number(file.dataset.limit);
    const tell = () => {
      const wrong = tooLarge();
      error.hidden = !wrong;
      error.textContent = wrong ? error.dataset.tooLarge : "";
      box.classList.toggle("bad", wrong);
      file.setAttribute("aria-invalid", String(wrong));
      return wrong;
    };
    file.addEventListener("change", tell);
    file.form.addEventListener("submit", (event) => {
      if (tell()) {
        event.preventDefault();
        file.focus();
      }
    });
  }

  const progress = document.querySelector("[data-progress]");
  if (!progress) {
    return;
  }
  const bar = progress.querySelector("progress");
  const told = progress.querySelector("[role=status]");
  const heading = document.querySelector("h1");
  let failures = 0;
  const show = (found) => {
    if (found.total) {
      bar.max = found.total;
      bar.value = found.position;
    } else {
      bar.removeAttribute("value");
    }
    if (told.textContent !== found.text) {
      told.textContent = found.text;
    }
    heading.textContent = found.heading;
  };
  const ask = async () => {
    try {
      const answer = await fetch(progress.dataset.progress, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (found.done) {
        window.location.replace(found.address);
        return;
      }
      failures = 0;
      show(found);
    } catch {
      failures += 1;
      if (failures > 3) {
        told.textContent = progress.dataset.failed;
      }
    }
    window.setTimeout(ask, failures ? 3000 : 700);
  };
  window.setTimeout(ask, 400);
}());
