// The package in Node: how it is loaded, and what each call answers.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { compiled, district, fault, freshEntry, loaded, lunan, packageDir, readModule, reported } from './support.mjs';

const NO_INSTANT = -(2n ** 63n);
const NAMES = ['CivigridError', 'Engine', 'NO_CELL', 'RowStatus', 'Ruleset', 'init', 'initSync'];

// --- loading

test('import and require share one instance', async () => {
  const required = createRequire(join(packageDir(), 'package.json'))('./node.js');
  const imported = await import(pathToFileURL(join(packageDir(), 'node.mjs')).href);
  assert.deepEqual(Object.keys(imported).sort(), NAMES);
  assert.deepEqual(Object.keys(required).sort(), NAMES);
  for (const name of NAMES) {
    assert.equal(imported[name], required[name], name);
  }
  await imported.init();
  const ruleset = compiled(required);
  assert.equal(new imported.Engine(ruleset).seq, 0, 'what one made, the other takes');
});

test('nothing works before init, and everything after it', async () => {
  const api = freshEntry();
  const { number } = fault(api, 'module.not_ready', () => api.Ruleset.compile(lunan.document, lunan.parts));
  assert.equal(number, 10015);
  assert.throws(() => api.core.inside.liveHandles(), { code: 'module.not_ready' });
  const promise = api.init();
  assert.ok(promise instanceof Promise);
  assert.equal(await promise, undefined);
  reported(api);
});

test('init a second time changes nothing', async () => {
  const api = await loaded();
  const engine = reported(api);
  const { digest } = engine;
  const handles = api.core.inside.liveHandles();
  await api.init();
  await Promise.all([api.init(), api.init()]);
  api.initSync();
  assert.equal(engine.digest, digest);
  assert.equal(api.core.inside.liveHandles(), handles);
});

test('a module is taken as bytes, as a view into others, and compiled', async () => {
  const bytes = readModule();
  const longer = new Uint8Array(bytes.length + 9);
  longer.set(bytes, 7);
  const sources = {
    bytes,
    view: longer.subarray(7, 7 + bytes.length),
    buffer: bytes.slice().buffer,
    module: new WebAssembly.Module(bytes),
  };
  for (const [name, source] of Object.entries(sources)) {
    const api = freshEntry();
    await api.init(source);
    assert.equal(reported(api).seq, 3, name);
    const sync = freshEntry();
    sync.initSync(source);
    assert.equal(reported(sync).seq, 3, name);
  }
});

test('a module that is none is refused, and the one in use goes on', async () => {
  const unloaded = freshEntry();
  await assert.rejects(unloaded.init(new Uint8Array(8)), WebAssembly.CompileError);
  await assert.rejects(unloaded.init(readModule().subarray(0, 1000)), WebAssembly.CompileError);
  await assert.rejects(unloaded.init(5), TypeError);
  assert.throws(() => unloaded.initSync('civigrid.wasm'), TypeError);
  fault(unloaded, 'module.not_ready', () => compiled(unloaded));
  await unloaded.init();
  const engine = reported(unloaded);
  await unloaded.init(new Uint8Array(8)).catch(() => {});
  assert.equal(engine.nextFiring, lunan.nextFiring);
});

test('init again does nothing, whatever it is given', async () => {
  const api = await loaded();
  const engine = reported(api);
  await api.init(readModule());
  api.initSync(readModule());
  assert.equal(engine.nextFiring, lunan.nextFiring, 'the handles of others are not lost');
});

test('init takes in Node what it takes in browsers', async () => {
  const path = join(packageDir(), 'civigrid.wasm');
  const sources = {
    path,
    address: pathToFileURL(path),
    text: pathToFileURL(path).href,
    response: new Response(readModule()),
    promise: Promise.resolve(readModule()),
  };
  for (const [name, source] of Object.entries(sources)) {
    const api = freshEntry();
    await api.init(source);
    assert.equal(reported(api).seq, 3, name);
  }
});

