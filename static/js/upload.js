// What did I choose? The names, sizes and small pictures of chosen files, before they are sent.
//
// In a field with [data-upload] (macro fields.file_field). The files themselves are sent by the form.

const PICTURE = /^image\/(jpeg|png|webp)$/;

function sizeOf(bytes) {
  if (bytes >= 1_000_000) return `${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(bytes / 1000))} KB`;
}

function row(file) {
  const item = document.createElement("li");
  if (PICTURE.test(file.type)) {
    const picture = new Image(48, 48);
    picture.className = "preview";
    picture.alt = "";
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    item.append(picture);
  }
  const name = document.createElement("span");
  name.className = "file-name";
  name.textContent = `${file.name} · ${sizeOf(file.size)}`;
  item.append(name);
  return item;
}

/** Show what is chosen in one field; called by app.js. */
export function start(field) {
  const input = field.querySelector("input[type=file]");
  const list = field.querySelector("[data-chosen]");
  if (!input || !list) return;
  const show = () => {
    list.replaceChildren(...[...input.files].map(row));
    list.hidden = input.files.length === 0;
  };
  input.addEventListener("change", show);
  show();
}
