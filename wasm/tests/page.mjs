// Pages in Chromium: files served from this machine, and a browser that sees nothing else.
import assert from 'node:assert/strict';
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium as playwright } from 'playwright-core';
import { chromium } from './support.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};
// Scripts from the server only, and WebAssembly: nothing inline, no eval.
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
/** What every page has, so that the console stays empty. */
const HEAD = '<meta charset="utf-8"><link rel="icon" href="/icon.svg"><title></title>';
const BLANK = {
  '/': { type: TYPES['.html'], body: `<!doctype html>${HEAD}` },
  '/icon.svg': { type: TYPES['.svg'], body: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
};

function fileIn(folders, path) {
  for (const [prefix, dir] of folders) {
    const file = path.startsWith(prefix) && join(dir, decodeURIComponent(path.slice(prefix.length)));
    if (file && file.startsWith(dir) && statSync(file, { throwIfNoEntry: false })?.isFile()) {
      return file;
    }
  }
  return null;
}

/**
 * Serves answers by their paths, `{type, body, status}`, and folders by their prefixes, which end in a slash; gives the
 * address. Everything asked for is added to `asked`.
 */
export async function serve(test, answers, folders = {}, asked = []) {
  const all = { ...BLANK, ...answers };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    asked.push(pathname);
    response.setHeader('content-security-policy', POLICY);
    const answer = all[pathname];
    const file = answer ? null : fileIn(Object.entries(folders), pathname);
    if (answer) {
      response.writeHead(answer.status ?? 200, { 'content-type': answer.type });
      response.end(answer.body);
    } else if (file) {
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404, { 'content-type': 'text/plain' });
      response.end('not here');
    }
  });
  await new Promise((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  test.after(() => {
    server.closeAllConnections?.();
    return new Promise((resolve) => {
      server.close(resolve);
    });
  });
  return `http://localhost:${server.address().port}`;
}

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A browser with a fresh profile, which is closed by its owner. */
export function launch() {
  return playwright.launch({ executablePath: chromium(), headless: true, chromiumSandbox: false, args: FLAGS });
}

/** A page of a fresh profile; what it complains of is collected in `complaints`. */
export async function open(test, browser, url) {
  const context = await browser.newContext();
  test.after(() => context.close());
  const page = await context.newPage();
  const complaints = [];
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  await page.goto(url);
  return { page, complaints };
}

export function assertQuiet(complaints) {
  assert.deepEqual(complaints, [], 'the console stays empty');
}
