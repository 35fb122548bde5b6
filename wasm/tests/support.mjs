// What the tests share: where the package and the frames are, fresh copies of the package, the example district.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const tests = join(root, 'wasm/tests');

/** A folder or file that is made before the tests are run; the variable names another. */
function built(variable, otherwise, how) {
  const path = resolve(process.env[variable] ?? join(root, otherwise));
  assert.ok(existsSync(path), `${path} is not there: ${how}, or name another one in ${variable}`);
  return path;
}

export const packageDir = () => built('CIVIGRID_PACKAGE', 'target/npm/civigrid', '`cargo xtask wasm` makes it');
export const panicDir = () =>
  built('CIVIGRID_PACKAGE_PANIC', 'target/npm/civigrid-panic', 'it is the package with the feature `planted-panic`');
export const framesDir = () => built('CIVIGRID_FRAMES', 'target/frames', '`cargo xtask frames target/frames` makes it');
/** The constants by which the types are judged; they import the types from `./types`. */
export const constantsFile = () => {
  const make = '`cargo run --release -p civigrid-schema -- target/types/constants.ts ./types` makes it';
  return built('CIVIGRID_CONSTANTS', 'target/types/constants.ts', make);
};

export const readFrames = (name) => new Uint8Array(readFileSync(join(framesDir(), name)));
export const readModule = (dir = packageDir()) => new Uint8Array(readFileSync(join(dir, 'civigrid.wasm')));

/** The package as `require` gives it, not loaded yet; each call gives another copy with a state of its own. */
export function freshEntry(dir = packageDir()) {
  const require = createRequire(join(dir, 'package.json'));
  for (const file of ['./node.js', './core.js']) {
    delete require.cache[require.resolve(file)];
  }
  return { ...require('./node.js'), core: require('./core.js') };
}

let copies = 0;

/** The shared part alone, not loaded yet; each call gives another copy. */
export function freshCore(dir = packageDir()) {
  copies += 1;
  return import(`${pathToFileURL(join(dir, 'core.mjs')).href}?copy=${copies}`);
}

/** The package, loaded. */
export async function loaded(dir = packageDir()) {
  const entry = freshEntry(dir);
  await entry.init();
  return entry;
}

const lunanDir = join(root, 'examples/rulesets/lunan');
const lunanFile = (name) => readFileSync(join(lunanDir, name), 'utf8');

function load(data) {
  return { id: 'load-1', actor: { id: 'host', role: 'host' }, type: 'directory.load', data };
}

/** Lunan District: its ruleset, its whole directory, one of the district alone, a report and what follows from it. */
export const lunan = {
  document: lunanFile('ruleset.json'),
  parts: {
    'holiday-cn/2025.json': lunanFile('holiday-cn/2025.json'),
    'holiday-cn/2026.json': lunanFile('holiday-cn/2026.json'),
  },
  whole: load(JSON.parse(lunanFile('directory.json')).load),
  load: load({
    nodes: [{ code: '130202', name: { zh: '路南区' }, level: 'district', unit: 'u-1' }],
    units: [{ id: 'u-1', name: { zh: '指挥部' }, node: '130202', kind: 'territory' }],
  }),
  loadedAt: '2026-02-13T09:00:00+08:00',
  report: {
    id: 'c-1',
    actor: { id: 'p-88', role: 'resident' },
    type: 'case.report',
    data: { case: '2026-000123', category: '0101', place: { node: '130202' }, people: 3 },
  },
  reportedAt: '2026-02-13T10:00:00+08:00',
  // Four working hours to sign from Friday 10:00, over the lunch break: the breach fires one second after 16:00.
  nextFiring: '2026-02-13T16:00:01+08:00',
  query: { type: 'case.get', data: { case: '2026-000123' } },
  view: '130202',
};

/** A ruleset of Lunan. */
export function compiled(api) {
  const result = api.Ruleset.compile(lunan.document, lunan.parts);
  assert.ok(result.ok, JSON.stringify(result.diagnostics));
  return result.ruleset;
}

/** An engine of Lunan with a directory. */
export function district(api, ruleset = compiled(api), directory = lunan.load) {
  const engine = new api.Engine(ruleset);
  const applied = engine.apply(directory, lunan.loadedAt);
  assert.ok(applied.ok && applied.kind === 'new', JSON.stringify(applied.rejection));
  return engine;
}

/** The same with the report committed. */
export function reported(api, ruleset) {
  const engine = district(api, ruleset);
  const decided = engine.decide(lunan.report, lunan.reportedAt);
  assert.ok(decided.ok && decided.kind === 'new', JSON.stringify(decided.rejection));
  assert.deepEqual(engine.commit(decided.entry), { ok: true });
  assert.equal(engine.nextFiring, lunan.nextFiring);
  return engine;
}

/** What a call throws: a CivigridError with this code. */
export function fault(api, code, work, context = '') {
  let thrown = null;
  try {
    const value = work();
    assert.fail(`${context} gave ${JSON.stringify(value)} and threw nothing: ${code} was expected`);
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof api.CivigridError)) {
    throw thrown;
  }
  assert.equal(thrown.code, code, `${context}: ${thrown.message}`);
  assert.equal(thrown.name, 'CivigridError');
  assert.ok(thrown instanceof Error);
  assert.ok(Number.isInteger(thrown.number) && thrown.number > 10_000, `${context}: number ${thrown.number}`);
  assert.equal(thrown.message, `${thrown.zh} / ${thrown.en} (${thrown.code})`);
  return thrown;
}

/** A folder of the system's for the time of a test. */
export function scratch(test) {
  const dir = mkdtempSync(join(tmpdir(), 'civigrid-'));
  test.after(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The browser of the tests: CIVIGRID_CHROMIUM, or what Debian's package puts on the PATH. */
export function chromium() {
  if (process.env.CIVIGRID_CHROMIUM) {
    return process.env.CIVIGRID_CHROMIUM;
  }
  const dirs = (process.env.PATH ?? '').split(delimiter);
  const found = ['chromium', 'chromium-browser']
    .flatMap((name) => dirs.map((dir) => join(dir, name)))
    .find((path) => existsSync(path));
  assert.ok(found, 'no chromium on the PATH: install the package chromium, or name the program in CIVIGRID_CHROMIUM');
  return found;
}

/** Numbers that look random and are the same in every run. */
export function* numbers(seed) {
  let state = BigInt(seed);
  for (;;) {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    yield Number(state >> 33n);
  }
}
