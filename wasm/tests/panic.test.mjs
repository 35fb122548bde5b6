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

test('whatever the module throws is a panic, wherever it is', async () => {
  const core = await freshCore();
  for (const name of ['input', 'ruleset_part', 'ruleset_compile', 'output', 'output_len', 'relax']) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), core.IMPORTS);
    const thrown = new RangeError('Maximum call stack size exceeded');
    const failing = () => {
      throw thrown;
    };
    core.use({ exports: { ...exports, [name]: failing } });
    const error = fault(core, 'panic', () => compiled(core), name);
    assert.equal(error.cause, thrown);
    fault(core, 'module.not_ready', () => compiled(core), name);
  }
});
