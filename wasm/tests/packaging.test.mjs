// The package as it is published: what is in it, and whether projects of all kinds can use it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { parse } from 'acorn';
import { build as bundle } from 'esbuild';
import { build, createServer } from 'vite';
import webpack from 'webpack';
import { assertQuiet, launch, open, serve } from './page.mjs';
import { asCommonJs } from './miniprogram.mjs';
import { lunan, packageDir, root, scratch, tests } from './support.mjs';

const run = promisify(execFile);

const FILES = [
  'LICENSE-APACHE',
  'LICENSE-MIT',
  'README.md',
  'README.zh-CN.md',
  'api.d.ts',
  'browser.mjs',
  'civigrid.wasm',
  'core.js',
  'core.mjs',
  'index.d.ts',
  'node.js',
  'node.mjs',
  'package.json',
  'types.d.ts',
  'wechat/civigrid.wasm.br',
  'wechat/core.js',
  'wechat/index.d.ts',
  'wechat/index.js',
];

/** Packs the package: the tarball, and its files with their bytes. */
async function pack(dir) {
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', dir], { cwd: packageDir() });
  const [name, ...others] = readdirSync(dir);
  assert.deepEqual(others, []);
  return { tarball: join(dir, name), name, files: untar(gunzipSync(readFileSync(join(dir, name)))) };
}

