// Wrong calls: each gives a clear error, and all that is in use goes on as if it had not been made.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callOn, calls, valuesOf } from './calls.mjs';
import { compiled, fault, loaded, lunan, readModule, reported } from './support.mjs';

const api = await loaded();
const ruleset = compiled(api);
const engine = reported(api, ruleset);
const all = calls(api, ruleset, engine);

/** Runs a test's work and requires that it left nothing behind. */
function harmless(work) {
  const before = [engine.digest, api.core.inside.liveHandles()];
  work();
  assert.deepEqual([engine.digest, api.core.inside.liveHandles()], before);
  assert.equal(engine.decide(lunan.report, lunan.reportedAt).kind, 'repeat');
  assert.equal(ruleset.due('sign', lunan.reportedAt).due, '2026-02-13T16:00:00+08:00');
}

const self = (each) => (each.on === 'Engine' ? engine : ruleset);

test('the list of calls is whole', () => {
  const found = ['Ruleset.compile', 'new Engine', 'Engine.restore'];
  for (const kind of ['Ruleset', 'Engine']) {
    const names = Object.getOwnPropertyNames(api[kind].prototype);
    found.push(...names.filter((name) => !['constructor', 'dispose'].includes(name)).map((name) => `${kind}#${name}`));
    assert.ok(names.includes('dispose'));
    const statics = Object.getOwnPropertyNames(api[kind]).filter((name) => typeof api[kind][name] === 'function');
    assert.deepEqual(statics, [kind === 'Engine' ? 'restore' : 'compile']);
  }
  assert.deepEqual(Object.keys(all).sort(), found.sort());
});

test('arguments of a wrong type are told by their names', () => {
  const never = [undefined, null, 5, NaN, true, 5n, Symbol('s'), () => '{}'];
  const objects = [{}, [], new Map(), new Uint16Array(2), new ArrayBuffer(8), new Date()];
  const wrong = {
    message: never,
    bytes: [...never, ...objects, new Uint8ClampedArray(2)],
    text: [...never, ...objects, new Uint8Array(2), Object('sign')],
    instant: [...never, {}, [], new Uint8Array(2), new Date(NaN), Object(lunan.reportedAt), Date.now()],
    rows: [...never, {}, new Map(), new Set(), new Uint16Array(2)],
    rulesets: [...never, '', {}, engine, [null], [{}], [ruleset, engine], [[ruleset]], new Set([ruleset])],
    ruleset: [...never, '', {}, engine, [ruleset]],
    int32: [undefined, null, '5', 5n, true, [], {}, NaN, Infinity, 0.5, 2 ** 31, -(2 ** 31) - 1, 2 ** 53],
    int32s: [...never, [0, 1], {}, new Uint32Array(2), new Float64Array(2), new BigInt64Array(2), new Int32Array(3)],
    int64s: [...never, [0n], {}, new BigUint64Array(2), new Int32Array(2), new Float64Array(2)],
    parts: [{ name: undefined }, { name: null }, { name: 5 }, { name: {} }, { name: new ArrayBuffer(1) }],
  };
  harmless(() => {
    for (const [title, each] of Object.entries(all)) {
      each.parameters.forEach(([name, kind], index) => {
        for (const value of wrong[kind]) {
          const values = valuesOf(each);
          values[index] = value;
          const context = `${title}, ${name} as ${typeof value} ${Object.prototype.toString.call(value)}`;
          const call = () => each.call(each.on && self(each), values);
          const { en, zh, number } = fault(api, 'argument.type', call, context);
          assert.ok(en.includes(name) && zh.includes(name), `${context}: ${en}`);
          assert.equal(number, 10009);
        }
      });
    }
  });
});

test('parts that are no record of names are told', () => {
  for (const parts of [5, true, 'ab', [lunan.document], new Map(Object.entries(lunan.parts)), new Uint8Array(2)]) {
    const { en } = fault(api, 'argument.type', () => api.Ruleset.compile(lunan.document, parts), String(parts));
    assert.ok(en.includes('parts'), en);
  }
});

