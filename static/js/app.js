// What does every page do once JavaScript is there?
//
// Nothing here is needed to use the portal: a page without JavaScript works the same.
// - the bar that says the network is gone;
// - an idempotency key, made in this page, in each empty <input type="hidden" data-key>;
// - the error summary takes the focus; menus close with Escape or a press elsewhere;
// - the modules that a page asks for by its attributes: data-autosave, data-key-question, data-place, data-upload.

/** Load a module only where its mark stands in the page; also in parts that htmx brings later. */
const MODULES = {
  "[data-autosave]": "./draft.js",
  "[data-key-question]": "./keys.js",
  "[data-place]": "./place.js",
  "[data-upload]": "./upload.js",
};

async function start(root) {
  for (const [mark, file] of Object.entries(MODULES)) {
    const found = [...root.querySelectorAll(mark)];
    if (root.matches?.(mark)) found.unshift(root);
    if (found.length === 0) continue;
    const module = await import(file);
    for (const element of found) {
      if (element.dataset.started) continue;
      element.dataset.started = "1";
      module.start(element);
    }
  }
}

/** A UUID also where the page is not served securely (randomUUID exists only in secure contexts). */
function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function fillKeys(root) {
  for (const input of root.querySelectorAll("input[type=hidden][data-key]")) {
    if (!input.value) input.value = uuid();
  }
}

function showNetwork() {
  const bar = document.getElementById("offline");
  if (bar) bar.hidden = navigator.onLine;
}

/** The error summary takes the focus once, not again when htmx changes another part of the page. */
function focusMarked() {
  const marked = document.querySelector("[data-focus]:not([data-focused])");
  if (!marked) return;
  marked.dataset.focused = "1";
  marked.focus();
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.tools[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);
window.addEventListener("pageshow", () => fillKeys(document));
document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.tools[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});
// What htmx brought: the same care as for a fresh page.
document.addEventListener("htmx:after:swap", () => {
  fillKeys(document);
  focusMarked();
  start(document);
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

fillKeys(document);
showNetwork();
focusMarked();
start(document);
