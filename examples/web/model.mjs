// What the page knows: it asks the library and hands on what that says. Nothing here touches the document.
import { CivigridError, Engine, Ruleset, init } from 'civigrid';

/** When the directory was loaded, and so the earliest instant at which anything can be reported. */
const LOADED_AT = '2025-01-01T00:00:00+08:00';
const REPORTER = { id: 'p-page', role: 'resident' };
const CASE = '2026-000001';
const DEGREE = 1e7;

/** A call that is wrong in itself is thrown by the library; here it is told like any other refusal. */
function told(work) {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CivigridError)) {
      throw error;
    }
    const { code, number, zh, en } = error;
    return { ok: false, rejection: { code, number, zh, en } };
  }
}

function must(answer, what) {
  if (!answer.ok) {
    throw new Error(`${what}: ${JSON.stringify(answer.rejection || answer.diagnostics)}`);
  }
  return answer;
}

function toE7(degrees) {
  return Math.round(degrees * DEGREE);
}

/** The grids with their boundaries in units of 1e-7 degree, and the community and street of each. */
function gridsOf(nodes) {
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  return nodes
    .filter((node) => node.boundary)
    .map((node) => ({
      code: node.code,
      ring: node.boundary.coordinates[0].map(([lon, lat]) => [toE7(lon), toE7(lat)]),
      community: node.parent,
      street: byCode.get(node.parent).parent,
    }));
}

/** Whether a point lies exactly on a line: integers below 2^53 throughout, so nothing is rounded. */
function isOn([x, y], [ax, ay], [bx, by]) {
  const inside = Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
  return inside && (bx - ax) * (y - ay) === (by - ay) * (x - ax);
}

/** What somebody may do with the case, and whether a clerk of the community or above does it and not the lead. */
const MOVES = {
  sign: { type: 'case.sign' },
  return: { type: 'case.return' },
  reply: { type: 'case.reply' },
  inspect: { type: 'case.inspect', byClerk: true },
  complete: { type: 'case.complete', byClerk: true },
};

export class Model {
  constructor(data) {
    const compiled = must(Ruleset.compile(data.ruleset, data.parts), 'ruleset');
    const { load, note } = JSON.parse(data.directory);
    this.ruleset = compiled.ruleset;
    this.rules = JSON.parse(data.ruleset);
    this.root = this.rules.jurisdiction;
    this.note = note;
    this.nodes = load.nodes;
    this.grids = gridsOf(load.nodes);
    this.days = new Map(
      Object.values(data.parts).flatMap((part) => JSON.parse(part).days.map((day) => [day.date, day])),
    );
    // The engine answers who somebody is, but not who holds a post: that the page keeps as it loaded it.
    this.staff = new Map(
      load.people.flatMap((person) => person.posts.map((post) => [post.unit, { id: person.id, role: post.role }])),
    );
    this.map = new Engine(this.ruleset);
    const command = { id: 'load-1', actor: { id: 'host', role: 'host' }, type: 'directory.load', data: load };
    must(this.map.apply(command, LOADED_AT), 'directory');
    this.loaded = this.map.snapshot();
    this.engine = null;
  }

  static async open(data) {
    await init(data.module);
    return new Model(data);
  }

  /** The code of the grid of a position in units of 1e-7 degree; null outside every grid. */
  locate(lonE7, latE7) {
    return this.map.locate(lonE7, latE7).cell;
  }

  /** Grids whose boundary runs exactly through a position. */
  bordering(lonE7, latE7) {
    const touches = ({ ring }) => ring.some((end, at) => at > 0 && isOn([lonE7, latE7], ring[at - 1], end));
    return this.grids.filter(touches).map((grid) => grid.code);
  }

  nameOf(code) {
    return must(this.ask('directory.node', { node: code }, this.map), code).answer.data.name.zh;
  }

  ask(type, data, engine = this.engine) {
    return engine.query({ type, data }, this.root, engine.lastAt);
  }