test('what JSON.stringify takes for an empty object is told', () => {
  const views = [new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Uint16Array(4)];
  for (const command of [...views, new Map(), new Set(), new Date(), Promise.resolve(lunan.report)]) {
    const context = Object.prototype.toString.call(command);
    fault(api, 'argument.type', () => engine.decide(command, lunan.reportedAt), context);
  }
});

test('a value that is nothing in JSON is told', () => {
  for (const command of [{ toJSON: () => undefined }, { toJSON: () => Symbol('s') }, { toJSON: () => () => 1 }]) {
    fault(api, 'argument.type', () => engine.decide(command, lunan.reportedAt));
  }
  fault(api, 'argument.type', () => engine.rowsNeeds(lunan.report, lunan.reportedAt, [undefined]));
});

test('a value that has no JSON throws what JSON.stringify throws', () => {
  const circular = {};
  circular.self = circular;
  harmless(() => {
    for (const [command, error] of [[circular, /circular/i], [{ count: 5n }, /BigInt/]]) {
      for (const call of ['decide', 'decideClamped', 'apply']) {
        assert.throws(() => engine[call](command, lunan.reportedAt), error);
      }
      assert.throws(() => engine.commit(command), error);
      assert.throws(() => engine.query(command, lunan.view, lunan.reportedAt), error);
      assert.throws(() => engine.rowsNeeds(lunan.report, lunan.reportedAt, [command]), error);
    }
  });
});

// --- handles

test('a handle that was disposed of is told in every call', () => {
  harmless(() => {
    const gone = { Ruleset: compiled(api), Engine: reported(api, ruleset) };
    gone.Ruleset.dispose();
    gone.Engine.dispose();
    for (const [title, each] of Object.entries(all)) {
      if (each.on) {
        const { number } = fault(api, 'handle.disposed', () => each.call(gone[each.on], valuesOf(each)), title);
        assert.equal(number, 10012);
      }
    }
    const other = api.Ruleset.compile({ ...JSON.parse(lunan.document), id: 'lunan-other' }, lunan.parts).ruleset;
    for (const rulesets of [gone.Ruleset, [gone.Ruleset], [other, gone.Ruleset]]) {
      fault(api, 'handle.disposed', () => new api.Engine(rulesets));
      fault(api, 'handle.disposed', () => api.Engine.restore(rulesets, engine.snapshot()));
    }
    fault(api, 'handle.disposed', () => engine.addRuleset(gone.Ruleset));
    for (const object of Object.values(gone)) {
      assert.equal(object.dispose(), undefined, 'a second time is harmless');
    }
    // What was chosen for an engine that was not made is not chosen for the next one.
    const next = new api.Engine(ruleset);
    assert.equal(next.decide(lunan.load, lunan.reportedAt).entry.ruleset, ruleset.fingerprint);
    next.dispose();
    other.dispose();
  });
});

test('an engine outlives its rulesets, and rulesets their engines', () => {
  harmless(() => {
    const short = compiled(api);
    const other = reported(api, short);
    short.dispose();
    assert.equal(other.decide(lunan.report, lunan.reportedAt).kind, 'repeat');
    const copy = new api.Engine([ruleset, ruleset]);
    copy.dispose();
    other.dispose();
    assert.equal(new api.Engine(ruleset).dispose(), undefined);
  });
});

test('a handle that the module does not know is told, and every call gives its buffers back', async () => {
  const own = await loaded();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), own.core.IMPORTS);
  let relaxed = 0;
  const relax = () => {
    relaxed += 1;
    exports.relax();
  };
  own.core.use({ exports: { ...exports, relax } });
  const handles = { Ruleset: compiled(own) };
  handles.Engine = new own.Engine(handles.Ruleset);
  const list = Object.entries(calls(own, handles.Ruleset, handles.Engine));
  const relaxes = (title, work) => {
    relaxed = 0;
    const result = work();
    assert.equal(relaxed, 1, title);
    return result;
  };
  for (const [title, each] of list) {
    const made = relaxes(title, () => each.call(handles[each.on], valuesOf(each)));
    for (const handle of [made, made?.ruleset, made?.engine]) {
      if (handle instanceof own.Ruleset || handle instanceof own.Engine) {
        handle.dispose();
      }
    }
  }
  assert.equal(own.core.inside.liveHandles(), 2);
  // As if the package had lost count of them.
  for (let handle = 0; own.core.inside.liveHandles() > 0; handle += 1) {
    exports.engine_free(handle);
    exports.ruleset_free(handle);
  }
  for (const [title, each] of list.filter(([, { on }]) => on)) {
    const work = () => fault(own, 'handle.disposed', () => each.call(handles[each.on], valuesOf(each)), title);
    assert.equal(relaxes(title, work).number, 10012, title);
  }
});