test('another instance disposes of the handles of the first', async () => {
  const api = await loaded();
  const engine = reported(api);
  api.core.use(new WebAssembly.Instance(new WebAssembly.Module(readModule()), api.core.IMPORTS));
  const other = reported(api); // its number is that of the first
  fault(api, 'handle.disposed', () => engine.digest);
  engine.dispose();
  assert.equal(other.nextFiring, lunan.nextFiring);
});

test('what is exported cannot be changed by accident', () => {
  const { RowStatus, NO_CELL } = freshEntry();
  assert.deepEqual({ ...RowStatus }, { answered: 0, none: 1, outOfRange: 2, notCovered: 3 });
  assert.ok(Object.isFrozen(RowStatus));
  assert.equal(NO_CELL, 2 ** 32 - 1);
});

// --- rulesets

const api = await loaded();

test('a ruleset is compiled from text, bytes and values alike', () => {
  const encoder = new TextEncoder();
  const parts = lunan.parts;
  const bytes = Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, encoder.encode(text)]));
  const around = encoder.encode(`xx${lunan.document}xx`);
  const prints = [
    api.Ruleset.compile(lunan.document, parts),
    api.Ruleset.compile(encoder.encode(lunan.document), bytes),
    api.Ruleset.compile(JSON.parse(lunan.document), parts),
    api.Ruleset.compile(around.subarray(2, around.length - 2), { ...bytes, ...{} }),
    api.Ruleset.compile(Buffer.from(lunan.document), { ...parts, ...bytes }),
  ].map((result) => {
    assert.ok(result.ok, JSON.stringify(result.diagnostics));
    return result.ruleset.fingerprint;
  });
  assert.match(prints[0], /^sm3:[0-9a-f]{64}$/);
  assert.deepEqual(new Set(prints), new Set([prints[0]]));
});

test('the problems of a ruleset are values, each with its place', () => {
  const without = api.Ruleset.compile(lunan.document, {});
  assert.equal(without.ok, false);
  assert.deepEqual(
    without.diagnostics.slice(0, 2).map(({ part, problem }) => [part, problem.code, problem.pointer]),
    [0, 1].map((file) => [null, 'ruleset.part_missing', `/calendars/office/year_files/${file}`]),
  );
  assert.deepEqual(api.Ruleset.compile(lunan.document), without, 'no parts at all are none');
  const [{ problem }] = api.Ruleset.compile('').diagnostics;
  assert.deepEqual([problem.code, problem.number], ['json.syntax', 1003]);
  assert.match(problem.zh, /[\u4e00-\u9fff]/);
  assert.equal(problem.en, 'not JSON at byte 0');
});

test('a limit counts in working hours from an instant', () => {
  const ruleset = compiled(api);
  // Friday 16:30: one hour to 17:30, and three on the make-up Saturday from 8:30.
  const due = { ok: true, due: '2026-02-14T11:30:00+08:00' };
  assert.deepEqual(ruleset.due('sign', '2026-02-13T16:30:00+08:00'), due);
  assert.deepEqual(ruleset.due('sign', new Date('2026-02-13T08:30:00.999Z')), due, 'the part of a second is dropped');
  const { ok, rejection } = ruleset.due('nonesuch', lunan.reportedAt);
  assert.deepEqual([ok, rejection.code, rejection.args], [false, 'ruleset.unknown_reference', ['nonesuch']]);
});

