// What the script adds to pages that work without it. It reads data-attributes and knows no page by name.
//
//   form[data-live=PART]   GET form: the element with id PART is replaced by what the form finds, while typing and on
//                          submit. While typing the address is replaced; on submit it becomes a step of its own, so
//                          that Back leads to the search before. data-now: a change of a choice counts as submit.
//   input[data-suggest=ADDRESS]  its list fills with the texts that the address gives for what is being typed.
//   form[data-draft=PART]      while typing it is sent with do=draft; the element with id PART becomes what the answer
//                          holds, unless somebody is in it. Ctrl+Enter presses its button[data-first].
//   [data-again=PART]      is asked for again every two seconds, for as long as the answer holds a [data-wait].
//   button[data-read-aloud=ID]   reads the element with that id aloud, and stops on the second press.
//   button[data-print]           prints.
//   button[data-clock=ID]      counts the minutes in the element with that id, without a sound: data-least and data-most of
//                          the button say how many, data-left, data-round and data-over of the element what it says.
//   details[data-open-wide]      is open from the start on a wide screen.
//   button[data-passkey=register|signin]   what is around its form appears where passkeys work. On submit the address in
//                          data-begin of the form says what the device must do; its answer is sent with the form.
//   body[data-shortcuts]       single keys do something outside fields: those of kbd[data-key] in dialog#keys. One with
//                          data-go leads there; / goes to a search field of the page first; ? shows the dialog; j and k
//                          go through the links and buttons of ul.rows.

const waiting = 250; // ms without a key before we ask

const address = form => {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value.trim() !== "") url.searchParams.append(name, value.trim());
  return url;
};

let asked = null;

// ask fetches a part of a page and puts it in its place. It tells whether it did; when it did not, the browser goes
// there itself.
const ask = async (part, url) => {
  asked?.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(url, { headers: { "Samenspel-Part": part }, signal: asked.signal });
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    const place = document.getElementById(part);
    const focused = place.contains(document.activeElement) ? focusKey(document.activeElement) : null;
    const open = place.querySelector("details")?.open;
    place.innerHTML = text;
    const fold = place.querySelector("details");
    if (fold && open !== undefined) fold.open = open;
    if (focused) place.querySelector(focused)?.focus();
    document.title = `${place.querySelector("h1")?.textContent ?? ""} – ${document.title.split(" – ").pop()}`;
    return true;
  } catch (problem) {
    if (problem.name === "AbortError") return true;
    return false;
  }
};

const focusKey = element => element.name ? `[name="${CSS.escape(element.name)}"][value="${CSS.escape(element.value)}"]` : null;

const live = async (form, step) => {
  const part = form.dataset.live;
  const url = address(form);
  if (!document.getElementById(part)?.querySelector("h1")) { // another page than the one with results
    if (step) location.assign(url);
    return;
  }
  if (!await ask(part, url)) { if (step) location.assign(url); return; }
  history[step ? "pushState" : "replaceState"]({ part }, "", url);
  sync(url);
};

// sync makes every form on the page say what the address says: typing and choosing happen in different forms.
const sync = url => {
  for (const name of ["q", "wijk"])
    for (const input of document.querySelectorAll(`form[data-live] input[name="${name}"]`))
      if (input !== document.activeElement) input.value = url.searchParams.get(name) ?? "";
};

// choices of the facets travel with the words, so that typing on keeps them.
const withChoices = form => {
  for (const old of form.querySelectorAll("input[data-carried]")) old.remove();
  for (const chosen of document.querySelectorAll("form.facets input:checked")) {
    const carried = document.createElement("input");
    Object.assign(carried, { type: "hidden", name: chosen.name, value: chosen.value });
    carried.dataset.carried = "";
    form.append(carried);
  }
};