test('a refusal where none can be is thrown, and nothing is made of it', async () => {
  const own = await loaded();
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readModule()), own.core.IMPORTS);
  const refusing = { ...exports };
  for (const name of ['engine_new', 'engine_snapshot', 'engine_locate_many']) {
    refusing[name] = () => exports.engine_row(engineOfOwn);
  }
  own.core.use({ exports: refusing });
  const rules = compiled(own);
  const restored = own.Engine.restore(rules, engine.snapshot()).engine;
  const engineOfOwn = exports.created();
  for (const work of [
    () => new own.Engine(rules),
    () => restored.snapshot(),
    () => restored.locateMany(new Int32Array(2), new Int32Array(2)),
  ]) {
    assert.throws(work, (thrown) => thrown instanceof own.CivigridError && thrown.code === 'key.syntax');
  }
  assert.equal(own.core.inside.liveHandles(), 2);
});

test('a handle is never that of another object', () => {
  const first = new api.Engine(ruleset);
  const { digest } = first;
  first.dispose();
  const second = reported(api, ruleset);
  assert.notEqual(second.digest, digest);
  fault(api, 'handle.disposed', () => first.digest);
  first.dispose();
  assert.equal(second.seq, 3, 'disposing of the first again does not dispose of the second');
  second.dispose();
});

test('`using` disposes where the runtime has it', async () => {
  // The package looks for the symbol when it is read; Node 18 has it from 18.18 on.
  const symbol = Symbol.dispose ?? Symbol('dispose');
  if (!Symbol.dispose) {
    Object.defineProperty(Symbol, 'dispose', { value: symbol, configurable: true });
  }
  const own = await loaded();
  for (const kind of [own.Engine, own.Ruleset]) {
    assert.equal(kind.prototype[symbol], kind.prototype.dispose);
  }
  const one = new own.Engine(compiled(own));
  one[symbol]();
  fault(own, 'handle.disposed', () => one.seq);
});

test('what is no ruleset or engine is told', () => {
  harmless(() => {
    for (const [title, each] of Object.entries(all).filter(([, { on }]) => on)) {
      const other = each.on === 'Engine' ? ruleset : engine;
      for (const foreign of [undefined, null, 5, 'x', {}, () => {}, api[each.on], api[each.on].prototype, other]) {
        const { en } = fault(api, 'argument.type', () => callOn(api, each, foreign), `${title} on ${typeof foreign}`);
        assert.ok(en.includes(each.on), en);
      }
    }
    for (const foreign of [undefined, null, 5, {}, api.Engine.prototype]) {
      assert.equal(api.Engine.prototype.dispose.call(foreign), undefined, 'there is nothing to dispose of');
    }
  });
});

test('a proxy round an engine is told, and not taken for a disposed one', () => {
  // What `reactive()` of a user interface's framework makes of an engine.
  const reactive = new Proxy(engine, {});
  fault(api, 'argument.type', () => reactive.decide(lunan.report, lunan.reportedAt));
  fault(api, 'argument.type', () => Object.create(api.Engine.prototype).digest);
  fault(api, 'argument.type', () => new api.Engine(new Proxy(ruleset, {})));
});

test('classes are made as they say', () => {
  fault(api, 'argument.type', () => new api.Ruleset());
  fault(api, 'argument.type', () => new api.Ruleset({}, 1));
  assert.throws(() => api.Ruleset(), TypeError);
  assert.throws(() => api.Engine(ruleset), TypeError);
  fault(api, 'argument.empty', () => new api.Engine([]));
  fault(api, 'argument.empty', () => api.Engine.restore([], engine.snapshot()));
  assert.equal(new api.Engine(ruleset, {}).dispose(), undefined, 'a second argument is nothing');
  class Mine extends api.Engine {}
  const mine = new Mine(ruleset);
  assert.equal(mine.seq, 0);
  mine.dispose();
});