/** The files of an archive: for each a head of 512 bytes, with its name and its size in octal, and blocks of bytes. */
function untar(archive) {
  const files = new Map();
  for (let at = 0; archive[at] !== 0 && at < archive.length; ) {
    const text = (start, length) => archive.toString('latin1', at + start, at + start + length).split('\0')[0].trim();
    const size = parseInt(text(124, 12), 8);
    assert.equal(text(156, 1), '0', `${text(0, 100)} is a plain file`);
    const name = text(0, 100);
    assert.ok(name.startsWith('package/'), name);
    files.set(name.slice('package/'.length), archive.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return files;
}

const packed = await pack(scratch({ after }));
const browser = await launch();
after(() => browser.close());
const manifest = JSON.parse(packed.files.get('package.json').toString('utf8'));

// --- what is in it

test('the package holds these files and no others', () => {
  assert.deepEqual([...packed.files.keys()].sort(), FILES);
});

test('every file that the manifest names is there', () => {
  const { name, version, main, module, types, exports, miniprogram, dependencies, scripts } = manifest;
  const cargo = readFileSync(join(root, 'Cargo.toml'), 'utf8');
  assert.deepEqual([name, version], ['civigrid', cargo.match(/^version = "(.*)"$/m)[1]]);
  assert.equal(packed.name, `civigrid-${version}.tgz`);
  assert.deepEqual([dependencies, scripts], [undefined, undefined], 'it needs nothing and runs nothing when installed');
  const named = (value) => (typeof value === 'string' ? [value] : Object.values(value).flatMap(named));
  const all = [main, module, types, `./${miniprogram}/index.js`, ...named(exports)];
  assert.deepEqual(all.filter((file) => !packed.files.has(file.replace(/^\.\//, ''))), []);
});

test('no file names a place of the machine where it was built', () => {
  const places = [root, tmpdir(), homedir(), `/home/${userInfo().username}`, process.execPath];
  const telling = [...places, '/usr/', '/home/', '/rustc/', '.cargo/', 'node_modules/', 'file:///', '/target/'];
  for (const [name, bytes] of packed.files) {
    for (const place of telling.filter((each) => each.length > 4)) {
      assert.equal(bytes.indexOf(place), -1, `${name} names ${place}`);
    }
  }
});

/** Every node of a syntax tree. */
function* nodesOf(tree) {
  if (Array.isArray(tree)) {
    for (const each of tree) {
      yield* nodesOf(each);
    }
  } else if (tree && typeof tree === 'object') {
    if (typeof tree.type === 'string') {
      yield tree;
    }
    yield* nodesOf(Object.values(tree));
  }
}

/** What a script does that content policies and old bundlers do not admit. */
function sins(text, sourceType) {
  // `await` at the top is of 2022: before that it is a syntax error.
  const tree = parse(text, { ecmaVersion: 2020, sourceType });
  const names = [...nodesOf(tree)].filter(({ type }) => type === 'Identifier').map(({ name }) => name);
  return names.filter((name) => ['eval', 'Function'].includes(name));
}

test('no script awaits at its top, or makes code from text', () => {
  const scripts = [...packed.files].filter(([name]) => /\.m?js$/.test(name));
  assert.equal(scripts.length, 7);
  for (const [name, bytes] of scripts) {
    assert.deepEqual(sins(bytes.toString('utf8'), name.endsWith('.mjs') ? 'module' : 'script'), [], name);
  }
  assert.throws(() => sins('await 1;', 'module'), SyntaxError);
  assert.deepEqual(sins("new Function('return 1')(); (0, eval)('1');", 'script'), ['Function', 'eval']);
});

// --- projects that use it

/** A project in a folder of the system's, with the package installed and the story beside it. */
async function project(t, files, type = 'module') {
  const dir = scratch(t);
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: 'scratch', private: true, type }));
  const flags = ['--offline', '--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--silent'];
  await run('npm', ['install', ...flags, '--cache', join(dir, 'cache'), packed.tarball], { cwd: dir });
  assert.deepEqual(readdirSync(join(dir, 'node_modules')).filter((name) => !name.startsWith('.')), ['civigrid']);
  copyFileSync(join(tests, 'story.mjs'), join(dir, 'story.mjs'));
  writeFileSync(join(dir, 'lunan.json'), JSON.stringify(lunan));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}

async function runNode(dir, file) {
  const { stdout, stderr } = await run(process.execPath, [file], { cwd: dir });
  assert.equal(stderr, '', 'no warnings');
  return stdout;
}

const READ = "JSON.parse(readFileSync(new URL('./lunan.json', import.meta.url), 'utf8'))";

test('a project of modules in Node', async (t) => {
  const dir = await project(t, {
    'main.mjs': `import { readFileSync } from 'node:fs';
      import { init, Ruleset, Engine } from 'civigrid';
      import * as all from 'civigrid';
      import { story } from './story.mjs';
      await init();
      console.log(story({ Ruleset, Engine }, ${READ}), Object.keys(all).length);`,
  });
  assert.equal(await runNode(dir, 'main.mjs'), `${lunan.nextFiring} 7\n`);
});

test('a project of scripts in Node, which imports the package too', async (t) => {
  const story = asCommonJs(readFileSync(join(tests, 'story.mjs'), 'utf8'));
  const main = `const civigrid = require('civigrid');
    const { story } = require('./story.js');
    const lunan = require('./lunan.json');
    (async () => {
      await civigrid.init();
      const imported = await import('civigrid');
      console.log(story(civigrid, lunan), imported.Engine === civigrid.Engine);
      console.log(story(imported, lunan));
    })();`;
  const dir = await project(t, { 'main.js': main, 'story.js': story }, 'commonjs');
  assert.equal(await runNode(dir, 'main.js'), `${lunan.nextFiring} true\n${lunan.nextFiring}\n`);
});

/** The example of a README. */
function example(name) {
  const [, code, ...others] = packed.files.get(name).toString('utf8').split(/^```(?:js)?\n/m);
  assert.equal(others.length, 1, `${name} holds one example`);
  return code;
}

test('the example of both READMEs is the same, and runs', async (t) => {
  const bare = (code) => code.replace(/ *\/\/.*$/gm, '').replace('rejection.zh', 'rejection.en');
  assert.equal(bare(example('README.zh-CN.md')), bare(example('README.md')));
  const dir = await project(t, {
    'main.mjs': `import { readFileSync } from 'node:fs';
      const { document, parts: years, load, report } = ${READ};
      const [year2025, year2026] = Object.values(years);
      const stored = [];
      const store = async (text) => stored.push(text);
      const alert = console.error;
      ${example('README.md').replaceAll('new Date()', `new Date('${lunan.reportedAt}')`)}
      console.log(explained.ok, explained.answer.type, stored.map((text) => JSON.parse(text).seq));`,
  });
  assert.equal(await runNode(dir, 'main.mjs'), 'true case.explain [ 3 ]\n');
});

/** A bundle for Node, run in a folder of its own. */
async function bundled(t, init, options) {
  const dir = await project(t, {
    'main.mjs': `import { readFileSync } from 'node:fs';
      import { init, Ruleset, Engine } from 'civigrid';
      import { story } from './story.mjs';
      import lunan from './lunan.json';
      init(${init}).then(
        () => console.log(story({ Ruleset, Engine }, lunan)),
        ({ code, path }) => console.log(code, path),
      );`,
  });
  mkdirSync(join(dir, 'dist'));
  const { warnings } = await bundle({
    entryPoints: [join(dir, 'main.mjs')],
    outfile: join(dir, 'dist/main.cjs'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    ...options,
  });
  assert.deepEqual(warnings, []);
  return { dir, told: await runNode(dir, 'dist/main.cjs') };
}

test('a bundle for Node that leaves the package outside', async (t) => {
  const { told } = await bundled(t, '', { external: ['civigrid'] });
  assert.equal(told, `${lunan.nextFiring}\n`);
});

test('a bundle for Node that holds the package is given the bytes', async (t) => {
  const { told } = await bundled(t, "readFileSync('node_modules/civigrid/civigrid.wasm')", {});
  assert.equal(told, `${lunan.nextFiring}\n`);
});

test('a bundle for Node that holds the package finds the module beside itself alone', async (t) => {
  const { dir, told } = await bundled(t, '', {});
  assert.equal(told, `ENOENT ${join(dir, 'dist/civigrid.wasm')}\n`);
  copyFileSync(join(dir, 'node_modules/civigrid/civigrid.wasm'), join(dir, 'dist/civigrid.wasm'));
  assert.equal(await runNode(dir, 'dist/main.cjs'), `${lunan.nextFiring}\n`);
});

test('a project reaches what is exported and nothing else', async (t) => {
  const dir = await project(t, {
    'main.mjs': `import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      const exported = ['', '/package.json', '/civigrid.wasm', '/wechat'];
      for (const name of [...exported, '/core.js', '/node.js', '/wechat/core.js']) {
        try {
          console.log(name || '/', require.resolve('civigrid' + name).split('/').pop());
        } catch (error) {
          console.log(name, error.code);
        }
      }
      console.log(Object.keys(require('civigrid/wechat')).length);`,
  });
  const refused = 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  assert.deepEqual((await runNode(dir, 'main.mjs')).trim().split('\n'), [
    '/ node.js',
    '/package.json package.json',
    '/civigrid.wasm civigrid.wasm',
    '/wechat index.js',
    `/core.js ${refused}`,
    `/node.js ${refused}`,
    `/wechat/core.js ${refused}`,
    '6',
  ]);
});

const PAGE = {
  'index.html': `<!doctype html><html>
    <head><meta charset="utf-8"><link rel="icon" href="data:,"><title>scratch</title></head>
    <body><script type="module" src="./main.js"></script></body></html>`,
  'main.js': `import { init, Ruleset, Engine } from 'civigrid';
    import { story } from './story.mjs';
    import lunan from './lunan.json';
    const show = (text) => {
      document.body.dataset.told = text;
    };
    init().then(() => show(story({ Ruleset, Engine }, lunan))).catch((error) => show(String(error)));`,
};

/** What the page of a project tells in Chromium, and whether it complains. */
async function assertTells(t, url) {
  const { page, complaints } = await open(t, browser, url);
  await page.waitForFunction(() => document.body.dataset.told, null, { timeout: 60_000 });
  assert.equal(await page.evaluate(() => document.body.dataset.told), lunan.nextFiring);
  return complaints;
}

/** A folder of built files, served, with the headers of a careful site. */
async function assertBuiltTells(t, dir) {
  const url = await serve(t, {}, { '/built/': `${dir}/` });
  assertQuiet(await assertTells(t, `${url}/built/index.html`));
}

const wasmIn = (dir) =>
  readdirSync(dir, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? wasmIn(join(dir, entry.name)) : entry.name.endsWith('.wasm') ? [join(dir, entry.name)] : [],
  );

const WITH_ICON = PAGE['index.html'].replace('href="data:,"', 'href="/icon.svg"');
/** The module as a file of the application's own, by the address that Vite gives it. */
const BY_ADDRESS = PAGE['main.js']
  .replace("from 'civigrid';", "from 'civigrid';\n    import address from 'civigrid/civigrid.wasm?url';")
  .replace('init()', 'init(address)');

for (const [how, main] of Object.entries({ 'init()': PAGE['main.js'], 'init(address)': BY_ADDRESS })) {
  test(`a project that Vite builds, ${how}`, async (t) => {
    const dir = await project(t, { 'index.html': WITH_ICON, 'main.js': main });
    await build({ root: dir, base: './', configFile: false, logLevel: 'error', build: { outDir: 'dist' } });
    assert.equal(wasmIn(join(dir, 'dist')).length, 1, 'the module is one file beside the scripts');
    await assertBuiltTells(t, join(dir, 'dist'));
  });
}

for (const [how, main, exclude] of [
  // Else Vite copies the script of the package away from the module beside it.
  ['the package being left as it is', PAGE['main.js'], ['civigrid']],
  ['by the address', BY_ADDRESS, []],
]) {
  test(`a project that Vite serves while it is written, ${how}`, async (t) => {
    const dir = await project(t, { ...PAGE, 'main.js': main });
    const server = await createServer({
      root: dir,
      configFile: false,
      logLevel: 'error',
      cacheDir: join(dir, 'vite'),
      server: { host: 'localhost', port: 0 },
      optimizeDeps: { exclude },
    });
    t.after(() => server.close());
    await server.listen();
    const { port } = server.httpServer.address();
    const complaints = await assertTells(t, `http://localhost:${port}/`);
    assert.deepEqual(complaints.filter((each) => !each.startsWith('debug: [vite]')), []);
  });
}

for (const mode of ['production', 'development']) {
  test(`a project that webpack builds for ${mode}`, async (t) => {
    const html = WITH_ICON.replace(' type="module"', ' defer');
    const dir = await project(t, { 'main.js': PAGE['main.js'], 'dist/index.html': html });
    const compiler = webpack({
      mode,
      context: dir,
      entry: './main.js',
      output: { path: join(dir, 'dist') },
      devtool: false,
      performance: { hints: false },
    });
    const stats = await promisify(compiler.run.bind(compiler))();
    await promisify(compiler.close.bind(compiler))();
    const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
    assert.deepEqual([errors, warnings], [[], []]);
    assert.equal(wasmIn(join(dir, 'dist')).length, 1, 'the module is one file beside the scripts');
    assert.ok(existsSync(join(dir, 'dist/main.js')));
    await assertBuiltTells(t, join(dir, 'dist'));
  });
}
