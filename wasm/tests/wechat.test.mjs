// The package in a WeChat mini-program, as far as one can be had elsewhere: a runtime that lacks what it lacks.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { brotliDecompressSync } from 'node:zlib';
import { parse } from 'acorn';
import { asCommonJs, filesOf, miniProgram } from './miniprogram.mjs';
import { lunan, packageDir, readFrames, readModule, root, tests } from './support.mjs';
import { binaryen, objections, read } from './wasm.mjs';

/** Where the developer tools put what they build of npm packages. */
const PLACE = 'miniprogram_npm/civigrid';
const WASM = `/${PLACE}/civigrid.wasm.br`;
const dir = packageDir();
const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
const folder = join(dir, manifest.miniprogram);
const names = readdirSync(folder);

/** A mini-program with the package, the runner of frames and the story beside it. */
function program(options) {
  const files = filesOf([[PLACE, folder, names]]);
  files.set('app/civigrid.wasm', () => Buffer.from(readModule()));
  files.set('outside.js', () => Buffer.from(`module.exports = require('./${PLACE}/index.js');`));
  for (const name of ['frames', 'story']) {
    files.set(`${name}.js`, () => Buffer.from(asCommonJs(readFileSync(join(tests, `${name}.mjs`), 'utf8'))));
  }
  return miniProgram(files, options);
}

/** A value of this realm in the program's. */
const inside = (mini, value) => mini.run(`(${JSON.stringify(value)})`);

function story(mini, api) {
  return mini.require('story.js').story(api, inside(mini, lunan));
}

test('the runtime lacks what a mini-program lacks', () => {
  const mini = program();
  const names = [
    'WebAssembly', 'TextEncoder', 'TextDecoder', 'FinalizationRegistry', 'fetch', 'URL', 'BigInt64Array', 'BigInt',
    'queueMicrotask', 'setTimeout', 'structuredClone', 'process', 'require', 'Buffer', 'console', 'window', 'document',
    'performance',
  ];
  assert.deepEqual(names.filter((name) => mini.run(`typeof ${name}`) !== 'undefined'), []);
  assert.equal(mini.run('Symbol.dispose'), undefined);
  assert.equal(mini.run('Promise.prototype.finally'), undefined);
  assert.throws(() => mini.run("new Function('return 1')()"), { name: 'EvalError' });
  assert.throws(() => mini.run("eval('1')"), { name: 'EvalError' });
  assert.throws(() => mini.require('app/civigrid.wasm'), { name: 'SyntaxError' });
  assert.throws(() => mini.require('nonesuch.js'), /not defined/);
});

test('the package that the developer tools take has CommonJS and a module', () => {
  assert.deepEqual(names.filter((name) => !/\.(js|d\.ts|wasm\.br)$/.test(name)), []);
  assert.ok(names.includes('index.js'), 'which is what `require` of the package gives');
  const mini = program();
  const api = mini.require('outside.js');
  const exported = ['CivigridError', 'Engine', 'NO_CELL', 'RowStatus', 'Ruleset', 'init'];
  assert.deepEqual(Object.keys(api).sort(), exported);
});

for (const path of [WASM, 'app/civigrid.wasm', '/app/civigrid.wasm']) {
  test(`init by ${path}`, async () => {
    const mini = program();
    const api = mini.require('outside.js');
    assert.throws(() => api.Ruleset.compile('{}'), { code: 'module.not_ready' });
    await api.init(path);
    assert.equal(story(mini, api), lunan.nextFiring);
  });
}

test('init where the runtime answers the instance itself', async () => {
  const mini = program({ wrap: (instance) => instance });
  const api = mini.require('outside.js');
  await api.init(WASM);
  assert.equal(story(mini, api), lunan.nextFiring);
});

test('init many times at once, and again without a path', async () => {
  const mini = program();
  const api = mini.require('outside.js');
  await Promise.all([api.init(WASM), api.init(WASM), api.init(WASM)]);
  const { ruleset } = api.Ruleset.compile(lunan.document, inside(mini, lunan.parts));
  await api.init();
  assert.match(ruleset.fingerprint, /^sm3:/);
});

test('init again by the same path keeps what is in use', async () => {
  const mini = program();
  const api = mini.require('outside.js');
  await api.init(WASM);
  const { ruleset } = api.Ruleset.compile(lunan.document, inside(mini, lunan.parts));
  await api.init(WASM); // a second page, whose onLoad does the same
  assert.match(ruleset.fingerprint, /^sm3:/);
});

test('what cannot be loaded is told, and can be tried again', async () => {
  const mini = program();
  const api = mini.require('outside.js');
  const places = ['civigrid.wasm', './civigrid.wasm', '../outside.wasm', `/${PLACE}/../../x.wasm`, `${PLACE}/index.js`];
  for (const path of places) {
    await assert.rejects(api.init(path), /no such file|neither/, path);
  }
  for (const path of [undefined, null, 5, {}]) {
    await assert.rejects(api.init(path), { name: 'TypeError', message: /^init\(path\)/ });
  }
  assert.throws(() => api.Ruleset.compile('{}'), { code: 'module.not_ready' });
  await api.init(WASM);
  assert.equal(story(mini, api), lunan.nextFiring);
});