// --- instants

const instants = Object.entries(all).filter(([, { parameters }]) => parameters.some(([, kind]) => kind === 'instant'));

test('instants that are none are told in every call', () => {
  const dates = [-8.64e15, 8.64e15, Date.UTC(1899, 11, 30), Date.UTC(2200, 0, 2), -1e14].map((time) => new Date(time));
  const texts = [
    '', ' ', 'now', '2026-02-13', '2026-02-13T10:00:00', '2026-02-13 10:00:00+08:00', '2026-02-30T10:00:00+08:00',
    '2026-02-13T24:00:00+08:00', '2026-02-13T10:00:00.5+08:00', '1899-01-01T00:00:00Z', '2200-06-01T00:00:00Z',
    '1770948000', '\ud800', 'x'.repeat(100_000), `${lunan.reportedAt}\0`, `\ufeff${lunan.reportedAt}`,
  ];
  harmless(() => {
    for (const [title, each] of instants) {
      for (const instant of [...dates, ...texts]) {
        const values = each.parameters.map(([, kind, value]) => (kind === 'instant' ? instant : value));
        const context = `${title} at ${String(instant).slice(0, 40)}`;
        fault(api, 'argument.instant', () => each.call(self(each), values), context);
      }
    }
  });
});

test('the error of an instant names it and how it is written', () => {
  for (const [title, each] of instants) {
    const { parameters } = each;
    const values = parameters.map(([, kind, value]) => (kind === 'instant' ? '2026-02-13' : value));
    const [name] = parameters.find(([, kind]) => kind === 'instant');
    assert.equal(name, title === 'Ruleset#due' ? 'from' : 'at');
    const { number, zh, en } = fault(api, 'argument.instant', () => each.call(self(each), values), title);
    assert.equal(number, 10006);
    assert.equal(
      en,
      `\`${name}\` is not an instant of the years 1900 to 2199: it is written 2026-02-13T10:00:00+08:00`,
      title,
    );
    assert.equal(zh, `参数 \`${name}\` 不是 1900 至 2199 年间的时刻：应写为 2026-02-13T10:00:00+08:00`, title);
  }
});

test('instants at the ends of the years are taken', () => {
  for (const time of [Date.UTC(1900, 0, 2), Date.UTC(2199, 11, 30), 0, -1]) {
    const { rejection } = ruleset.due('sign', new Date(time));
    assert.equal(rejection.code, 'calendar_not_covered');
  }
  // The second that has begun, before 1970 too.
  const before = engine.decideDue(new Date(Date.parse(lunan.nextFiring) - 1));
  assert.equal(before.kind, 'none');
  assert.equal(engine.decideDue(new Date(Date.parse(lunan.nextFiring) + 999)).entry.at, lunan.nextFiring);
  assert.match(ruleset.due('sign', new Date(-1)).rejection.args[0], /^1970-01-01|^1969-12-31/);
});

// --- texts

test('lone surrogates are refused or become U+FFFD, and harm nothing', () => {
  const lone = '\ud800';
  const command = { ...lunan.report, id: 'c-2', data: { ...lunan.report.data, case: `x${lone}` } };
  harmless(() => {
    assert.equal(engine.decide(command, lunan.reportedAt).rejection.code, 'json.syntax');
    const text = JSON.stringify(command).replace('\\ud800', lone);
    assert.deepEqual(
      ['code', 'pointer'].map((name) => engine.decide(text, lunan.reportedAt).rejection[name]),
      ['id.syntax', '/data/case'],
    );
    assert.equal(engine.query(lunan.query, lone, lunan.reportedAt).rejection.code, 'code.syntax');
    assert.equal(engine.row(lone).rejection.code, 'key.syntax');
    assert.equal(ruleset.due(lone, lunan.reportedAt).rejection.code, 'name.syntax');
    assert.equal(ruleset.dueMany(lone, new BigInt64Array(1)).rejection.code, 'name.syntax');
    assert.equal(engine.rowsNeeds(lunan.report, lunan.reportedAt, lone).rejection.code, 'json.syntax');
    assert.equal(api.Engine.restore(ruleset, lone).rejection.code, 'snapshot.format');
    assert.equal(api.Ruleset.compile(lone).diagnostics[0].problem.code, 'json.syntax');
    // Two names that become the same one.
    fault(api, 'argument.twice', () => api.Ruleset.compile('{}', { '\ud800': '', '\ud801': '' }));
  });
});

