// What the examples in the documentation share: the example ruleset, and an engine of a very small district.
// It is included by them, not compiled by itself.

#[allow(dead_code)]
fn ruleset() -> civigrid::Ruleset {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/rulesets/lunan/");
    let read = |name: &str| std::fs::read(format!("{folder}{name}")).unwrap();
    let (a, b) = (read("holiday-cn/2025.json"), read("holiday-cn/2026.json"));
    let parts = civigrid::Parts::from([("holiday-cn/2025.json", &a[..]), ("holiday-cn/2026.json", &b[..])]);
    civigrid::Ruleset::compile(&read("ruleset.json"), &parts).unwrap()
}

#[allow(dead_code)]
fn command(text: &str) -> civigrid::Command {
    civigrid::Command::from_json(text.as_bytes()).unwrap()
}

#[allow(dead_code)]
fn engine() -> civigrid::Engine {
    let mut engine = civigrid::Engine::new(ruleset()).unwrap();
    let load = r#"{"id": "load-1", "actor": {"id": "host", "role": "host"}, "type": "directory.load", "data": {
        "nodes": [
            {"code": "130202", "name": {"zh": "路南区"}, "level": "district", "unit": "u-d"},
            {"code": "130202001", "name": {"zh": "学院南路街道"}, "level": "street", "parent": "130202", "unit": "u-s"},
            {"code": "130202001001", "name": {"zh": "社区"}, "level": "community", "parent": "130202001", "unit": "u-c"},
            {"code": "130202001001001", "name": {"zh": "网格"}, "level": "grid", "parent": "130202001001", "unit": "u-g"}],
        "units": [
            {"id": "u-d", "name": {"zh": "区"}, "node": "130202", "kind": "territory"},
            {"id": "u-s", "name": {"zh": "街道"}, "node": "130202001", "kind": "territory"},
            {"id": "u-c", "name": {"zh": "社区"}, "node": "130202001001", "kind": "territory"},
            {"id": "u-g", "name": {"zh": "网格"}, "node": "130202001001001", "kind": "territory"}],
        "people": [
            {"id": "p-1", "home": "130202001001001"},
            {"id": "w-1", "posts": [{"unit": "u-g", "role": "grid_worker", "from": "2026-01-01T00:00:00+08:00"}]}]}}"#;
    engine.apply(&command(load), "2026-02-13T09:00:00+08:00".parse().unwrap()).unwrap();
    engine
}

#[allow(dead_code)]
fn report() -> civigrid::Command {
    command(
        r#"{"id": "c-1", "actor": {"id": "p-1", "role": "resident"}, "type": "case.report",
        "data": {"case": "2026-000123", "category": "0101", "place": {"node": "130202001001001"}, "people": 3}}"#,
    )
}
