// How does a security key answer? (Web Authentication)
//
// In a form with [data-key-question="create" or "get"] and the server's question in data-options: the button asks the
// browser for the key, and the answer goes to the server as a field of the form, like everything else.
// Without JavaScript, or without keys in this browser, [data-no-keys] says which other ways there are.

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function named(list) {
  return (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
}

/** The question as the browser wants it: bytes for base64url. */
function question(options) {
  const asked = { ...options, challenge: bytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) asked.excludeCredentials = named(asked.excludeCredentials);
  if (asked.allowCredentials) asked.allowCredentials = named(asked.allowCredentials);
  return { publicKey: asked };
}

/** The answer as the server wants it: base64url for bytes. */
function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });
}

function reason(error) {
  if (error.name === "InvalidStateError") return "known";
  return error.name === "NotAllowedError" || error.name === "AbortError" ? "cancelled" : "failed";
}

/** Let one form ask; called by app.js. */
export function start(form) {
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const button = form.querySelector("button[type=submit]");
  const note = form.querySelector("[data-note]");
  document.querySelector("[data-no-keys]")?.setAttribute("hidden", "");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    note.textContent = form.dataset.asking;
    try {
      const asked = question(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[form.dataset.keyQuestion](asked);
      form.elements.answer.value = answer(credential);
      form.submit();
    } catch (error) {
      note.textContent = form.dataset[reason(error)];
      button.disabled = false;
    }
  });
}
