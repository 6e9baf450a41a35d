// Keys: a form of an official act has the reader's key sign what the server says that it would do; another form has the browser make a key.
(() => {
  const bytes = (s) => Uint8Array.from(atob(s), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const named = (ids) => ids.map((s) => ({ type: "public-key", id: bytes(s) }));
  const told = (key, names) => ({ id: key.id, rawId: text(key.rawId), type: key.type, clientExtensionResults: {}, response: Object.fromEntries(names.map((n) => [n, text(key.response[n])])) });
  const signed = async (form, say) => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { "X-Prepare": "1" }, redirect: "manual" });
    if (!answer.ok || answer.headers.get("Content-Type") !== "application/json") return "-"; // the form itself says what is wrong
    const act = await answer.json();
    say.lastElementChild.textContent = say.dataset.sign;
    const key = await navigator.credentials.get({ publicKey: { challenge: bytes(act.challenge), rpId: act.site, allowCredentials: named(act.keys), userVerification: "preferred" } });
    return JSON.stringify({ answer: told(key, ["clientDataJSON", "authenticatorData", "signature"]), digests: act.digests });
  };
  const made = async (form) => {
    const a = JSON.parse(form.dataset.make);
    const key = await navigator.credentials.create({ publicKey: { challenge: bytes(a.challenge), rp: { id: a.site, name: a.name }, user: { id: bytes(a.user), name: a.login, displayName: a.shown },
      pubKeyCredParams: a.algorithms.map((alg) => ({ type: "public-key", alg })), excludeCredentials: named(a.held), authenticatorSelection: { userVerification: "preferred" }, attestation: "none" } });
    return JSON.stringify(told(key, ["clientDataJSON", "attestationObject"]));
  };
  for (const say of document.querySelectorAll("form [data-failed]")) {
    const form = say.closest("form");
    const ask = say.dataset.sign ? signed : made;
    form.addEventListener("submit", async (e) => {
      const proof = form.querySelector(".weaker input");
      if (proof && proof.value) return;
      e.preventDefault();
      if (form.dataset.busy) return;
      form.dataset.busy = 1;
      try {
        form.elements.passkey.value = await ask(form, say);
        form.submit();
      } catch {
        say.lastElementChild.textContent = say.dataset.failed;
        const weaker = form.querySelector(".weaker");
        if (weaker) weaker.open = true;
      }
      delete form.dataset.busy;
    });
  }
})();