test('bytes that are not UTF-8 are refused', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(lunan.report));
  bytes[bytes.indexOf(0x63)] = 0xff;
  harmless(() => {
    assert.equal(engine.decide(bytes, lunan.reportedAt).rejection.code, 'json.utf8');
    assert.equal(engine.commit(bytes).rejection.code, 'json.utf8');
    assert.equal(engine.rowsNeeds(lunan.report, lunan.reportedAt, bytes).rejection.code, 'json.utf8');
    assert.equal(api.Engine.restore(ruleset, bytes).ok, false);
    assert.equal(api.Ruleset.compile(bytes).diagnostics[0].problem.code, 'json.utf8');
  });
});

test('empty inputs are refused', () => {
  const nothing = new Uint8Array(0);
  harmless(() => {
    for (const empty of ['', nothing, nothing.subarray(0), new Uint8Array(9).subarray(4, 4)]) {
      assert.equal(engine.decide(empty, lunan.reportedAt).rejection.code, 'json.syntax');
      assert.equal(engine.apply(empty, lunan.reportedAt).rejection.code, 'json.syntax');
      assert.equal(engine.commit(empty).rejection.code, 'json.syntax');
      assert.equal(engine.query(empty, lunan.view, lunan.reportedAt).rejection.code, 'json.syntax');
      assert.equal(api.Engine.restore(ruleset, empty).rejection.code, 'snapshot.format');
      assert.equal(api.Ruleset.compile(empty).diagnostics[0].problem.code, 'json.syntax');
      assert.equal(engine.rowsNeeds(lunan.report, lunan.reportedAt, empty).ok, true, 'no rows are rows');
    }
    for (const value of [{}, [], Object.create(null)]) {
      assert.equal(engine.decide(value, lunan.reportedAt).ok, false);
    }
    assert.equal(engine.query(lunan.query, '', lunan.reportedAt).rejection.code, 'code.syntax');
    assert.equal(engine.row('').rejection.code, 'key.syntax');
    assert.equal(ruleset.due('', lunan.reportedAt).rejection.code, 'name.syntax');
  });
});

test('huge inputs are refused as values', () => {
  const huge = 'x'.repeat(1 << 20);
  const spaced = (value) => `${' '.repeat(1 << 20)}${JSON.stringify(value)}`;
  const command = spaced(lunan.report);
  const tooLarge = (result) => assert.deepEqual([result.ok, result.rejection.code], [false, 'json.too_large']);
  harmless(() => {
    for (const given of [command, new TextEncoder().encode(command)]) {
      tooLarge(engine.decide(given, lunan.reportedAt));
      tooLarge(engine.decideClamped(given, lunan.reportedAt));
      tooLarge(engine.apply(given, lunan.reportedAt));
      tooLarge(engine.query(spaced(lunan.query), lunan.view, lunan.reportedAt));
      tooLarge(engine.rowsDecide(given, lunan.reportedAt, ''));
    }
    const many = { ...lunan.report, id: 'c-2', data: { ...lunan.report.data, case: huge } };
    assert.equal(engine.decide(many, lunan.reportedAt).ok, false);
    assert.equal(engine.query(lunan.query, huge, lunan.reportedAt).rejection.code, 'code.syntax');
    assert.equal(engine.row(huge).rejection.code, 'key.syntax');
    assert.equal(ruleset.due(huge, lunan.reportedAt).rejection.code, 'name.syntax');
    const document = ' '.repeat(9 << 20);
    assert.equal(api.Ruleset.compile(document).diagnostics[0].problem.code, 'json.too_large');
    tooLarge(engine.commit(new Uint8Array(70 << 20).fill(0x20)));
  });
});
