// The material box opens a list while one types (ARIA 1.2 combobox with a listbox), and the name of a company follows
// its business id. Both only help: without this file the same forms work with their buttons.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const WAIT = 150;

  const make = (tag, words, place) => {
    const element = document.createElement(tag);
    element.textContent = words;
    if (place) place.append(element);
    return element;
  };

  function combobox(box) {
    const input = box.querySelector("input[type=text]");
    const form = input.form;
    const field = (name) => form.querySelector(`input[type=hidden][name=${name}]`);
    const several = form.querySelector(".options-list.several");
    const menu = make("div", "");
    const list = make("ul", "");
    const status = make("p", "", box);
    let shown = [];
    let active = -1;
    let asked = "";
    let narrowed = "";
    let timer = 0;

    menu.className = "menu";
    menu.hidden = true;
    list.id = "material-options";
    list.className = "options";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", box.querySelector("label").textContent);
    menu.append(list);
    input.parentElement.after(menu);
    status.className = "vh";
    status.setAttribute("role", "status");
    for (const [name, value] of [["role", "combobox"], ["aria-expanded", "false"], ["aria-controls", list.id],
      ["aria-autocomplete", "list"]]) input.setAttribute(name, value);

    const close = () => {
      menu.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };

    const point = (place) => {
      const items = [...list.children];
      active = (place + items.length) % items.length;
      items.forEach((item, number) => {
        item.classList.toggle("on", number === active);
        item.setAttribute("aria-selected", String(number === active));
      });
      input.setAttribute("aria-activedescendant", items[active].id);
      items[active].scrollIntoView({ block: "nearest" });
    };

    // The one question stands above the options; its answers are buttons, so that Tab reaches them from the box.
    const question = (answer) => {
      const part = make("div", "");
      if (answer.note) make("p", answer.note, part).className = "note";
      if (!answer.question) return part;
      const asking = make("fieldset", "", part);
      asking.className = "narrow";
      make("legend", answer.question, asking);
      answer.answers.forEach((one) => {
        const button = Object.assign(make("button", one.title, asking), { type: "button", className: "btn plain" });
        button.setAttribute("aria-pressed", String(one.value === answer.narrowed));
        button.addEventListener("mousedown", (event) => event.preventDefault());
        button.addEventListener("click", () => {
          narrowed = one.value === answer.narrowed ? "" : one.value;
          input.focus();
          ask();
        });
      });
      return part;
    };

    const open = (answer) => {
      const found = answer.options;
      menu.replaceChildren(question(answer), list);
      shown = found.map((option) => ({ ...option, sentence: answer.sentence }));
      if (!several) shown.push({ value: "own", title: box.dataset.own, code: "", hint: box.dataset.ownHint, form: "" });
      list.replaceChildren(...shown.map((option, number) => {
        const item = document.createElement("li");
        item.id = `material-option-${number}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        make("b", option.title, item);
        make("span", option.code, item).className = "code";
        make("small", [option.hint, option.because].filter(Boolean).join(" · "), item);
        item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(number); });
        return item;
      }));
      const count = found.length ? box.dataset.count.replace("{count}", found.length) : box.dataset.none;
      status.textContent = [count, answer.note, answer.question].filter(Boolean).join(" ");
      menu.hidden = !shown.length && !answer.note;
      list.hidden = !shown.length;
      input.setAttribute("aria-expanded", String(!menu.hidden));
      active = -1;
      input.removeAttribute("aria-activedescendant");
    };

    const accept = (option) => {
      if (![...several.querySelectorAll("input")].some((one) => one.value === option.value)) {
        const label = make("label", "", several);
        const tick = Object.assign(document.createElement("input"), { type: "checkbox", name: "accepted", value: option.value, checked: true });
        label.append(tick);
        make("span", [option.title, option.code].filter(Boolean).join(", "), label);
      }
      several.hidden = false;
      input.value = "";
      field("asked_for").value = "";
    };

    const settle = (option) => {
      let choice = field("choice");
      form.querySelectorAll("#choice").forEach((old) => old.remove());
      if (!choice) {
        choice = Object.assign(document.createElement("input"), { type: "hidden", name: "choice" });
        box.after(choice);
      }
      choice.value = option.value;
      field("sentence").value = option.sentence && option.value !== "own" ? input.value : "";
      if (option.value !== "own") input.value = option.title;
      field("asked_for").value = input.value;
      askTest(form, Boolean(option.mirror));
      fillForm(form, option.form);
      form.querySelectorAll(".chosen, .combobox > .narrow, .combobox > .note").forEach((old) => old.remove());
    };

    const choose = (number) => {
      (several ? accept : settle)(shown[number]);
      status.textContent = shown[number].title;
      close();
    };

    const ask = async () => {
      const words = input.value.trim();
      if (words.length < 2) { close(); return; }
      asked = words;
      try {
        const address = new URL(box.dataset.options, location.href);
        address.searchParams.set("q", words);
        if (narrowed) address.searchParams.set("narrowed", narrowed);
        const answer = await (await fetch(address)).json();
        if (asked === words && document.activeElement === input) open(answer);
      } catch { close(); }
    };

    input.addEventListener("input", () => {
      narrowed = "";
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    box.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget) && event.relatedTarget !== input) close(); });
    input.addEventListener("keydown", (event) => {
      const isOpen = !menu.hidden && shown.length > 0;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (isOpen) point(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1)); else ask();
      } else if (event.key === "Enter" && isOpen && active >= 0) {
        event.preventDefault();
        choose(active);
      } else if (event.key === "Enter" && several && input.value.trim()) {
        event.preventDefault();
        ask();
      } else if (event.key === "Enter") {
        event.preventDefault();
        form.querySelector("button.big").click();
      } else if (event.key === "Escape" && isOpen) {
        close();
      }
    });
  }

  function askTest(form, isMirror) {
    form.querySelectorAll(".test-question").forEach((question) => {
      question.hidden = !isMirror;
      question.disabled = !isMirror;
    });
  }

  function fillForm(form, usual) {
    const filled = form.querySelector("input[name=form_filled]");
    const now = form.querySelector("input[name=form]:checked");
    const wanted = form.querySelector(`input[name=form][value="${usual}"]`);
    if (!filled || !wanted || (now && now.value !== filled.value)) return;
    wanted.checked = true;
    filled.value = usual;
    const hint = form.querySelector(".form-question .hint");
    if (hint) hint.textContent = filled.dataset.note;
  }

  function company(part) {
    const number = part.querySelector("[name=business_id]");
    const name = part.querySelector("[name=company]");
    if (!number || !name) return;
    number.addEventListener("change", async () => {
      if (name.value || !number.value.trim()) return;
      try {
        const answer = await fetch(`${part.dataset.company}?business_id=${encodeURIComponent(number.value)}`);
        const found = await answer.json();
        if (found.name && !name.value) name.value = found.name;
      } catch { /* the name is typed by hand */ }
    });
  }

  document.querySelectorAll(".combobox[data-options]").forEach(combobox);
  document.querySelectorAll("[data-company]").forEach(company);
})();