test('a column of limits answers each row', () => {
  const ruleset = compiled(api);
  const at = (text) => BigInt(Date.parse(text) / 1000);
  const from = [NO_INSTANT, at('2026-02-13T16:30:00+08:00'), 2n ** 62n, at('2027-06-01T00:00:00+08:00')];
  const rows = BigInt64Array.from([1n, ...from, 2n]).subarray(1, 5);
  const { ok, due, statuses } = ruleset.dueMany('sign', rows);
  assert.ok(ok && due instanceof BigInt64Array && statuses instanceof Uint8Array);
  const { answered, none, outOfRange, notCovered } = api.RowStatus;
  assert.deepEqual([...statuses], [none, answered, outOfRange, notCovered]);
  assert.deepEqual([...due], [NO_INSTANT, at('2026-02-14T11:30:00+08:00'), NO_INSTANT, NO_INSTANT]);
  assert.deepEqual([...rows], from, 'what came in is as it was');
  const empty = ruleset.dueMany('sign', new BigInt64Array(0));
  assert.deepEqual([empty.ok, empty.due.length, empty.statuses.length], [true, 0, 0]);
  assert.equal(ruleset.dueMany('nonesuch', rows).rejection.code, 'ruleset.unknown_reference');
});

// --- engines

test('a command is decided, persisted, committed; again it is a repeat', () => {
  const engine = district(api);
  assert.deepEqual([engine.seq, engine.nextFiring, engine.lastAt], [2, null, lunan.loadedAt]);
  const before = engine.digest;
  const decided = engine.decide(lunan.report, lunan.reportedAt);
  assert.deepEqual([decided.ok, decided.kind], [true, 'new']);
  assert.equal(JSON.stringify(decided.entry), decided.text);
  assert.deepEqual([decided.entry.seq, decided.entry.at], [3, lunan.reportedAt]);
  assert.equal(engine.digest, before, 'deciding changes nothing');
  assert.deepEqual(engine.commit(JSON.parse(decided.text)), { ok: true });
  assert.notEqual(engine.digest, before);
  assert.deepEqual([engine.seq, engine.lastAt, engine.nextFiring], [3, lunan.reportedAt, lunan.nextFiring]);
  assert.equal(engine.head, decided.entry.hash);
  const repeat = { ok: true, kind: 'repeat', seq: 3 };
  assert.deepEqual(engine.decide(lunan.report, '2026-02-13T10:05:00+08:00'), repeat);
  assert.deepEqual(engine.apply(lunan.report, '2026-02-13T10:05:00+08:00'), repeat);
});

test('a refusal is a value, in Chinese and English, and changes nothing', () => {
  const engine = reported(api);
  const before = engine.digest;
  const changed = { ...lunan.report, data: { ...lunan.report.data, people: 4 } };
  assert.deepEqual(engine.decide(changed, lunan.reportedAt), {
    ok: false,
    rejection: {
      code: 'command.changed',
      number: 2001,
      pointer: '/id',
      args: [],
      zh: '此编号已用于另一内容的命令：请换编号',
      en: 'this id was used for another command: take a new id',
    },
  });
  const missing = engine.decide({ ...lunan.report, id: 'c-2', data: {} }, lunan.reportedAt).rejection;
  assert.deepEqual([missing.code, missing.pointer], ['json.missing_field', '/data']);
  assert.equal(engine.commit({}).rejection.code, 'json.missing_field');
  const unknown = engine.query({ type: 'nonesuch', data: {} }, lunan.view, lunan.reportedAt);
  assert.equal(unknown.rejection.code, 'json.unknown_type');
  assert.equal(engine.query(lunan.query, '999', lunan.reportedAt).rejection.code, 'view.not_found');
  assert.equal(engine.digest, before);
});

test('a clock that stepped back is clamped where that is asked for', () => {
  const engine = reported(api);
  const other = { ...lunan.report, id: 'c-2', data: { ...lunan.report.data, case: '2026-000124' } };
  const early = '2026-02-13T09:59:59+08:00';
  assert.equal(engine.decide(other, early).rejection.code, 'time_regressed');
  const clamped = engine.decideClamped(other, early);
  assert.deepEqual([clamped.kind, clamped.entry.at], ['new', lunan.reportedAt]);
  assert.deepEqual(engine.decideClamped(lunan.report, early), { ok: true, kind: 'repeat', seq: 3 });
});

