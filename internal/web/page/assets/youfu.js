// Youfu works without this file; it only makes things quicker: keys, theme, printing, progress, and advice while a form is filled in.
(() => {
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const typing = (e) => e.target.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable]");

  const search = document.getElementById("q");

  // "/" goes to the search box; Esc closes what is open; 1 to 5 answer for the row that has the focus.
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    const open = e.target.closest("details[open]");
    if (e.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
      return;
    }
    if (root.dataset.keys === "off" || typing(e)) return;
    if (e.key === "/" && search) e.preventDefault(); // some browsers search in the page with it
    const answers = open && all(".answers button", open);
    if (answers && answers[e.key - 1]) {
      e.preventDefault();
      answers[e.key - 1].click();
    }
  });
  document.addEventListener("keyup", (e) => {
    if (e.key !== "/" || !search || root.dataset.keys === "off" || typing(e)) return;
    search.focus();
    search.select();
  });
  document.addEventListener("click", (e) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(e.target)) menu.open = false;
    if (e.target.closest("[data-print]")) print();
  });

  // A form is sent once: a second click within the same page load is a slip.
  document.addEventListener("submit", (e) => {
    if (e.defaultPrevented || e.target.method !== "post") return;
    if (e.target.dataset.sent) e.preventDefault();
    e.target.dataset.sent = 1;
  });
  addEventListener("pageshow", () => all("form[data-sent]").forEach((f) => delete f.dataset.sent));

  // The theme changes at once; the server only remembers it.
  for (const button of all("button[name=theme]")) {
    button.addEventListener("click", (e) => {
      e.preventDefault();
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
      const theme = button.classList.contains("theme") ? (dark ? "light" : "dark") : button.value;
      if (theme === "system") delete root.dataset.theme;
      else root.dataset.theme = theme;
      for (const b of all(".menu button[name=theme]")) b.ariaPressed = String(b.value === theme);
      const form = new FormData(button.form);
      form.set("theme", theme);
      fetch(button.form.action, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });
    });
  }

  // Progress: ask for the part again until it is over, then load the page, which then shows the result.
  const poll = async (part) => {
    const answer = await fetch(part.dataset.poll).catch(() => null);
    if (answer && answer.ok) {
      const html = await answer.text();
      if (answer.headers.get("X-Over") || html.includes("data-over")) return location.reload();
      part.innerHTML = html;
    }
    setTimeout(poll, 1000, part);
  };
  for (const part of all("[data-poll]")) setTimeout(poll, 1000, part);

  // A form with a preview: what is filled in decides which dependent questions are asked and what advice stands beside it.
  for (const form of all("form[data-preview]")) {
    const panel = document.getElementById("outlook");
    let waiting, asked;
    const ask = async () => {
      if (asked) asked.abort();
      asked = new AbortController();
      try {
        const body = new URLSearchParams(new FormData(form));
        const answer = await fetch(form.dataset.preview, { method: "POST", body, signal: asked.signal });
        if (!answer.ok) return;
        panel.innerHTML = await answer.text();
        const now = panel.firstElementChild.dataset.asked.split(" ");
        for (const q of all("[data-when]", form)) q.hidden = !now.includes(q.dataset.when);
      } catch {
        // Aborted by a later change, or no network: the form itself is checked when it is sent.
      }
    };
    form.addEventListener("input", (e) => {
      if (e.target.dataset.alone !== undefined && e.target.checked) {
        for (const box of all(`[name="${e.target.name}"]`, form)) box.checked = box === e.target;
      } else if (e.target.type === "checkbox" && e.target.checked) {
        for (const box of all(`[name="${e.target.name}"][data-alone]`, form)) box.checked = false;
      }
      clearTimeout(waiting);
      waiting = setTimeout(ask, 250);
    });
    form.addEventListener("click", (e) => {
      const swap = e.target.closest("button[name=swap]");
      if (!swap) return;
      e.preventDefault();
      const [a, b] = all("input", swap.parentElement);
      [a.value, b.value] = [b.value, a.value];
      a.focus();
      ask();
    });
  }

  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
})();
