// How is nothing typed ever lost?
//
// A form with data-autosave="URL" is posted there, without its files, a moment after typing stops, and when
// the page is left. Its mark ([data-saved], macro forms.saved_mark) says so quietly. The answers are:
//   2xx        saved;
//   422, 409   problem+json: its `detail` is shown, nothing is kept (a resident number must not be stored);
//   other, no network   kept in this tab (sessionStorage) and tried again.
// What the tab kept is put back on a reload and forgotten once the server has it. If the network is gone
// when the form is sent, it waits and is sent as soon as the network is back.

const PAUSE = 900; // ms after the last key
const RETRY = 8000; // ms after a failure
const RESIDENT_NUMBER = /\d{6}\s*-?\s*[0-9]\d{6}/;
const NEVER_KEPT = new Set(["csrf", "csrf_token", "key", "pin", "code", "password"]);

/** The form's text answers as the browser would send them; files and hidden technical fields are left out. */
function answers(form) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
  }
  return body;
}

function keep(place, body) {
  const text = new URLSearchParams([...body].filter(([name]) => !NEVER_KEPT.has(name))).toString();
  if (RESIDENT_NUMBER.test([...body.values()].join("\n"))) return;
  try {
    sessionStorage.setItem(place, text);
  } catch {
    // Full or forbidden: the form itself still holds everything.
  }
}

function forget(place) {
  try {
    sessionStorage.removeItem(place);
  } catch {
    // Nothing was kept.
  }
}

/** Put back what the server never got. Returns true if something changed. */
function restore(form, place) {
  let text = null;
  try {
    text = sessionStorage.getItem(place);
  } catch {
    return false;
  }
  if (!text) return false;
  const kept = new URLSearchParams(text);
  for (const control of form.elements) {
    if (!control.name || NEVER_KEPT.has(control.name) || /^(file|submit|button)$/.test(control.type)) continue;
    const values = kept.getAll(control.name);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else if (values.length > 0) control.value = values[0];
  }
  return true;
}

async function detailOf(response) {
  try {
    return (await response.json()).detail || "";
  } catch {
    return "";
  }
}

class Draft {
  constructor(form) {
    this.form = form;
    this.mark = form.querySelector("[data-saved]") ?? document.querySelector("[data-saved]");
    this.place = `draft:${form.dataset.autosave}@${location.pathname}${location.search}`;
    this.timer = 0;
    this.dirty = restore(form, this.place);
    this.sending = false;
    this.gone = false; // true once the form itself is on its way
    this.waiting = null; // the button pressed while there was no network
    form.addEventListener("input", () => this.later(PAUSE));
    form.addEventListener("change", () => this.later(PAUSE));
    form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("online", () => this.online());
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", () => {
      this.gone = false; // back from the next page: typing counts again
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.leave();
    });
    if (this.dirty) this.later(0);
  }

  say(text, error = false) {
    if (!this.mark) return;
    this.mark.textContent = text ?? "";
    this.mark.classList.toggle("is-error", error);
  }

  later(wait) {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  request(body, keepalive = false) {
    return fetch(this.form.dataset.autosave, {
      method: "POST",
      body,
      keepalive,
      credentials: "same-origin",
      headers: { Accept: "application/json, application/problem+json", "X-Autosave": "1" },
    });
  }

  async save() {
    if (this.sending) return this.later(PAUSE);
    const body = answers(this.form);
    const words = this.mark?.dataset ?? {};
    this.sending = true;
    this.dirty = false;
    try {
      const response = await this.request(body);
      if (response.ok) {
        forget(this.place);
        this.say(words.done);
      } else if (response.status === 422 || response.status === 409) {
        forget(this.place);
        this.say((await detailOf(response)) || words.failed, true);
      } else {
        throw new Error(String(response.status));
      }
    } catch {
      keep(this.place, body);
      this.say(navigator.onLine ? words.failed : words.here, navigator.onLine);
      this.later(RETRY);
    } finally {
      this.sending = false;
    }
  }

  /** The page goes away: send the last words; keep them in the tab in case they do not arrive. */
  leave() {
    if (!this.dirty || this.gone) return;
    clearTimeout(this.timer);
    const body = answers(this.form);
    keep(this.place, body);
    this.request(body, true)
      .then((response) => response.ok && forget(this.place))
      .catch(() => this.later(RETRY));
    this.dirty = false;
  }

  submitted(event) {
    clearTimeout(this.timer);
    if (navigator.onLine) {
      this.gone = true;
      forget(this.place);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    keep(this.place, answers(this.form));
    this.waiting = event.submitter ?? this.form.querySelector("[data-primary]");
    const words = this.mark?.dataset ?? {};
    if (this.waiting && words.later) this.waiting.textContent = words.later;
    this.say(words.here);
  }

  online() {
    if (this.waiting) this.form.requestSubmit(this.waiting);
    else if (this.dirty) this.later(0);
  }
}

/** Watch one form; called by app.js. */
export function start(form) {
  new Draft(form);
}
