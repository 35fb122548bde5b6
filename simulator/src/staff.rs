//! The staff's habits: who does what to a case, as commands.

use crate::district::{District, command};
use crate::rng::Rng;
use civigrid::cases::Case;
use civigrid::{Body, Command, Engine, Key};
use serde_json::{Value, json};

/// A case as the engine has it.
pub(crate) fn case<'e>(engine: &'e Engine, id: &str) -> Option<&'e Case> {
    let key = Key::Case(id.parse().ok()?);
    match &engine.row(&key)?.body {
        Body::Case(case) => Some(case),
        _ => None,
    }
}

/// Writes commands as the right people give them.
#[derive(Debug, Clone)]
pub(crate) struct Staff {
    pub(crate) district: District,
    commands: u64,
    prefix: String,
}

impl Staff {
    pub(crate) fn new(district: District, prefix: &str) -> Self {
        Self { district, commands: 0, prefix: prefix.into() }
    }

    pub(crate) fn command(&mut self, actor: (&str, &str), kind: &str, data: &Value) -> Command {
        self.commands += 1;
        let id = format!("{}-{}", self.prefix, self.commands);
        command(&id, actor, kind, data).expect("the simulator writes well-formed commands")
    }

    /// A resident reports something that happens at a place.
    pub(crate) fn report(&mut self, rng: &mut Rng, case: &str) -> Command {
        let grid = rng.pick(&self.district.grids).clone();
        let place = match rng.below(20) {
            0 => json!({"position": [118.9, 39.9]}),
            1 => json!({"node": &grid.code[..12]}),
            2 => json!({"node": grid.code}),
            3 | 4 => position(grid.corner),
            _ => position((grid.centre.0 + rng.between(-300, 300), grid.centre.1 + rng.between(-300, 300))),
        };
        let category = *rng.pick(&["0101", "0101", "0101", "0102", "02", "02", "03", "0401", "0402"]);
        let people = rng.between(1, 30);
        let data =
            json!({"case": case, "category": category, "place": place, "people": people, "danger": rng.chance(3)});
        let resident = format!("r-{}-{}", grid.code, rng.between(1, 3));
        self.command((&resident, "resident"), "case.report", &data)
    }

    fn lead(&self, case: &Case) -> (String, String) {
        let unit = case.lead.as_ref().map(ToString::to_string).unwrap_or_default();
        self.district.staff.get(&unit).cloned().unwrap_or_else(|| ("nobody".into(), "grid_worker".into()))
    }

    /// Somebody above the place, to inspect and complete: the community's clerk, or the district's.
    fn above(&self, case: &Case) -> (String, String) {
        let community = case.node.as_str().get(..12).map(|code| format!("u-{code}"));
        let unit = community.unwrap_or_else(|| "u-130202".into());
        self.district.staff.get(&unit).cloned().unwrap_or_else(|| ("p-d-130202".into(), "district_clerk".into()))
    }

    /// The command of that type on a case, by the person whose business it is.
    pub(crate) fn act(&mut self, rng: &mut Rng, id: &str, case: &Case, kind: &str) -> Command {
        let (actor, data) = match kind {
            "case.sign" => (self.lead(case), json!({"case": id})),
            "case.return" => (self.lead(case), json!({"case": id, "grounds": rng.pick(&["not_ours", "wrong_place"])})),
            "case.reply" => {
                let grid = rng.pick(&self.district.grids).code.clone();
                let helpers: Vec<String> = (1..=rng.between(0, 2)).map(|n| format!("r-{grid}-{n}")).collect();
                (self.lead(case), json!({"case": id, "helpers": helpers}))
            }
            "case.inspect" => (self.above(case), json!({"case": id, "passed": true})),
            "case.complete" => (self.above(case), json!({"case": id})),
            "case.reopen" => {
                let caller = case.callers.first().map(ToString::to_string).unwrap_or_default();
                ((caller, "resident".into()), json!({"case": id, "grounds": "came_back"}))
            }
            "case.refuse" => (intake(), json!({"case": id, "grounds": "not_a_matter"})),
            _ => (intake(), json!({"case": id, "grounds": "reported_in_error"})),
        };
        let kind = if kind.starts_with("case.") { kind } else { "case.void" };
        self.command((&actor.0, &actor.1), kind, &data)
    }

    /// The reply is found wanting.
    pub(crate) fn rework(&mut self, id: &str, case: &Case) -> Command {
        let actor = self.above(case);
        self.command((&actor.0, &actor.1), "case.inspect", &json!({"case": id, "passed": false}))
    }

    /// Intake finds that two reports are about one matter.
    pub(crate) fn merge(&mut self, id: &str, into: &str) -> Command {
        let actor = intake();
        self.command((&actor.0, &actor.1), "case.merge", &json!({"case": id, "into": into}))
    }
}

fn intake() -> (String, String) {
    ("p-i-130202".into(), "intake".into())
}

fn position((lon, lat): (i64, i64)) -> Value {
    let degrees = |units: i64| format!("{}.{:07}", units / 10_000_000, units % 10_000_000);
    let text = format!("[{},{}]", degrees(lon), degrees(lat));
    json!({"position": serde_json::from_str::<Value>(&text).unwrap_or_default()})
}
