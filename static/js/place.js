// How does the device's place come into a form?
//
// In a field with [data-place] (macro fields.place_field) the button asks the browser for the place, once and
// only when pressed, and puts it into the hidden inputs; the words stay the resident's. Six decimals: about 10 cm.

const WAIT = { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 };

/** Show the button of one field if the browser can tell a place; called by app.js. */
export function start(field) {
  const button = field.querySelector("[data-locate]");
  const note = field.querySelector("[data-located]");
  if (!button || !("geolocation" in navigator)) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    note.textContent = field.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field.querySelector("[data-lat]").value = coords.latitude.toFixed(6);
        field.querySelector("[data-lon]").value = coords.longitude.toFixed(6);
        note.textContent = field.dataset.found.replace("{metres}", String(Math.ceil(coords.accuracy)));
        button.disabled = false;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      () => {
        note.textContent = field.dataset.refused;
        button.disabled = false;
      },
      WAIT,
    );
  });
}
