// UTF-8 by hand, for runtimes without TextEncoder and TextDecoder, is the UTF-8 of those that have them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshCore, numbers } from './support.mjs';

const { encodeByHand, decodeByHand } = (await freshCore()).inside;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function sameBytes(found, expected) {
  return found.length === expected.length && found.every((byte, at) => byte === expected[at]);
}

function assertBoth(text, what) {
  const bytes = encoder.encode(text);
  const found = encodeByHand(text);
  assert.ok(found instanceof Uint8Array);
  assert.ok(sameBytes(found, bytes), `${what}: encoded as ${found}, not ${bytes}`);
  assert.ok(decodeByHand(bytes) === decoder.decode(bytes), `${what}: decoded otherwise`);
}

test('every code point, alone', () => {
  for (let point = 0; point <= 0x10ffff; point += 1) {
    const text = String.fromCodePoint(point);
    const bytes = encoder.encode(text);
    if (!sameBytes(encodeByHand(text), bytes) || decodeByHand(bytes) !== decoder.decode(bytes)) {
      assertBoth(text, `U+${point.toString(16)}`);
      assert.fail(`U+${point.toString(16)}`);
    }
  }
});

test('all code points in one text', () => {
  let text = '';
  for (let point = 0; point <= 0x10ffff; point += 1) {
    text += String.fromCodePoint(point);
  }
  const bytes = encodeByHand(text);
  // Surrogates are lone and become U+FFFD, but for U+DBFF and U+DC00, which meet and are one character.
  assert.equal(bytes.length, 0x80 + 0x780 * 2 + (0xf800 - 2) * 3 + (0x100000 + 1) * 4);
  assert.ok(sameBytes(bytes, encoder.encode(text)));
  assert.ok(decodeByHand(bytes) === decoder.decode(bytes));
});

test('surrogates in every order', () => {
  const units = ['\ud800', '\udbff', '\udc00', '\udfff', 'a', '字', '\ufffd', '\ufeff', '\0'];
  for (const first of units) {
    for (const second of units) {
      for (const third of units) {
        assertBoth(first + second + third, JSON.stringify(first + second + third));
      }
    }
  }
  assertBoth('', 'nothing');
});

test('a byte order mark stays', () => {
  assert.equal(decodeByHand(encodeByHand('\ufeff{}')), '\ufeff{}');
});

test('texts of every length round the size of a piece', () => {
  for (const letter of ['a', 'é', '字', '😀']) {
    for (let length = 4090; length <= 4102; length += 1) {
      for (const start of ['', 'x']) {
        const text = start + letter.repeat(length);
        assert.ok(decodeByHand(encoder.encode(text)) === text, `${length} of ${letter}`);
      }
    }
  }
  const long = '居民小区垃圾清运😀 and more\n'.repeat(100_000);
  assert.ok(sameBytes(encodeByHand(long), encoder.encode(long)));
  assert.ok(decodeByHand(encoder.encode(long)) === long);
});

test('random texts', () => {
  const random = numbers(7);
  const next = (bound) => random.next().value % bound;
  const ranges = [[0, 0x80], [0x80, 0x780], [0x800, 0xf800], [0xd800, 0x800], [0x10000, 0x100000]];
  for (let round = 0; round < 20_000; round += 1) {
    const units = [];
    for (let length = next(40); length > 0; length -= 1) {
      const [start, size] = ranges[next(ranges.length)];
      units.push(start + next(size));
    }
    assertBoth(String.fromCodePoint(...units), `round ${round}`);
  }
});
