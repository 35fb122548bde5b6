// All conformance vectors, each in every way, and a long run of the simulator, in Node.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runFrames } from './frames.mjs';
import { loaded, readFrames, root } from './support.mjs';

const api = await loaded();

test('vectors give the same bytes in every way', () => {
  const { runs, frames, given, failure } = runFrames(api, readFrames('vectors.frames'));
  assert.equal(failure, null);
  const { vectors } = JSON.parse(readFileSync(join(root, 'tests/vectors/index.json'), 'utf8'));
  assert.equal(runs, 3 * vectors.length, 'each vector straight, with extra ticks, with snapshot and restore');
  assert.ok(vectors.length >= 52 && frames > 40_000, `${vectors.length} vectors, ${frames} frames`);
  for (const [form, count] of Object.entries(given)) {
    assert.ok(count > 3_000, `${count} messages as ${form}`);
  }
  assert.equal(api.core.inside.liveHandles(), 0);
});

test('twenty thousand commands come to the same digest', () => {
  const { runs, frames, failure } = runFrames(api, readFrames('city.frames'));
  assert.equal(failure, null);
  // A run begins, two parts, the ruleset, an engine, the directory; and the digest and snapshot at the end.
  assert.deepEqual({ runs, frames }, { runs: 1, frames: 20_000 + 8 });
  assert.equal(api.core.inside.liveHandles(), 0);
});

// A runner that finds nothing would say nothing of the package: one wrong byte anywhere must be told.

/** The runs of a file, each with its frames: where they begin and end in it, their letter, the bytes they expect. */
function runsOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const runs = [];
  for (let at = 0; at < bytes.length; ) {
    const letter = String.fromCharCode(bytes[at]);
    const lengths = [13, 17, 21].map((offset) => view.getUint32(at + offset, true));
    const end = at + 25 + lengths[0] + lengths[1] + lengths[2];
    if (letter === 'V') {
      runs.push([]);
    }
    runs[runs.length - 1].push({ letter, at, end, expected: lengths[2] });
    at = end;
  }
  return runs.map((frames) => {
    const [start, end] = [frames[0].at, frames[frames.length - 1].end];
    const moved = frames.map((frame) => ({ ...frame, at: frame.at - start, end: frame.end - start }));
    return { bytes: bytes.slice(start, end), frames: moved };
  });
}

const runs = runsOf(readFrames('vectors.frames'));

/** For each letter a short run with a frame of it, as `{bytes, index, frame}`. */
function examples(suits) {
  const found = new Map();
  for (const { bytes, frames } of runs) {
    frames.forEach((frame, index) => {
      const known = found.get(frame.letter);
      if (suits(frame) && (!known || bytes.length < known.bytes.length)) {
        found.set(frame.letter, { bytes, index, frame });
      }
    });
  }
  return [...found.values()];
}

function failureOf(bytes) {
  const { failure } = runFrames(api, bytes);
  assert.equal(api.core.inside.liveHandles(), 0, 'a failed run leaves no handles');
  return failure;
}

function lettersOf(list) {
  return list.map(({ frame }) => frame.letter).sort().join('');
}

test('a wrong byte is told in every kind of frame that expects some', () => {
  const list = examples((frame) => frame.expected > 0);
  assert.equal(lettersOf(list), 'CDHQSU');
  for (const { bytes, index, frame } of list) {
    assert.equal(failureOf(bytes), null);
    const broken = bytes.slice();
    broken[frame.end - 2] ^= 1;
    assert.match(failureOf(broken), new RegExp(`, frame ${index + 1}: ${frame.letter} at -?\\d+ of `));
  }
});

test('a wrong status is told in every kind of frame', () => {
  const list = examples(() => true);
  assert.equal(lettersOf(list), 'CDHNPQRSTUV', 'all but A, which city.frames has');
  for (const { bytes, index, frame } of list) {
    const broken = bytes.slice();
    broken[frame.at + 1] ^= 1;
    assert.match(failureOf(broken), new RegExp(`, frame ${index + 1}: ${frame.letter} at -?\\d+ of `));
  }
  const city = readFrames('city.frames');
  const at = runsOf(city)[0].frames.find(({ letter }) => letter === 'A').at;
  city[at + 1] ^= 1;
  assert.match(failureOf(city), /, frame 6: A at \d+ of /);
});

test('a file that is cut short is told', () => {
  const { bytes, frames } = runs[0];
  assert.equal(failureOf(bytes.slice(0, bytes.length - 1)), `frame ${frames.length} is cut short`);
  assert.equal(failureOf(bytes.slice(0, frames[3].at + 24)), 'frame 4 is cut short');
});

test('a call that does not exist is told', () => {
  const bytes = runs[0].bytes.slice();
  bytes[0] = 'X'.charCodeAt(0);
  assert.match(failureOf(bytes), /frame 1: X at 0 of /);
});
