// Which part of KRDS does the portal ship, and how is it made?
//
// Makes `static/css/krds@1.1.0.css` from the npm package krds-uiux: the tokens that our own style sheets
// use and the component classes listed below, nothing else (594 KB become about 5 KB gzip). The result is
// committed, so nothing is built at run time; run `npm run css` after changing the list or using a new token.
//
// KRDS repeats each component three times (light, high contrast, "theme"). Here the components read one set
// of semantic tokens, and the dark look only swaps those tokens: by the device's preference, or by
// `data-theme` on <html>, which the server sets from the resident's choice.

import fs from "node:fs";
import zlib from "node:zlib";
import { Features, transform } from "lightningcss";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

const SOURCE = "node_modules/krds-uiux/resources/css/";
const RESULT = "static/css/krds@1.1.0.css";
const OWN = fs
  .readdirSync("static/css")
  .filter((name) => name.endsWith(".css") && !name.startsWith("krds@"))
  .map((name) => fs.readFileSync(`static/css/${name}`, "utf8"))
  .join("\n");

/** The KRDS classes that our templates may use. */
const CLASSES = [
  "krds-btn primary secondary tertiary text small medium large disabled",
  "krds-input krds-form-select form-group form-tit form-conts form-hint is-error",
  "krds-badge bg-light-primary bg-light-gray bg-light-danger bg-light-warning bg-light-success",
  "krds-table-wrap tbl data",
  "sr-only",
];
const ELEMENTS = "<a></a><button></button><input><textarea></textarea><select></select><label></label><p></p>";
const TABLE = "<table><thead><tr><th></th></tr></thead><tbody><tr><th></th><td></td></tr></tbody></table>";

const read = (name) => fs.readFileSync(SOURCE + name, "utf8");
const content = [{ raw: `<div class="${CLASSES.join(" ")}">${ELEMENTS}${TABLE}</div>`, extension: "html" }];

/** The rules of one KRDS file that can match the content. */
async function purged(file) {
  const [result] = await new PurgeCSS().purge({ content, css: [{ raw: read(file) }], keyframes: true });
  return postcss.parse(result.css);
}

/** Token name → value, from every :root of a KRDS file that is not tied to a mode or a width. */
function tokensOf(file, into) {
  postcss.parse(read(file)).walkRules(":root", (rule) => {
    if (rule.parent.type === "atrule") return;
    rule.walkDecls(/^--/, (decl) => into.set(decl.prop, decl.value));
  });
}

const tokens = new Map();
tokensOf("token/krds_tokens.css", tokens);
tokensOf("common/common.css", tokens);

/** Follow var() through the tokens until only plain values are left. */
function plain(value) {
  return value.replace(/var\((--[\w-]+)\)/g, (whole, name) => (tokens.has(name) ? plain(tokens.get(name)) : whole));
}

const root = await purged("component/component.css");
for (const node of (await purged("common/common.css")).nodes) {
  if (node.type === "rule" && node.selector === ".sr-only") root.append(node.clone());
}

const unwanted = /data-krds-mode|svg-icon|::before|::after|:not\(\.icon\)|\.(icon|h-auto|xsmall|xlarge)\b/;
root.walkRules((rule) => {
  rule.selectors = rule.selectors.filter((selector) => !unwanted.test(selector));
  if (rule.selectors.length === 0 || rule.selector === "") rule.remove();
});
// Motion that is not asked for, pictures of the kit, and the kit's own typeface stay out.
root.walkDecls((decl) => {
  if (/url\(/.test(decl.value) || /^(transition|font-family)$/.test(decl.prop)) decl.remove();
});
root.walkAtRules((rule) => {
  if (rule.name !== "media" || /prefers-color-scheme/.test(rule.params) || rule.nodes.length === 0) rule.remove();
});
root.walkComments((comment) => comment.remove());

const fromKrds = (css) => css.replaceAll("--krds-light-", "--krds-");
const localNames = new Set();
root.walkDecls(/^--/, (decl) => localNames.add(decl.prop));

/** Every token that the picked rules or our own style sheets read, under its short name. */
function usedNames() {
  const text = fromKrds(root.toString()) + OWN;
  return new Set([...text.matchAll(/var\(\s*(--krds-[\w-]+)/g)].map((match) => match[1]));
}

// Drop local variables that nothing reads, until none is left.
for (let before = -1; before !== localNames.size; ) {
  before = localNames.size;
  const used = usedNames();
  root.walkDecls(/^--/, (decl) => {
    if (used.has(fromKrds(decl.prop))) return;
    localNames.delete(decl.prop);
    decl.remove();
  });
}
root.walkRules((rule) => {
  if (rule.nodes.length === 0) rule.remove();
});

const light = [];
const dark = [];
for (const name of [...usedNames()].sort()) {
  const short = name.replace("--krds-", "");
  if (localNames.has(name) || localNames.has(`--krds-light-${short}`)) continue;
  const lightName = tokens.has(`--krds-light-${short}`) ? `--krds-light-${short}` : name;
  if (!tokens.has(lightName)) throw new Error(`no KRDS token ${name}`);
  const value = plain(tokens.get(lightName));
  light.push(`${name}:${value}`);
  const darkName = `--krds-high-contrast-${short}`;
  if (lightName !== name && tokens.has(darkName) && plain(tokens.get(darkName)) !== value) {
    dark.push(`${name}:${plain(tokens.get(darkName))}`);
  }
}

const css = [
  `:root{${light.join(";")}}`,
  `@media screen{[data-theme="dark"]{${dark.join(";")}}}`,
  `@media screen and (prefers-color-scheme: dark){:root:not([data-theme="light"]){${dark.join(";")}}}`,
  fromKrds(root.toString()),
].join("\n");
const { code } = transform({
  filename: "krds.css",
  code: Buffer.from(css),
  minify: true,
  exclude: Features.LogicalProperties,
});
const head =
  "/*! KRDS 1.1.0 (krds-uiux), Ministry of the Interior and Safety, KOGL type 1; a selection, see NOTICE */\n";
const result = head + code.toString().replaceAll("}", "}\n");

if (process.argv.includes("--check")) {
  if (!fs.existsSync(RESULT) || fs.readFileSync(RESULT, "utf8") !== result) {
    console.error(`${RESULT} is stale: run npm run css`);
    process.exit(1);
  }
} else {
  fs.writeFileSync(RESULT, result);
  console.log(`${RESULT}: ${result.length} bytes, gzip ${zlib.gzipSync(result, { level: 9 }).length}`);
}