test('columns of instants are refused where there are no 64-bit arrays', async () => {
  const mini = program();
  const api = mini.require('outside.js');
  await api.init(WASM);
  const { ruleset } = api.Ruleset.compile(lunan.document, inside(mini, lunan.parts));
  assert.throws(() => ruleset.dueMany('sign', []), { code: 'argument.type' });
  const engine = new api.Engine(ruleset);
  const located = engine.locateMany(mini.run('new Int32Array(3)'), mini.run('new Int32Array(3)'));
  assert.equal(located.cells.length, 3);
  engine.dispose();
  ruleset.dispose();
});

test('texts beyond ASCII go in and out', async () => {
  const mini = program();
  const api = mini.require('outside.js');
  await api.init(WASM);
  const { ruleset } = api.Ruleset.compile(lunan.document, inside(mini, lunan.parts));
  const engine = new api.Engine(ruleset);
  const load = JSON.parse(JSON.stringify(lunan.load));
  load.data.nodes[0].name.zh = '路南区😀𠮷é';
  assert.equal(engine.apply(inside(mini, load), lunan.loadedAt).ok, true);
  assert.equal(engine.row('node/130202').row.body.name.zh, '路南区😀𠮷é');
});

for (const name of ['vectors', 'city']) {
  test(`${name}.frames in a mini-program`, async () => {
    const mini = program();
    const api = mini.require('outside.js');
    await api.init(WASM);
    mini.context.bytes = readFrames(`${name}.frames`);
    const bytes = mini.run('new Uint8Array(bytes)');
    const ran = mini.require('frames.js').runFrames(api, bytes);
    assert.equal(ran.failure, null);
    const { vectors } = JSON.parse(readFileSync(join(root, 'tests/vectors/index.json'), 'utf8'));
    assert.equal(ran.runs, name === 'city' ? 1 : 3 * vectors.length);
    assert.ok(name === 'city' ? ran.frames === 20_008 : ran.frames > 40_000, `${ran.frames} frames`);
  });
}

// --- the module

test('the module is one that every runtime loads', () => {
  const bytes = readModule();
  assert.deepEqual(objections(bytes), []);
  const { imports, exports, memories, tables, sections } = read(bytes);
  assert.deepEqual([imports, memories.length, tables.length], [[], 1, 1]);
  assert.deepEqual(exports.filter(({ kind }) => kind !== 'function'), [{ name: 'memory', kind: 'memory' }]);
  assert.ok(exports.length > 35, `${exports.length} exports`);
  assert.deepEqual(sections.filter((section) => typeof section === 'string'), [], 'no names, producers or debug data');
});

test('the compressed module is the module', () => {
  const unpacked = brotliDecompressSync(readFileSync(join(folder, 'civigrid.wasm.br')));
  assert.ok(unpacked.equals(Buffer.from(readModule())));
});

test('a module that some runtime lacks something for is told', () => {
  const all = {
    'imports the function env.f': '(import "env" "f" (func)) (memory (export "memory") 1)',
    'exports the global g': '(memory (export "memory") 1) (global (export "g") i32 (i32.const 1))',
    'exports the table t': '(memory (export "memory") 1) (table (export "t") 1 funcref)',
    'exports the memory other': '(memory (export "other") 1)',
    'memories: []': '(func (export "f"))',
    'memories: [{"flags":3': '(memory (export "memory") 1 1 shared)',
    'a type that is no function with at most one result':
      '(memory (export "memory") 1) (func (export "f") (result i32 i32) (tuple.make 2 (i32.const 1) (i32.const 2)))',
    'tables: [{"type":111': '(memory (export "memory") 1) (table 1 externref)',
    'an instruction or type of another feature': [
      '(memory (export "memory") 1) (func (export "f") (drop (i32x4.splat (i32.const 1))))',
      '(memory (export "memory") 1) (func (export "f") (return_call 0))',
      '(memory (export "memory") 1) (func (export "f") (drop (i32.atomic.load (i32.const 0))))',
      '(memory (export "memory") 1) (func (export "f") (param externref))',
      '(memory (export "memory") 1) (func (export "f") (drop (ref.null func)))',
    ],
  };
  for (const [expected, texts] of Object.entries(all)) {
    for (const text of [].concat(texts)) {
      const module = binaryen.parseText(`(module ${text})`);
      module.setFeatures(binaryen.Features.All);
      const reasons = objections(module.emitBinary());
      assert.ok(reasons.some((reason) => reason.startsWith(expected)), `${text}: ${reasons.join('; ')}`);
    }
  }
  const plain = '(module (memory (export "memory") 1 2) (func (export "f") (result i32) (i32.const 1)))';
  assert.deepEqual(objections(binaryen.parseText(plain).emitBinary()), []);
});

// --- the scripts

test('scripts of the mini-program are ES2017', () => {
  const scripts = names.filter((name) => name.endsWith('.js'));
  assert.deepEqual(scripts.sort(), ['core.js', 'index.js']);
  for (const name of scripts) {
    parse(readFileSync(join(folder, name), 'utf8'), { ecmaVersion: 2017, sourceType: 'script' });
  }
  assert.throws(() => parse('({ ...x })', { ecmaVersion: 2017 }), SyntaxError);
  assert.throws(() => parse('try {} catch {}', { ecmaVersion: 2017 }), SyntaxError);
});