test('what is due is decided once and not before its second', () => {
  const engine = reported(api);
  assert.deepEqual(engine.decideDue('2026-02-13T16:00:00+08:00'), { ok: true, kind: 'none' });
  const due = engine.decideDue(lunan.nextFiring);
  assert.deepEqual([due.kind, due.entry.at], ['new', lunan.nextFiring]);
  assert.equal(JSON.stringify(due.entry), due.text);
  const copy = api.Engine.restore(compiled(api), engine.snapshot()).engine;
  assert.deepEqual(engine.commit(due.text), { ok: true });
  assert.deepEqual(copy.advance(lunan.nextFiring), { ok: true, entries: [due.entry], texts: [due.text] });
  assert.equal(copy.digest, engine.digest);
  assert.deepEqual(copy.advance(lunan.nextFiring), { ok: true, entries: [], texts: [] });
});

test('what apply carried out before it was refused is given along', () => {
  const engine = reported(api);
  const taken = { ...lunan.report, id: 'c-2' };
  const refused = engine.apply(taken, '2026-02-13T17:00:00+08:00');
  assert.deepEqual([refused.ok, refused.rejection.code], [false, 'case.id_taken']);
  assert.deepEqual(refused.entries.map((entry) => entry.at), [lunan.nextFiring]);
  assert.deepEqual(refused.texts.map((text) => JSON.parse(text)), refused.entries);
  assert.equal(engine.seq, 4);
  const again = engine.apply(taken, '2026-02-13T17:00:00+08:00');
  assert.deepEqual([again.rejection.code, again.entries, again.texts], ['case.id_taken', [], []]);
});

test('entries of apply are those that were committed', () => {
  const engine = new api.Engine([compiled(api)]);
  const loadedAll = engine.apply(JSON.stringify(lunan.whole), lunan.loadedAt);
  assert.deepEqual([loadedAll.ok, loadedAll.kind, loadedAll.entries.length], [true, 'new', engine.seq]);
  assert.ok(engine.seq > 20, 'a bulk load comes in chunks');
  const other = new api.Engine(compiled(api));
  for (const text of loadedAll.texts) {
    assert.deepEqual(other.commit(new TextEncoder().encode(text)), { ok: true });
  }
  assert.equal(other.digest, engine.digest);
});

test('a query answers inside a view', () => {
  const engine = reported(api);
  const answered = engine.query(lunan.query, lunan.view, lunan.reportedAt);
  assert.equal(answered.ok, true);
  assert.equal(JSON.stringify(answered.answer), answered.text);
  assert.ok(answered.text.includes('2026-000123'));
  const asText = engine.query(JSON.stringify(lunan.query), lunan.view, new Date(lunan.reportedAt));
  assert.equal(asText.text, answered.text);
});

test('a snapshot gives the same engine, as bytes and as text', () => {
  const engine = reported(api);
  const snapshot = engine.snapshot();
  assert.ok(snapshot instanceof Uint8Array);
  assert.equal(snapshot.byteLength, snapshot.buffer.byteLength, 'a copy that holds nothing else');
  for (const given of [snapshot, new TextDecoder().decode(snapshot)]) {
    const restored = api.Engine.restore([compiled(api)], given);
    assert.equal(restored.ok, true);
    assert.equal(restored.engine.digest, engine.digest);
    assert.deepEqual(restored.engine.snapshot(), snapshot);
  }
  snapshot[snapshot.length - 3] ^= 1;
  const broken = api.Engine.restore(compiled(api), snapshot);
  assert.equal(broken.ok, false);
  assert.match(broken.rejection.code, /^(snapshot|json)\./);
});

