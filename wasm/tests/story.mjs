// What pages and programs of all kinds do with the package: compile Lunan, take a report, tell when it fires next.

function story({ Ruleset, Engine }, lunan) {
  const compiled = Ruleset.compile(lunan.document, lunan.parts);
  const engine = new Engine(compiled.ruleset);
  engine.apply(lunan.load, lunan.loadedAt);
  const decided = engine.decide(lunan.report, new Date(lunan.reportedAt));
  engine.commit(decided.entry);
  const firing = engine.nextFiring;
  engine.dispose();
  compiled.ruleset.dispose();
  return firing;
}

export { story };
