// What the tests read of the environment, and that what they import is named in package.json.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { chromium, root, tests } from './support.mjs';

const scripts = [
  join(root, 'wasm/build.mjs'),
  join(root, 'examples/web/build.mjs'),
  ...readdirSync(tests).filter((name) => name.endsWith('.mjs')).map((name) => join(tests, name)),
];

test('the browser is the one that CIVIGRID_CHROMIUM names', (t) => {
  const before = { ...process.env };
  t.after(() => {
    process.env = before;
  });
  process.env = { PATH: tests, CHROMIUM: '/another/chromium', CIVIGRID_CHROMIUM: '/some/chromium' };
  assert.equal(chromium(), '/some/chromium');
  delete process.env.CIVIGRID_CHROMIUM;
  assert.throws(() => chromium(), /name the program in CIVIGRID_CHROMIUM/);
});

test('every name of the environment is the project\'s own', () => {
  const names = scripts.flatMap((path) => {
    const named = readFileSync(path, 'utf8').matchAll(/process\.env\.(\w+)/g);
    return [...named].map(([, name]) => name);
  });
  assert.deepEqual(names.filter((name) => !/^(CIVIGRID_\w+|PATH)$/.test(name)), []);
});

test('what the build and the tests import is named in package.json', () => {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'wasm/package.json'), 'utf8'));
  const imported = new Set();
  for (const path of scripts) {
    const text = readFileSync(path, 'utf8');
    const named = text.matchAll(/(?:^import .*from |^} from |package\.json'\)\)\(|import\()'([^']+)'/gm);
    [...named].forEach(([, name]) => imported.add(name));
  }
  const foreign = [...imported].filter(
    (name) => !/^[./]/.test(name) && !/^node:/.test(name) && !builtinModules.includes(name) && name !== 'civigrid',
  );
  assert.deepEqual(foreign.filter((name) => !(name in devDependencies)), []);
  const some = ['acorn', 'binaryen', 'esbuild', 'playwright-core', 'typescript', 'vite', 'webpack'];
  assert.deepEqual(some.filter((name) => !imported.has(name)), [], 'they are found');
});
