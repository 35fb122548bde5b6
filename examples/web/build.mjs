// Puts the page together as one file that opens without a server: node build.mjs PACKAGE PAGE
//
// PACKAGE is the npm package civigrid, PAGE the file to write. The page may run nothing but its own script and can reach
// no network: its policy names the hashes of what stands in it.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [pack, page] = process.argv.slice(2).map((path) => resolve(path));
// Installed with what builds and tests the package.
const { buildSync } = createRequire(join(here, '../../wasm/package.json'))('esbuild');

const RULES = join(here, '../rulesets/lunan');
const PARTS = ['holiday-cn/2025.json', 'holiday-cn/2026.json'];

function fail(what) {
  console.error(`error: ${what}`);
  process.exit(1);
}

/** Text that a script element holds byte for byte: the fingerprint of the ruleset depends on it. */
function held(text, name) {
  if (/<\/script|<!--|\r|\0/i.test(text)) {
    fail(`${name} holds what cannot stand inside a script element as it is`);
  }
  return text;
}

function source(name) {
  const text = readFileSync(join(RULES, name), 'utf8');
  return held(text, name);
}

function bundle() {
  const built = buildSync({
    entryPoints: [join(here, 'page.mjs')],
    alias: { civigrid: join(pack, 'browser.mjs') },
    bundle: true,
    charset: 'utf8',
    format: 'esm',
    target: 'es2020',
    write: false,
  });
  return held(built.outputFiles[0].text, 'the script');
}

function hash(text) {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

const script = bundle();
const style = readFileSync(join(here, 'style.css'), 'utf8');
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');
const json = (attributes, text) => `<script type="application/json" ${attributes}>${text}</script>`;
const wasm = readFileSync(join(pack, 'civigrid.wasm')).toString('base64');
const data = [
  json('id="ruleset"', source('ruleset.json')),
  ...PARTS.map((part) => json(`data-part="${part}"`, source(part))),
  // Of the directory the content counts and not the bytes.
  json('id="directory"', held(JSON.stringify(JSON.parse(source('directory.json'))), 'directory.json')),
  `<script type="application/wasm" id="module">${wasm}</script>`,
];
const marks = {
  policy: `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
  style: `<style>${style}</style>`,
  data: data.join('\n'),
  script: `<script type="module">${script}</script>`,
};
let text = readFileSync(join(here, 'index.html'), 'utf8');
for (const [name, content] of Object.entries(marks)) {
  const mark = `<!-- ${name} -->`;
  if (text.split(mark).length !== 2) {
    fail(`index.html must hold \`${mark}\` once`);
  }
  text = text.replace(mark, () => content);
}
mkdirSync(dirname(page), { recursive: true });
writeFileSync(page, text);
console.log(`${page}: ${Buffer.byteLength(text)} bytes`);
