// Nothing is left behind: neither by calls that answer nor by calls that fail, disposed of or forgotten.
import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import v8 from 'node:v8';
import vm from 'node:vm';
import { compiled, loaded, lunan, readModule, reported } from './support.mjs';

const { report, reportedAt, nextFiring, query, view } = lunan;

/** Kinds of calls; every so many rounds one is made. */
function mix(api, ruleset, engine) {
  const bytes = new TextEncoder().encode(JSON.stringify({ ...report, id: 'c-3', data: { ...report.data, case: 'b' } }));
  const fresh = { ...report, id: 'c-2', data: { ...report.data, case: 'a' } };
  const columns = [new Int32Array(64).fill(1_181_800_000), new Int32Array(64).fill(396_300_000)];
  const instants = new BigInt64Array(64).fill(1_770_948_000n);
  const snapshot = new api.Engine(ruleset).snapshot();
  const swallow = (work) => assert.throws(work, api.CivigridError);
  const gone = new api.Engine(ruleset);
  gone.dispose();
  return [
    [1, () => engine.decide(fresh, reportedAt)],
    [1, () => engine.decide(bytes, new Date(reportedAt))],
    [1, () => engine.decide(report, reportedAt)],
    [1, () => engine.decide('{"id": 5}', reportedAt)],
    [1, () => engine.query(query, view, reportedAt)],
    [1, () => engine.query(query, '999', reportedAt)],
    [1, () => engine.decideDue(nextFiring)],
    [1, () => engine.commit({})],
    [1, () => engine.row('case/2026-000123')],
    [1, () => engine.rowsNeeds(fresh, reportedAt, [])],
    [1, () => engine.nextFiring],
    [1, () => ruleset.due('sign', reportedAt)],
    [2, () => swallow(() => engine.decide(fresh, 'never'))],
    [2, () => swallow(() => engine.decide(5, reportedAt))],
    [2, () => swallow(() => gone.digest)],
    [2, () => swallow(() => new api.Engine([]))],
    [5, () => new api.Engine([ruleset, ruleset]).dispose()],
    [5, () => api.Engine.restore(ruleset, snapshot).engine.dispose()],
    [5, () => api.Engine.restore(ruleset, 'x')],
    [5, () => api.Ruleset.compile('{}', { part: '{}' })],
    [10, () => engine.locateMany(...columns)],
    [10, () => ruleset.dueMany('sign', instants)],
    [10, () => ruleset.dueMany('nonesuch', instants)],
    [50, () => engine.decide(' '.repeat(100_000), reportedAt)],
    [50, () => engine.cells()],
    [500, () => ruleset.dueMany('sign', new BigInt64Array(50_000))],
    [1_000, () => compiled(api).dispose()],
    [1_000, () => engine.snapshot()],
    [2_000, () => reported(api, ruleset).dispose()],
  ];
}

test('100,000 mixed calls leave no handles and take no more memory', async () => {
  const api = await loaded();
  const { liveHandles, memoryBytes } = api.core.inside;
  const ruleset = compiled(api);
  const engine = reported(api, ruleset);
  const kinds = mix(api, ruleset, engine);
  const before = [liveHandles(), engine.digest];
  let calls = 0;
  let warm = null;
  for (let round = 0; calls < 100_000; round += 1) {
    for (const [every, call] of kinds) {
      if (round % every === 0) {
        call();
        calls += 1;
      }
    }
    if (warm === null && calls >= 10_000) {
      warm = memoryBytes();
    }
  }
  assert.deepEqual([liveHandles(), engine.digest], before);
  assert.equal(memoryBytes(), warm, `bytes after ${calls} calls as after 10,000`);
});

test('a large input is not kept', async () => {
  const api = await loaded();
  const { memoryBytes } = api.core.inside;
  const engine = reported(api);
  const large = ' '.repeat(20 << 20);
  engine.decide(large, reportedAt);
  const once = memoryBytes();
  for (let round = 0; round < 5; round += 1) {
    engine.decide(large, reportedAt);
    engine.commit(large);
    api.Engine.restore(compiled(api), large);
    engine.rowsDecide(lunan.report, reportedAt, large);
  }
  assert.ok(memoryBytes() - once < 22 << 20, `${memoryBytes()} bytes after ${once}: at most two at a time`);
});

test('memory beyond 2 GiB is reached', async () => {
  const api = await loaded();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(readModule()), api.core.IMPORTS);
  api.core.use(instance);
  // Pages that nobody touches cost nothing; whatever is allocated from now on and is large lies beyond them.
  instance.exports.memory.grow(2 ** 31 / 65_536);
  const engine = reported(api);
  const count = 1 << 20;
  const outside = new Int32Array(count).fill(2 ** 31 - 1);
  assert.equal(engine.locateMany(outside, outside).statuses[count - 1], api.RowStatus.outOfRange);
  assert.equal(engine.decide(' '.repeat(20 << 20), reportedAt).rejection.code, 'json.syntax');
  assert.equal(api.Engine.restore(compiled(api), engine.snapshot()).engine.digest, engine.digest);
  assert.equal(compiled(api).dueMany('sign', new BigInt64Array(count)).due.length, count);
  assert.ok(api.core.inside.memoryBytes() > 2 ** 31);
});

test('what a program forgot is freed', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const api = await loaded();
  const { liveHandles } = api.core.inside;
  const ruleset = compiled(api);
  (() => {
    for (let count = 0; count < 200; count += 1) {
      new api.Engine(ruleset);
    }
  })();
  assert.equal(liveHandles(), 201);
  for (let round = 0; round < 100 && liveHandles() > 1; round += 1) {
    collect();
    await wait(10);
  }
  assert.equal(liveHandles(), 1);
  assert.match(ruleset.fingerprint, /^sm3:/, 'what is still held is not');
});

test('what is forgotten of a module that was given up frees nothing of the next one', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect = vm.runInNewContext('gc');
  const api = await loaded();
  const { liveHandles } = api.core.inside;
  (() => {
    const ruleset = compiled(api);
    for (let count = 0; count < 20; count += 1) {
      new api.Engine(ruleset);
    }
  })();
  api.core.use(new WebAssembly.Instance(new WebAssembly.Module(readModule()), api.core.IMPORTS));
  const ruleset = compiled(api);
  const engines = Array.from({ length: 20 }, () => new api.Engine(ruleset));
  for (let round = 0; round < 10; round += 1) {
    collect();
    await wait(10);
  }
  assert.equal(liveHandles(), 21);
  assert.ok(engines.every((engine) => engine.seq === 0));
});