test('a ruleset that is handed over can be adopted', () => {
  const engine = reported(api);
  const document = { ...JSON.parse(lunan.document), id: 'lunan-other' };
  const { ruleset } = api.Ruleset.compile(document, lunan.parts);
  const { fingerprint } = ruleset;
  const actor = { id: 'host', role: 'host' };
  const adopt = { id: 'adopt', actor, type: 'ruleset.adopt', data: { fingerprint } };
  assert.equal(engine.decide(adopt, lunan.reportedAt).rejection.code, 'ruleset.not_given');
  assert.equal(engine.addRuleset(ruleset), undefined);
  ruleset.dispose();
  assert.equal(engine.apply(adopt, lunan.reportedAt).kind, 'new');
  assert.equal(engine.decideDue(lunan.nextFiring).entry.ruleset, fingerprint, 'the engine keeps what it needs');
});

test('a position is located, alone and in columns', () => {
  const engine = district(api, compiled(api), lunan.whole);
  const codes = engine.cells();
  assert.ok(codes.length > 400 && codes.every((code) => /^\d+$/.test(code)));
  const boundary = lunan.whole.data.nodes.find((node) => node.boundary);
  const corners = boundary.boundary.coordinates[0].slice(0, -1);
  const middle = [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis], 0) / corners.length);
  const [lon, lat] = middle.map((degrees) => Math.round(degrees * 1e7));
  assert.deepEqual(engine.locate(lon, lat), { ok: true, cell: boundary.code });
  assert.deepEqual(engine.locate(0, 0), { ok: true, cell: null });
  assert.equal(engine.locate(-1_800_000_001, 0).rejection.code, 'position.range');
  const lons = Int32Array.of(9, lon, 0, 2 ** 31 - 1).subarray(1);
  const lats = Int32Array.of(9, 9, lat, 0, -(2 ** 31)).subarray(2);
  const { cells, statuses } = engine.locateMany(lons, lats);
  assert.ok(cells instanceof Uint32Array && statuses instanceof Uint8Array);
  const { answered, none, outOfRange } = api.RowStatus;
  assert.deepEqual([...statuses], [answered, none, outOfRange]);
  assert.deepEqual([...cells], [codes.indexOf(boundary.code), api.NO_CELL, api.NO_CELL]);
  const empty = engine.locateMany(new Int32Array(0), new Int32Array(0));
  assert.deepEqual([empty.cells.length, empty.statuses.length], [0, 0]);
});

/** The rows that a decision needs, each asked for by its key until none is missing. */
function rowsFor(ask, find, rows) {
  for (let round = 0; round < 9; round += 1) {
    const needs = ask(rows);
    assert.equal(needs.ok, true, JSON.stringify(needs));
    if (needs.keys.length === 0) {
      return rows;
    }
    rows = rows.concat(needs.keys.map((key) => find(key) ?? { key, absent: true }));
  }
  return assert.fail('more keys each time');
}

test('a command is decided over rows of the host\'s own', () => {
  const whole = district(api, compiled(api), lunan.whole);
  const engine = new api.Engine(compiled(api));
  const { nodes, units } = lunan.whole.data;
  const keys = [...nodes.map(({ code }) => `node/${code}`), ...units.map(({ id }) => `unit/${id}`)];
  assert.deepEqual(engine.loadRows(keys.map((key) => whole.row(key).row)), { ok: true });
  assert.deepEqual(engine.cells(), whole.cells());

  const { report, reportedAt, nextFiring } = lunan;
  assert.ok(engine.rowsNeeds(report, reportedAt, '').keys.includes('case/2026-000123'));
  const given = rowsFor((rows) => engine.rowsNeeds(report, reportedAt, rows), (key) => whole.row(key).row, []);
  const decided = engine.rowsDecide(report, reportedAt, given);
  assert.deepEqual([decided.ok, decided.kind], [true, 'new'], JSON.stringify(decided));
  assert.deepEqual(decided.rows.map((row) => JSON.stringify(row)), decided.lines);
  assert.deepEqual(decided.events.map(({ type }) => type).slice(0, 1), ['case.reported']);
  const stored = new Map([...given, ...decided.rows].map((row) => [row.key, row]));
  const lines = [...stored.values()].map((row) => `${JSON.stringify(row)}\n`).join('');
  assert.deepEqual(engine.rowsDecide(report, reportedAt, lines), { ok: true, kind: 'repeat' });

  // What fires in the row, in each form of rows.
  const row = stored.get('case/2026-000123');
  const dueRows = rowsFor(
    (rows) => engine.rowsNeedsDue(row.key, nextFiring, rows),
    (key) => stored.get(key) ?? whole.row(key).row,
    [row],
  );
  const bytes = new TextEncoder().encode(dueRows.map((each) => `${JSON.stringify(each)}\n`).join(''));
  assert.deepEqual(engine.rowsDecideDue(row.key, reportedAt, bytes), { ok: true, kind: 'none' });
  const due = engine.rowsDecideDue(row.key, nextFiring, dueRows.map((each) => JSON.stringify(each)));
  assert.equal(due.kind, 'new', JSON.stringify(due));
  assert.equal(due.rows.find(({ key }) => key === row.key).version, row.version + 1);
});

