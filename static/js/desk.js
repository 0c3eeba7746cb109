// How does a clerk work without the mouse?
//
// Any link or button with data-key="a" is pressed by that key (its label shows the key in <kbd>), a text field
// with data-key="/" takes the focus. j and k walk the rows marked [data-row] (their first link takes the focus;
// Enter then opens it as always). ? opens the help, <dialog id="shortcuts">. Keys rest while one types, and with Ctrl, Alt
// or Meta held. Buttons with data-open="id" open that dialog.

const TYPING = "input:not([type=checkbox], [type=radio], [type=submit], [type=button]), textarea, select";

function walk(step) {
  const links = [...document.querySelectorAll("[data-row]")].map((row) => row.querySelector("a")).filter(Boolean);
  if (links.length === 0) return;
  const row = document.activeElement?.closest("[data-row]");
  const at = row ? links.indexOf(row.querySelector("a")) : -1;
  const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
  links[next].focus();
}

// What is folded away keeps its key as long as its fold is on the page.
function visible(element) {
  const fold = element.closest("details:not([open])");
  return (fold?.querySelector("summary") ?? element).getClientRects().length > 0;
}

function press(key) {
  const marked = [...document.querySelectorAll("[data-key]:not([type=hidden])")];
  const target = marked.find((element) => element.dataset.key === key && visible(element));
  if (!target) return false;
  if (target.matches(TYPING)) target.focus();
  else target.click();
  return true;
}

function onKey(event) {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest?.(TYPING) || event.target.isContentEditable) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  // The key's place on the keyboard too, so that shortcuts work while Korean is switched on.
  const key = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  if (key === "j" || key === "k") walk(key === "j" ? 1 : -1);
  else if (!press(key)) return;
  event.preventDefault();
}

document.addEventListener("keydown", onKey);
for (const button of document.querySelectorAll("[data-open]")) {
  button.hidden = false;
  button.addEventListener("click", () => document.getElementById(button.dataset.open)?.showModal());
}