  /** Reports a matter to an engine as it was just after the directory was loaded, so that any instant can be tried. */
  report({ position, category, people, danger, at }) {
    if (this.engine) {
      this.engine.dispose();
    }
    this.engine = must(Engine.restore(this.ruleset, this.loaded), 'snapshot').engine;
    this.journal = [];
    this.place = position && position.map(toE7);
    const place = position ? { position } : {};
    return this.step({ type: 'case.report', data: { case: CASE, category, place, people, danger } }, REPORTER, at);
  }

  /** Somebody acts, at the instant of what happened last. */
  act(name) {
    const move = MOVES[name];
    const data = { case: CASE };
    if (name === 'return') {
      data.grounds = this.rules.cases.return.grounds[0];
    }
    if (name === 'inspect') {
      data.passed = true;
    }
    return this.step({ type: move.type, data }, this.actor(move), this.engine.lastAt);
  }

  /** Nobody acts: what fires next fires. */
  advance() {
    const at = this.engine.nextFiring;
    const done = told(() => this.engine.advance(at));
    this.journal.push(...(done.entries || []));
    return done.ok ? { ok: true, story: this.story() } : done;
  }

  step(command, actor, at) {
    const id = `page-${this.journal.length + 1}`;
    const decided = told(() => this.engine.decide({ id, actor, ...command }, at));
    if (!decided.ok) {
      return decided;
    }
    // A service would store `decided.text` here, before the engine takes the entry in.
    must(this.engine.commit(decided.text), 'commit');
    this.journal.push(decided.entry);
    return { ok: true, story: this.story() };
  }

  /** The lead's own staff; for inspection and completion a clerk of the community or above. */
  actor(move) {
    const { lead } = must(this.ask('case.get', { case: CASE }), 'case').answer.data;
    if (!move.byClerk) {
      return this.staff.get(lead);
    }
    const node = this.unit(lead).node;
    const chain = this.chain(node).filter((link) => link.level !== 'grid');
    return this.staff.get(chain[0].unit.id);
  }

  unit(id) {
    const { row } = must(this.engine.row(`unit/${id}`), id);
    return { id, name: row.body.name.zh, node: row.body.node };
  }

  /** From a node up to the district, with the unit that answers for each. */
  chain(code) {
    const node = (at) => must(this.ask('directory.node', { node: at }), at).answer.data;
    const first = node(code);
    return [first, ...first.above.map(node)].map((link) => ({
      level: link.level,
      code: link.node,
      name: link.name.zh,
      unit: this.unit(link.unit),
    }));
  }

  /** Everything that is to be shown of the case. */
  story() {
    const state = must(this.ask('case.get', { case: CASE }), 'case').answer.data;
    const why = must(this.ask('case.explain', { case: CASE }), 'explain').answer.data;
    return {
      state,
      why,
      lead: this.unit(state.lead),
      chain: this.chain(state.node),
      place: this.place,
      bordering: this.place ? this.bordering(...this.place) : [],
      journal: this.journal,
      now: this.engine.lastAt,
      next: this.engine.nextFiring,
      head: this.engine.head,
    };
  }

  /** A rule of a table by its reason, such as `cases.triage/T6`. */
  rule(reason) {
    const [, id] = reason.split('/');
    const { inputs, outputs, rules } = this.rules.cases.triage;
    const rule = rules.find((one) => one.id === id);
    return {
      when: rule.when.map((cell, at) => [inputs[at], cell]).filter(([, cell]) => cell !== '-'),
      then: rule.then.map((value, at) => [outputs[at], value]),
    };
  }

  /** The list of categories, flat and in order; the head of a group counts as one too. */
  categories() {
    return this.rules.cases.categories.flatMap(({ children, ...head }) => [
      { ...head, depth: 0 },
      ...(children || []).map((child) => ({ ...child, depth: 1 })),
    ]);
  }
}
