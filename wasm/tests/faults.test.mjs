// What the package tells without asking the module must be what the library's table says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compiled, fault, freshCore, loaded, lunan, packageDir, readModule, root } from './support.mjs';

/** The lines of the table in src/error.rs: `NUMBER Variant "name" "zh" "en"`. */
function table() {
  const line = /^ {4}(\d+) \w+ ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/gm;
  const source = readFileSync(join(root, 'src/error.rs'), 'utf8');
  const codes = new Map();
  for (const [, number, ...texts] of source.matchAll(line)) {
    const [name, zh, en] = texts.map((text) => JSON.parse(text));
    codes.set(name, { code: name, number: Number(number), zh, en });
  }
  return codes;
}

const codes = table();

function filled({ code, number, zh, en }, ...args) {
  const fill = (text) => text.replace(/\{(\d)\}/g, (_, index) => args[index]);
  return { code, number, zh: fill(zh), en: fill(en) };
}

function told(api, code, work) {
  const { number, zh, en } = fault(api, code, work);
  return { code, number, zh, en };
}

test('the table is read whole', () => {
  assert.ok(codes.size > 110, `${codes.size} codes`);
  assert.equal(codes.get('json.too_large').number, 1001);
});

test('errors of the package are those of the table', async () => {
  const core = await freshCore();
  const notReady = told(core, 'module.not_ready', () => compiled(core));
  assert.deepEqual(notReady, filled(codes.get('module.not_ready')));

  const api = await loaded();
  const ruleset = compiled(api);
  const wrong = told(api, 'argument.type', () => ruleset.due(5, lunan.reportedAt));
  assert.deepEqual(wrong, filled(codes.get('argument.type'), 'limit', 'string'));
  ruleset.dispose();
  assert.deepEqual(told(api, 'handle.disposed', () => ruleset.fingerprint), filled(codes.get('handle.disposed')));

  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), core.IMPORTS);
  core.use({ exports: { ...exports, ruleset_compile: null } });
  assert.deepEqual(told(core, 'panic', () => compiled(core)), filled(codes.get('panic')));
});

test('so is that of a module of another version', async () => {
  const core = await freshCore();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), core.IMPORTS);
  const [, version] = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^version = "(.*)"$/m);
  const old = told(core, 'module.version', () => core.use({ exports: { ...exports, version: undefined } }));
  assert.deepEqual(old, filled(codes.get('module.version'), '?', version));
});

const CODES = ['argument.type', 'handle.disposed', 'module.not_ready', 'module.version', 'panic'];

test('the package tells no other code by itself', () => {
  for (const file of ['core.mjs', 'core.js', 'wechat/core.js']) {
    const text = readFileSync(join(packageDir(), file), 'utf8');
    const named = [...text.matchAll(/code: '([^']*)'/g)].map(([, code]) => code);
    assert.deepEqual(named.sort(), CODES, file);
  }
});

test('what the module tells of a wrong call is the table\'s too', async () => {
  const api = await loaded();
  const empty = told(api, 'argument.empty', () => new api.Engine([]));
  assert.deepEqual(empty, filled(codes.get('argument.empty'), 'rulesets'));

  // How an instant is written is added here: in the table the sentence is that of seconds too.
  const ruleset = compiled(api);
  const instant = told(api, 'argument.instant', () => ruleset.due('sign', 'never'));
  const { zh, en, ...plain } = filled(codes.get('argument.instant'), 'from');
  const written = { zh: `${zh}：应写为 ${lunan.reportedAt}`, en: `${en}: it is written ${lunan.reportedAt}` };
  assert.deepEqual(instant, { ...plain, ...written });
});

test('statuses are those of the C library', () => {
  const header = readFileSync(join(root, 'include/civigrid.h'), 'utf8');
  const text = readFileSync(join(packageDir(), 'core.mjs'), 'utf8');
  for (const name of ['OK', 'REPEAT', 'NONE', 'REJECTED', 'RULESET_INVALID']) {
    const [, here] = text.match(new RegExp(`^const ${name} = (\\d+);$`, 'm'));
    const [, there] = header.match(new RegExp(`CIVIGRID_${name}\\b[^0-9\\n]*(\\d+)`));
    assert.equal(here, there, name);
  }
});
