// A module of another version than the scripts, such as an old one that a cache kept, is refused however it is loaded.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { filesOf, miniProgram } from './miniprogram.mjs';
import { launch, open, serve } from './page.mjs';
import {
  fault, freshEntry, loaded, lunan, packageDir, readModule, reported, root, scratch, tests,
} from './support.mjs';
import { binaryen } from './wasm.mjs';

const [, version] = readFileSync(join(root, 'Cargo.toml'), 'utf8').match(/^version = "(.*)"$/m);
const NEWER = `${version}-newer`;

/** The package with scripts of the next version, and the module of this one. */
const newer = join(scratch({ after }), 'civigrid');
cpSync(packageDir(), newer, { recursive: true });
const scripts = ['core.mjs', 'core.js', 'wechat/core.js'];
for (const name of scripts) {
  const text = readFileSync(join(newer, name), 'utf8');
  const line = `const VERSION = '${version}';\n`;
  assert.equal(text.split(line).length, 2, `${name} names the version of Cargo.toml`);
  writeFileSync(join(newer, name), text.replace(line, `const VERSION = '${NEWER}';\n`));
}

/** The module as it was before it told its version. */
function silent() {
  const module = binaryen.readBinary(readModule());
  module.removeExport('version');
  return module.emitBinary();
}

const told = (found, expected) => ({
  code: 'module.version',
  number: 10022,
  zh: `模块版本为 ${found}，脚本版本为 ${expected}：请加载同一版本的 civigrid.wasm`,
  en: `the module is of version ${found}, the script of ${expected}: load the civigrid.wasm of the same version`,
});
const fields = ({ code, number, zh, en }) => ({ code, number, zh, en });

async function rejection(api, promise) {
  const error = await promise.then(() => assert.fail('it was loaded'), (thrown) => thrown);
  assert.ok(error instanceof api.CivigridError, String(error));
  return fields(error);
}

test('the module tells the version of the library', () => {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), {});
  assert.equal(exports.version(), 0);
  const bytes = new Uint8Array(exports.memory.buffer, exports.output(), exports.output_len());
  assert.equal(new TextDecoder().decode(bytes), version);
});

test('Node refuses a module of another version, and takes the right one after it', async () => {
  const api = freshEntry(newer);
  assert.deepEqual(await rejection(api, api.init()), told(version, NEWER));
  assert.deepEqual(await rejection(api, api.init(readModule())), told(version, NEWER));
  assert.deepEqual(fields(fault(api, 'module.version', () => api.initSync())), told(version, NEWER));
  fault(api, 'module.not_ready', () => api.Ruleset.compile('{}'));

  const own = freshEntry();
  assert.deepEqual(await rejection(own, own.init(silent())), told('?', version));
  const other = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
  assert.deepEqual(await rejection(own, own.init(other)), told('?', version));
  await own.init();
  assert.equal(reported(own).nextFiring, lunan.nextFiring);
});

test('what is in use goes on when another version is offered', async () => {
  const api = await loaded();
  const engine = reported(api);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(silent()), {});
  fault(api, 'module.version', () => api.core.use({ exports }));
  assert.equal(engine.nextFiring, lunan.nextFiring);
});

test('a page refuses a module of another version, and takes the right one after it', async (t) => {
  const browser = await launch();
  t.after(() => browser.close());
  const story = { type: 'text/javascript', body: readFileSync(join(tests, 'story.mjs')) };
  const old = { type: 'application/wasm', body: Buffer.from(silent()) };
  const folders = { '/civigrid/': `${packageDir()}/`, '/newer/': `${newer}/` };
  const url = await serve(t, { '/story.mjs': story, '/old.wasm': old }, folders);
  const { page, complaints } = await open(t, browser, url);
  const [first, second, third, firing] = await page.evaluate(async (lunan) => {
    const { story } = await import('/story.mjs');
    const refusal = (api, work) =>
      work().then(
        () => 'loaded',
        (error) => {
          const { code, number, zh, en } = error;
          return error instanceof api.CivigridError ? { code, number, zh, en } : String(error);
        },
      );
    const newer = await import('/newer/browser.mjs');
    const api = await import('/civigrid/browser.mjs');
    const bytes = await (await fetch('/civigrid/civigrid.wasm')).arrayBuffer();
    const refusals = [
      await refusal(newer, () => newer.init()),
      await refusal(newer, async () => newer.initSync(bytes)),
      await refusal(api, () => api.init('/old.wasm')),
    ];
    await api.init();
    return [...refusals, story(api, lunan)];
  }, lunan);
  assert.deepEqual([first, second, third], [told(version, NEWER), told(version, NEWER), told('?', version)]);
  assert.equal(firing, lunan.nextFiring);
  assert.deepEqual(complaints, []);
});

test('a mini-program refuses a module of another version, and takes the right one after it', async () => {
  const place = 'miniprogram_npm/civigrid';
  const program = (dir) => {
    const files = filesOf([[place, join(dir, 'wechat'), readdirSync(join(dir, 'wechat'))]]);
    files.set('app/old.wasm', () => Buffer.from(silent()));
    return miniProgram(files).require(`${place}/index.js`);
  };
  const path = `/${place}/civigrid.wasm.br`;
  const api = program(newer);
  assert.deepEqual(await rejection(api, api.init(path)), told(version, NEWER));
  assert.throws(() => api.Ruleset.compile('{}'), { code: 'module.not_ready' });
  const own = program(packageDir());
  assert.deepEqual(await rejection(own, own.init('/app/old.wasm')), told('?', version));
  await own.init(path);
  assert.equal(own.Ruleset.compile('').diagnostics[0].problem.code, 'json.syntax');
});
