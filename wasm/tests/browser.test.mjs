// The package in Chromium, as a page loads it without a bundler.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { assertQuiet, launch, open, serve } from './page.mjs';
import { framesDir, lunan, packageDir, readModule, root, tests } from './support.mjs';
import { ways } from './ways.mjs';

const browser = await launch();
after(() => browser.close());

const FOLDERS = { '/civigrid/': `${packageDir()}/`, '/frames/': `${framesDir()}/` };
const script = (name) => ({ type: 'text/javascript', body: readFileSync(join(tests, name)) });
const ANSWERS = {
  '/frames.mjs': script('frames.mjs'),
  '/story.mjs': script('story.mjs'),
  '/ways.mjs': script('ways.mjs'),
  '/typed-wrong.wasm': { type: 'text/plain', body: Buffer.from(readModule()) },
  '/gone.wasm': { type: 'text/plain', status: 404, body: 'not here' },
  '/page.wasm': { type: 'text/html', body: '<!doctype html><title>the page of an application</title>' },
};

/** A page on which the package is imported but not loaded. */
async function page(t) {
  const asked = [];
  const url = await serve(t, ANSWERS, FOLDERS, asked);
  const opened = await open(t, browser, url);
  return { ...opened, url, asked };
}

for (const name of Object.keys(ways)) {
  test(`init by ${name}`, async (t) => {
    const opened = await page(t);
    const firing = await opened.page.evaluate(
      async ([way, lunan]) => {
        const api = await import('/civigrid/browser.mjs');
        const { ways } = await import('/ways.mjs');
        const { story } = await import('/story.mjs');
        await api.init(...(await ways[way]()));
        return story(api, lunan);
      },
      [name, lunan],
    );
    assert.equal(firing, lunan.nextFiring);
    assertQuiet(opened.complaints);
  });
}

test('nothing is fetched before init', async (t) => {
  const { page: tab, asked, complaints } = await page(t);
  const thrown = await tab.evaluate(async () => {
    const { Ruleset, CivigridError } = await import('/civigrid/browser.mjs');
    try {
      return Ruleset.compile('{}');
    } catch (error) {
      return [error instanceof CivigridError, error.code];
    }
  });
  assert.deepEqual(thrown, [true, 'module.not_ready']);
  assert.deepEqual(asked.filter((path) => path.endsWith('.wasm')), []);
  assertQuiet(complaints);
});

test('init many times at once loads once', async (t) => {
  const opened = await page(t);
  const firing = await opened.page.evaluate(
    async (lunan) => {
      const api = await import('/civigrid/browser.mjs');
      const { story } = await import('/story.mjs');
      await Promise.all([api.init(), api.init(), api.init()]);
      const kept = api.Ruleset.compile(lunan.document, lunan.parts).ruleset;
      await api.init();
      return [story(api, lunan), kept.fingerprint.slice(0, 4)];
    },
    lunan,
  );
  assert.deepEqual(firing, [lunan.nextFiring, 'sm3:']);
  assert.equal(opened.asked.filter((path) => path.endsWith('.wasm')).length, 1);
  assertQuiet(opened.complaints);
});

test('initSync takes a module or bytes', async (t) => {
  const opened = await page(t);
  const firings = await opened.page.evaluate(
    async (lunan) => {
      const api = await import('/civigrid/browser.mjs');
      const { story } = await import('/story.mjs');
      const bytes = await (await fetch('/civigrid/civigrid.wasm')).arrayBuffer();
      api.initSync(bytes);
      const first = story(api, lunan);
      api.initSync(await WebAssembly.compile(bytes));
      return [first, story(api, lunan)];
    },
    lunan,
  );
  assert.deepEqual(firings, [lunan.nextFiring, lunan.nextFiring]);
  assertQuiet(opened.complaints);
});

test('what cannot be loaded is told, and can be tried again', async (t) => {
  const opened = await page(t);
  const told = await opened.page.evaluate(
    async (lunan) => {
      const api = await import('/civigrid/browser.mjs');
      const { story } = await import('/story.mjs');
      const failures = [];
      for (const source of ['/gone.wasm', '/page.wasm', new Uint8Array(8), 'http://localhost:1/civigrid.wasm', 5]) {
        await api.init(source).then(
          () => failures.push('loaded'),
          (error) => failures.push(`${error.name}: ${error.message}`),
        );
      }
      await api.init();
      return { failures, firing: story(api, lunan) };
    },
    lunan,
  );
  const [gone, html, zeros, closed, number] = told.failures;
  assert.equal(gone, 'Error: civigrid.wasm: 404 Not Found');
  assert.match(html, /^CompileError: .*magic/);
  assert.match(zeros, /^CompileError: /);
  assert.match(closed, /^TypeError: /);
  assert.match(number, /^TypeError: /);
  assert.equal(told.firing, lunan.nextFiring);
});

test('a failed init leaves what is loaded as it was', async (t) => {
  const opened = await page(t);
  const firing = await opened.page.evaluate(
    async (lunan) => {
      const api = await import('/civigrid/browser.mjs');
      const { story } = await import('/story.mjs');
      await api.init();
      const kept = api.Ruleset.compile(lunan.document, lunan.parts).ruleset;
      await api.init('/page.wasm').catch(() => {});
      return [kept.fingerprint.slice(0, 4), story(api, lunan)];
    },
    lunan,
  );
  assert.deepEqual(firing, ['sm3:', lunan.nextFiring]);
  assertQuiet(opened.complaints);
});

for (const name of ['vectors', 'city']) {
  test(`${name}.frames in a page`, async (t) => {
    const opened = await page(t);
    const ran = await opened.page.evaluate(async (file) => {
      const api = await import('/civigrid/browser.mjs');
      const { runFrames } = await import('/frames.mjs');
      await api.init();
      const response = await fetch(file);
      return runFrames(api, new Uint8Array(await response.arrayBuffer()));
    }, `/frames/${name}.frames`);
    assert.equal(ran.failure, null);
    const { vectors } = JSON.parse(readFileSync(join(root, 'tests/vectors/index.json'), 'utf8'));
    assert.equal(ran.runs, name === 'city' ? 1 : 3 * vectors.length);
    assert.ok(name === 'city' ? ran.frames === 20_008 : ran.frames > 40_000, `${ran.frames} frames`);
    assertQuiet(opened.complaints);
  });
}

test('a worker loads a module of its own', async (t) => {
  const worker = {
    '/worker.mjs': {
      type: 'text/javascript',
      body: `import * as api from '/civigrid/browser.mjs';
        import { story } from '/story.mjs';
        self.onmessage = async ({ data }) => {
          await api.init(data.module);
          self.postMessage(story(api, data.lunan));
        };`,
    },
  };
  const url = await serve(t, { ...ANSWERS, ...worker }, FOLDERS);
  const opened = await open(t, browser, url);
  const firings = await opened.page.evaluate(
    async (lunan) => {
      const api = await import('/civigrid/browser.mjs');
      const { story } = await import('/story.mjs');
      const module = await WebAssembly.compileStreaming(fetch('/civigrid/civigrid.wasm'));
      await api.init(module);
      const inWorker = () =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/worker.mjs', { type: 'module' });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = (event) => reject(new Error(event.message));
          worker.postMessage({ module, lunan });
        });
      return [...(await Promise.all([inWorker(), inWorker()])), story(api, lunan)];
    },
    lunan,
  );
  assert.deepEqual(firings, Array(3).fill(lunan.nextFiring));
  assertQuiet(opened.complaints);
});