// suggest fills the list of a field; an answer that comes after another key is dropped.
const suggest = async field => {
  const typed = field.value;
  const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`).catch(() => null);
  if (!answer?.ok || field.value !== typed) return;
  field.list.replaceChildren(...(await answer.json()).map(text => new Option(text, text)));
};

let timer;
document.addEventListener("input", event => {
  const form = event.target.closest("form[data-live]");
  if (!form || "now" in form.dataset) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (event.target.dataset.suggest) suggest(event.target);
    withChoices(form);
    live(form, false);
  }, waiting);
});
document.addEventListener("change", event => {
  const form = event.target.closest("form[data-now]");
  if (form) live(form, true);
});
document.addEventListener("submit", event => {
  const form = event.target.closest("form[data-live]");
  if (!form) return;
  clearTimeout(timer);
  event.preventDefault();
  if (!("now" in form.dataset)) withChoices(form);
  live(form, true);
});
addEventListener("popstate", () => location.reload());

for (const form of document.querySelectorAll("form[data-draft]")) {
  let pause, sent;
  const save = async () => {
    sent?.abort();
    sent = new AbortController();
    const body = new URLSearchParams(new FormData(form));
    body.set("do", "draft");
    const answer = await fetch(form.action, { method: "POST", body, headers: { "Samenspel-Part": form.dataset.draft }, signal: sent.signal }).catch(() => null);
    const part = document.getElementById(form.dataset.draft);
    if (answer?.ok && !answer.redirected && !part.contains(document.activeElement)) part.innerHTML = await answer.text();
  };
  form.addEventListener("input", () => { clearTimeout(pause); pause = setTimeout(save, waiting); });
  form.addEventListener("submit", () => { clearTimeout(pause); sent?.abort(); });
  form.addEventListener("keydown", event => { if (event.ctrlKey && event.key === "Enter") form.querySelector("[data-first]").click(); });
}

const again = async place => {
  if (!await ask(place.dataset.again, location.href)) return;
  if (place.querySelector("[data-wait]")) setTimeout(again, 2000, place);
  else location.reload();
};
for (const place of document.querySelectorAll("[data-again]")) setTimeout(again, 2000, place);

const voice = "speechSynthesis" in window ? window.speechSynthesis : null;
for (const button of document.querySelectorAll("[data-read-aloud]")) {
  if (!voice) continue;
  button.hidden = false;
  const label = button.querySelector("[data-on]");
  const [off, on] = [label.textContent, label.dataset.on];
  const stop = () => { voice.cancel(); label.textContent = off; };
  button.addEventListener("click", () => {
    if (voice.speaking) { stop(); return; }
    const text = document.getElementById(button.dataset.readAloud);
    const words = new SpeechSynthesisUtterance([...text.querySelectorAll("h1, h2, p, li")]
      .filter(part => !part.closest(".actions")).map(part => part.textContent.trim()).join(". "));
    words.lang = text.lang || document.documentElement.lang;
    words.onend = stop;
    label.textContent = on;
    voice.speak(words);
  });
  addEventListener("pagehide", stop);
}
if (matchMedia("(min-width: 62rem)").matches)
  for (const fold of document.querySelectorAll("[data-open-wide]")) fold.open = true;
for (const button of document.querySelectorAll("[data-clock]")) {
  const clock = document.getElementById(button.dataset.clock), { least, most } = button.dataset;
  let next;
  button.hidden = false;
  button.addEventListener("click", () => {
    const begun = Date.now();
    const tick = () => {
      const gone = Math.floor((Date.now() - begun) / 60000);
      clock.textContent = gone < least ? clock.dataset.left + (least - gone) : gone < most ? clock.dataset.round + (most - gone) : clock.dataset.over;
      clearTimeout(next);
      if (gone < most) next = setTimeout(tick, 5000);
    };
    tick();
  });
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

const toBytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), letter => letter.charCodeAt(0));
const toText = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// device asks the device for a new passkey, or for proof with one, and gives its answer as the server reads it.
const device = async (kind, options) => {
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const known of [...options.excludeCredentials ?? [], ...options.allowCredentials ?? []]) known.id = toBytes(known.id);
  const made = await navigator.credentials[kind === "register" ? "create" : "get"]({ publicKey: options });
  const response = { transports: made.response.getTransports?.() };
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
    if (made.response[part]) response[part] = toText(made.response[part]);
  return JSON.stringify({ id: made.id, rawId: toText(made.rawId), type: made.type, response, clientExtensionResults: {} });
};

for (const button of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  const form = button.form, failed = form.querySelector("[data-failed]");
  form.parentElement.hidden = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    failed.hidden = button.disabled = true;
    try {
      const begun = await fetch(form.dataset.begin, { method: "POST" });
      if (begun.redirected) { location.assign(begun.url); return; }
      const { options, ceremony, wrong } = await begun.json();
      if (wrong) throw new Error(wrong);
      form.elements.ceremony.value = ceremony;
      form.elements.answer.value = await device(button.dataset.passkey, options.publicKey).catch(() => { throw new Error(failed.dataset.failed); });
      form.submit();
    } catch (problem) {
      failed.textContent = problem instanceof SyntaxError || problem instanceof TypeError ? failed.dataset.failed : problem.message;
      failed.hidden = button.disabled = false;
    }
  });
}

const walk = step => {
  const stops = [...document.querySelectorAll(".rows li")].map(row => row.querySelector("a, button, summary")).filter(stop => stop?.checkVisibility());
  const at = stops.findIndex(stop => stop.closest("li") === document.activeElement.closest(".rows li"));
  stops[Math.max(0, Math.min(stops.length - 1, at + step))]?.focus();
};
const keys = document.getElementById("keys");
const does = { "?": () => keys.showModal(), "j": () => walk(1), "k": () => walk(-1) };
if (keys && "shortcuts" in document.body.dataset) document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || keys.open) return;
  if (event.target.closest("input, select, textarea, [contenteditable]")) return;
  const known = [...keys.querySelectorAll("[data-key]")].find(key => key.dataset.key === event.key);
  if (!known) return;
  event.preventDefault();
  const field = event.key === "/" && document.querySelector("main input[type=search]");
  if (field) field.focus();
  else if (known.dataset.go) location.assign(known.dataset.go);
  else does[event.key]?.();
});
