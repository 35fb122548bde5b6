// The arguments that `init` takes in a page, each made there.
const OWN = '/civigrid/civigrid.wasm';

export const ways = {
  nothing: () => [],
  'undefined': () => [undefined],
  'a path': () => [OWN],
  'an address': () => [new URL(OWN, location.href)],
  'a response': async () => [await fetch(OWN)],
  'the promise of a response': () => [fetch(OWN)],
  'a buffer': async () => [await (await fetch(OWN)).arrayBuffer()],
  bytes: async () => [new Uint8Array(await (await fetch(OWN)).arrayBuffer())],
  'a module': async () => [await WebAssembly.compileStreaming(fetch(OWN))],
  'a path of another type': () => ['/typed-wrong.wasm'],
  'a response of another type': async () => [await fetch('/typed-wrong.wasm')],
};
