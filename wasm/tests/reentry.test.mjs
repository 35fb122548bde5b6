// Reading an argument may run the caller's own code: a getter, a `toJSON`, a Date of another kind, a Proxy. Whatever
// that code does to the package, the call gives what the state by then gives, or a clear error, and all goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compiled, district, fault, loaded, lunan, readModule, reported } from './support.mjs';

const { loadedAt, load, report, reportedAt, nextFiring, query, view } = lunan;
const module = new WebAssembly.Module(readModule());

/** Code that runs once, however often an argument is read. */
function once(work) {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      work();
    }
  };
}

class Watched extends Date {
  constructor(text, hook) {
    super(text);
    this.hook = hook;
  }

  getTime() {
    this.hook();
    return super.getTime();
  }
}

const told = (value, hook) => ({
  toJSON() {
    hook();
    return value;
  },
});
/** The same value, the hook being run when its member `id` or `type` is read. */
const read = (value, hook) => {
  const name = 'id' in value ? 'id' : 'type';
  const copy = { ...value };
  return Object.defineProperty(copy, name, {
    enumerable: true,
    get() {
      hook();
      return value[name];
    },
  });
};
const when = (text, hook) => new Watched(text, hook);
const listed = (list, hook) =>
  new Proxy(list, {
    get(target, name) {
      hook();
      return target[name];
    },
  });

const ABSENT = { key: 'case/1', absent: true };

/** The places where code of the caller's can run, as calls over `{api, ruleset, engine, empty, entry}` with a hook. */
const PLACES = {
  'decide, toJSON': ({ engine }, hook) => engine.decide(told(report, hook), reportedAt),
  'decide, getter': ({ engine }, hook) => engine.decide(read(report, hook), reportedAt),
  'decide, at': ({ engine }, hook) => engine.decide(report, when(reportedAt, hook)),
  'decideClamped, toJSON': ({ engine }, hook) => engine.decideClamped(told(report, hook), loadedAt),
  'decideClamped, at': ({ engine }, hook) => engine.decideClamped(report, when(loadedAt, hook)),
  'decideDue, at': ({ engine }, hook) => engine.decideDue(when(nextFiring, hook)),
  'commit, getter': ({ engine, entry }, hook) => engine.commit(read({ id: 1, ...entry }, hook)),
  'commit, toJSON': ({ engine, entry }, hook) => engine.commit(told(entry, hook)),
  'apply, toJSON': ({ engine }, hook) => engine.apply(told(report, hook), reportedAt),
  'apply, at': ({ engine }, hook) => engine.apply(report, when(reportedAt, hook)),
  'advance, at': ({ engine }, hook) => engine.advance(when(nextFiring, hook)),
  'query, getter': ({ engine }, hook) => engine.query(read(query, hook), view, reportedAt),
  'query, at': ({ engine }, hook) => engine.query(query, view, when(reportedAt, hook)),
  'loadRows, row': ({ engine }, hook) => engine.loadRows([told(ABSENT, hook)]),
  'rowsNeeds, command': ({ empty }, hook) => empty.rowsNeeds(told(report, hook), reportedAt, ''),
  'rowsNeeds, at': ({ empty }, hook) => empty.rowsNeeds(report, when(reportedAt, hook), ''),
  'rowsNeeds, row': ({ empty }, hook) => empty.rowsNeeds(report, reportedAt, [told(ABSENT, hook)]),
  'rowsDecide, rows': ({ empty }, hook) => empty.rowsDecide(report, reportedAt, listed([], hook)),
  'rowsNeedsDue, at': ({ empty }, hook) => empty.rowsNeedsDue('case/1', when(reportedAt, hook), ''),
  'rowsDecideDue, row': ({ empty }, hook) =>
    empty.rowsDecideDue('case/1', reportedAt, [told(ABSENT, hook)]),
  'due, from': ({ ruleset }, hook) => ruleset.due('sign', when(reportedAt, hook)),
  'new Engine, rulesets': ({ api, ruleset }, hook) => new api.Engine(listed([ruleset], hook)).seq,
  'restore, rulesets': ({ api, ruleset, snapshot }, hook) => api.Engine.restore(listed([ruleset], hook), snapshot).ok,
  'compile, document': ({ api }, hook) =>
    api.Ruleset.compile(told(JSON.parse(lunan.document), hook), lunan.parts).ruleset.fingerprint,
  'compile, parts': ({ api }, hook) => {
    const parts = Object.defineProperty({ ...lunan.parts }, 'holiday-cn/2026.json', {
      enumerable: true,
      get() {
        hook();
        return lunan.parts['holiday-cn/2026.json'];
      },
    });
    return api.Ruleset.compile(lunan.document, parts).ruleset.fingerprint;
  },
};
const NEEDS_NO_HANDLE = (place) => place.startsWith('compile');

