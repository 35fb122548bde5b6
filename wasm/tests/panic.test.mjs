// A fault of the library: the module is given up with all its handles, and a new one works. In the package that is
// built with the feature `planted-panic`, a command with that id is such a fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOn, calls, valuesOf } from './calls.mjs';
import { compiled, fault, freshCore, loaded, lunan, panicDir, readModule, reported } from './support.mjs';

const planted = { ...lunan.report, id: 'planted-panic' };

async function panicked() {
  const api = await loaded(panicDir());
  const ruleset = compiled(api);
  const engine = reported(api, ruleset);
  const other = new api.Engine(ruleset);
  const stored = engine.snapshot();
  const { digest } = engine;
  const all = calls(api, ruleset, engine);
  const error = fault(api, 'panic', () => engine.decide(planted, lunan.reportedAt));
  return { api, ruleset, engine, other, stored, digest, all, error };
}

test('a panic is told with its cause', async () => {
  const { error } = await panicked();
  assert.equal(error.number, 10021);
  assert.ok(error.cause instanceof WebAssembly.RuntimeError, String(error.cause));
  assert.match(error.en, /please report it/);
});

test('nothing works after a panic, and every call says what to do', async () => {
  const { api, ruleset, engine, other, all } = await panicked();
  for (const [title, each] of Object.entries(all)) {
    const selves = each.on === 'Engine' ? [engine, other] : [ruleset];
    for (const self of each.on ? selves : [null]) {
      const call = () => (each.on ? callOn(api, each, self) : each.call(null, valuesOf(each)));
      fault(api, 'module.not_ready', call, title);
    }
  }
  assert.throws(() => api.core.inside.liveHandles(), { code: 'module.not_ready' });
  for (const object of [engine, engine, other, ruleset]) {
    assert.equal(object.dispose(), undefined);
  }
});

test('init works again, and old handles stay disposed of', async () => {
  const { api, ruleset, engine, other, stored, digest, all } = await panicked();
  await Promise.all([api.init(), api.init()]);
  assert.equal(api.core.inside.liveHandles(), 0);
  // As many new handles as there were: the old numbers are in use again.
  const anew = compiled(api);
  const restored = api.Engine.restore(anew, stored);
  const third = new api.Engine(anew);
  assert.equal(restored.engine.digest, digest);
  for (const [title, each] of Object.entries(all)) {
    for (const self of each.on === 'Engine' ? [engine, other] : [ruleset]) {
      if (each.on) {
        fault(api, 'handle.disposed', () => callOn(api, each, self), title);
      }
    }
  }
  fault(api, 'handle.disposed', () => new api.Engine(ruleset));
  fault(api, 'handle.disposed', () => third.addRuleset(ruleset));
  for (const object of [engine, other, ruleset]) {
    object.dispose();
  }
  assert.equal(restored.engine.decide(lunan.report, lunan.reportedAt).kind, 'repeat', 'and are not those of new ones');
  assert.equal(third.seq, 0);
  assert.equal(api.core.inside.liveHandles(), 3);
  fault(api, 'panic', () => restored.engine.decide(planted, lunan.reportedAt), 'a second time');
  await api.init(readModule(panicDir()));
  reported(api);
});

test('a panic inside another call gives that one up too', async () => {
  const { api, ruleset, engine } = await (async () => {
    const fresh = await loaded(panicDir());
    const compiledAnew = compiled(fresh);
    return { api: fresh, ruleset: compiledAnew, engine: reported(fresh, compiledAnew) };
  })();
  const nested = {
    toJSON() {
      fault(api, 'panic', () => engine.decide(planted, lunan.reportedAt));
      return lunan.report;
    },
  };
  fault(api, 'module.not_ready', () => engine.decide(nested, lunan.reportedAt));
  api.initSync();
  fault(api, 'handle.disposed', () => ruleset.fingerprint);
  reported(api);
});

test('a panic is that of one copy of the package alone', async () => {
  const safe = await loaded(panicDir());
  const engine = reported(safe);
  const { api } = await panicked();
  assert.equal(engine.nextFiring, lunan.nextFiring);
  fault(api, 'module.not_ready', () => compiled(api));
});

test('the package that ships has no such fault', async () => {
  const api = await loaded();
  const engine = reported(api);
  const decided = engine.decide({ ...planted, data: { ...planted.data, case: 'other' } }, lunan.reportedAt);
  assert.deepEqual([decided.ok, decided.kind], [true, 'new']);
});

/** Takes a new module into use, of which one function fails from then on. */
function useFailing(core, name, thrown) {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), core.IMPORTS);
  assert.equal(typeof exports[name], 'function', name);
  let fails = false;
  const failing = (...values) => {
    if (fails) {
      throw thrown;
    }
    return exports[name](...values);
  };
  core.use({ exports: { ...exports, [name]: failing } });
  fails = true;
}

test('whatever the module throws is a panic, wherever it is', async () => {
  const core = await freshCore();
  const used = (api) => {
    const engine = reported(api);
    const other = api.Engine.restore(compiled(api), engine.snapshot()).engine;
    engine.locateMany(new Int32Array(2), new Int32Array(2));
    compiled(api).dueMany('sign', new BigInt64Array(2));
    other.dispose();
  };
  const names = [
    'input', 'ruleset_part', 'ruleset_compile', 'output', 'output_len', 'relax', 'created', 'engine_new',
    'engine_restore', 'engine_snapshot', 'column32', 'column64', 'result32', 'result64', 'statuses', 'ruleset_due_many',
    'engine_locate_many',
  ];
  for (const name of names) {
    const thrown = new RangeError('Maximum call stack size exceeded');
    useFailing(core, name, thrown);
    const error = fault(core, 'panic', () => used(core), name);
    assert.equal(error.cause, thrown);
    fault(core, 'module.not_ready', () => used(core), name);
  }
  for (const [name, make] of [['engine_free', reported], ['ruleset_free', compiled]]) {
    const thrown = new WebAssembly.RuntimeError('unreachable');
    useFailing(core, name, thrown);
    const object = make(core);
    assert.equal(fault(core, 'panic', () => object.dispose(), name).cause, thrown);
    assert.equal(object.dispose(), undefined, name);
  }
});