test('rows that do not do are refused', () => {
  const engine = district(api);
  assert.equal(engine.rowsDecide(lunan.report, lunan.reportedAt, []).rejection.code, 'fact.missing');
  assert.equal(engine.loadRows([]).rejection.code, 'rows.journal');
  assert.equal(new api.Engine(compiled(api)).loadRows('{').rejection.code, 'json.syntax');
  assert.equal(engine.row('nonesuch').rejection.code, 'key.syntax');
  assert.deepEqual(engine.row('case/nonesuch'), { ok: true, row: null });
});

test('results are copies that later calls leave alone', () => {
  const ruleset = compiled(api);
  const engine = reported(api, ruleset);
  const lon = Int32Array.of(0, 2 ** 31 - 1);
  const take = () => ({
    snapshot: engine.snapshot(),
    located: engine.locateMany(lon, lon),
    due: ruleset.dueMany('sign', BigInt64Array.of(NO_INSTANT, 1_770_948_000n)),
    cells: engine.cells(),
    answer: engine.query(lunan.query, lunan.view, lunan.reportedAt),
  });
  const before = take();
  const kept = structuredClone(before);
  engine.locateMany(new Int32Array(5_000).fill(7), new Int32Array(5_000).fill(7));
  ruleset.dueMany('sign', new BigInt64Array(5_000));
  engine.snapshot();
  api.Ruleset.compile('x'.repeat(100_000));
  engine.dispose();
  ruleset.dispose();
  assert.deepEqual(before, kept);
  before.snapshot.fill(0);
  before.located.cells.fill(0);
});

test('memory that grows in the middle of a call moves nothing away', async () => {
  const grown = await loaded();
  const engine = reported(grown);
  const { digest } = engine;
  const memory = grown.core.inside.memoryBytes;
  const count = 400_000;
  let before = memory();
  const outside = new Int32Array(count).fill(2 ** 31 - 1); // out of range: told without a search
  const { cells, statuses } = engine.locateMany(outside, outside);
  assert.ok(memory() > before, 'the columns and their results did not fit');
  assert.ok(cells.every((cell) => cell === grown.NO_CELL));
  assert.ok(statuses.every((status) => status === grown.RowStatus.outOfRange));
  before = memory();
  const ruleset = compiled(grown);
  const due = ruleset.dueMany('sign', new BigInt64Array(2 * count).fill(NO_INSTANT));
  assert.ok(memory() > before);
  assert.ok(due.due.every((instant) => instant === NO_INSTANT));
  assert.ok(due.statuses.every((status) => status === grown.RowStatus.none));
  before = memory();
  // A text that is larger than all memory so far, read to its end: the last member is the one that is unknown.
  const padded = `${' '.repeat(before)}${JSON.stringify({ ...lunan.load, id: 'load-2', last: 1 })}`;
  const refused = engine.decide(padded, lunan.reportedAt);
  assert.ok(memory() > before);
  assert.equal(refused.rejection.pointer, '/last');
  assert.equal(engine.digest, digest);
});