/** A stage for one place: a package of its own, an engine with the directory, another without entries. */
async function stage() {
  const api = await loaded();
  const ruleset = compiled(api);
  const engine = district(api, ruleset);
  const { entry } = engine.decide(report, reportedAt);
  return { api, ruleset, engine, entry, empty: new api.Engine(ruleset), snapshot: engine.snapshot() };
}

/** What remains when a stage's package is given new handles: it must work as ever. */
function usable(api) {
  const engine = reported(api);
  assert.equal(engine.query(query, view, reportedAt).ok, true);
  engine.dispose();
}

const plain = {};
for (const [place, call] of Object.entries(PLACES)) {
  plain[place] = JSON.stringify(call(await stage(), () => {}));
}

test('calls are made as if none of them were inside another', async () => {
  for (const [place, call] of Object.entries(PLACES)) {
    const set = await stage();
    let ran = 0;
    const hook = once(() => {
      ran += 1;
      const { api, engine, ruleset } = set;
      const { digest } = engine;
      assert.equal(engine.decide(report, reportedAt).entry.seq, 3);
      assert.equal(engine.query(query, view, reportedAt).ok, false);
      assert.equal(engine.row('nonesuch').ok, false);
      assert.equal(ruleset.due('sign', reportedAt).due, '2026-02-13T16:00:00+08:00');
      assert.equal(ruleset.dueMany('sign', new BigInt64Array(100)).due.length, 100);
      assert.equal(engine.locateMany(new Int32Array(100), new Int32Array(100)).cells.length, 100);
      assert.ok(engine.snapshot().length > 100);
      usable(api);
      assert.equal(engine.digest, digest);
    });
    assert.equal(JSON.stringify(call(set, hook)), plain[place], place);
    assert.equal(ran, 1, `${place} runs the caller's code`);
  }
});

test('a call sees what its own arguments did to the engine', async () => {
  const { engine } = await stage();
  const other = { ...report, id: 'c-0', data: { ...report.data, case: 'other' } };
  const hook = once(() => assert.equal(engine.apply(other, reportedAt).kind, 'new'));
  assert.equal(engine.decide(told(report, hook), reportedAt).entry.seq, 4);
  const twice = once(() => assert.equal(engine.apply(report, reportedAt).kind, 'new'));
  assert.deepEqual(engine.apply(told(report, twice), reportedAt), { ok: true, kind: 'repeat', seq: 4 });
});

test('a call whose arguments dispose of its handle is told so', async () => {
  for (const [place, call] of Object.entries(PLACES)) {
    const set = await stage();
    const hook = once(() => {
      set.engine.dispose();
      set.empty.dispose();
      set.ruleset.dispose();
    });
    if (NEEDS_NO_HANDLE(place)) {
      assert.equal(JSON.stringify(call(set, hook)), plain[place], place);
    } else {
      fault(set.api, 'handle.disposed', () => call(set, hook), place);
    }
    usable(set.api);
  }
});

/** Loads the module anew in the middle of a call, and gives out handles until all old numbers are in use again. */
async function renewed(place, call) {
  const set = await stage();
  const hook = once(() => {
    set.api.core.use(new WebAssembly.Instance(module, set.api.core.IMPORTS));
    for (let number = 0; number < 3; number += 1) {
      reported(set.api);
    }
  });
  if (NEEDS_NO_HANDLE(place)) {
    assert.equal(JSON.stringify(call(set, hook)), plain[place], place);
  } else {
    fault(set.api, 'handle.disposed', () => call(set, hook), place);
  }
  usable(set.api);
  fault(set.api, 'handle.disposed', () => set.engine.digest, place);
  fault(set.api, 'handle.disposed', () => set.ruleset.fingerprint, place);
}

test('a call whose arguments load the module anew never meets a handle of the new one', async () => {
  for (const [place, call] of Object.entries(PLACES)) {
    if (place !== 'due, from') {
      await renewed(place, call);
    }
  }
});

test('nor does a limit', async () => {
  await renewed('due, from', PLACES['due, from']);
});

test('what the caller\'s code throws comes out as it is, and is no panic', async () => {
  const set = await stage();
  for (const [place, call] of Object.entries(PLACES)) {
    const own = new Error(place);
    const thrower = once(() => {
      throw own;
    });
    assert.throws(() => call(set, thrower), (error) => error === own, place);
    const disposed = once(() => {
      throw new set.api.CivigridError({ code: 'mine', number: 1, zh: '', en: '' });
    });
    assert.throws(() => call(set, disposed), { code: 'mine' }, place);
    assert.equal(set.engine.seq, 2);
  }
  assert.deepEqual(set.engine.loadRows([]).rejection.code, 'rows.journal');
  assert.equal(set.engine.apply(load, reportedAt).kind, 'repeat');
  usable(set.api);
});
