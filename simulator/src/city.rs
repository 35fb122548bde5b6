//! Anything at any time: commands of which many are refused, to find what must never happen.

use crate::district::District;
use crate::rng::Rng;
use crate::staff::{Staff, case};
use civigrid::{Command, CommandData, Engine, Instant};
use serde_json::json;

/// A command and the instant at which it is given.
#[derive(Debug, Clone)]
pub struct Step {
    /// What is asked.
    pub command: Command,
    /// When.
    pub at: Instant,
}

/// A driver that tries everything.
#[derive(Debug, Clone)]
pub struct City {
    staff: Staff,
    rng: Rng,
    now: Instant,
    pace: i64,
    cases: Vec<String>,
    given: Vec<Command>,
}

const KINDS: [&str; 8] = [
    "case.sign",
    "case.return",
    "case.reply",
    "case.inspect",
    "case.complete",
    "case.reopen",
    "case.refuse",
    "case.void",
];

impl City {
    /// A city that starts at an instant; `pace` is the longest time between two commands in seconds.
    #[must_use]
    pub fn new(district: District, seed: u64, from: Instant, pace: i64) -> Self {
        Self {
            staff: Staff::new(district, "c"),
            rng: Rng::new(seed),
            now: from,
            pace,
            cases: Vec::new(),
            given: Vec::new(),
        }
    }

    /// The next command and its instant; the engine's state tells who would be in charge.
    pub fn step(&mut self, engine: &Engine) -> Step {
        let wait = self.rng.between(0, self.pace);
        self.now = self.now.plus(wait).unwrap_or(self.now);
        let at = if self.rng.chance(2) { self.now.plus(-7_200).unwrap_or(self.now) } else { self.now };
        let command = self.command(engine);
        if self.given.len() < 1_000 {
            self.given.push(command.clone());
        } else {
            let place = usize::try_from(self.rng.below(1_000)).unwrap_or(0);
            self.given[place] = command.clone();
        }
        Step { command, at }
    }

    fn command(&mut self, engine: &Engine) -> Command {
        match self.rng.below(100) {
            0..30 => self.report(),
            30..33 if !self.given.is_empty() => self.rng.pick(&self.given).clone(),
            33..35 if !self.given.is_empty() => self.changed(),
            35..38 => self.merge(),
            38..42 => self.claim(),
            42..45 => self.staffing(),
            45..47 => self.stranger(),
            47..50 => self.out_of_turn(engine),
            _ => self.in_turn(engine),
        }
    }

    fn report(&mut self) -> Command {
        let new = self.cases.is_empty() || !self.rng.chance(3);
        let id = if new { format!("c-{}", self.cases.len()) } else { self.rng.pick(&self.cases).clone() };
        if new {
            self.cases.push(id.clone());
        }
        let command = self.staff.report(&mut self.rng, &id);
        if !self.rng.chance(10) {
            return command;
        }
        let occurred_at = self.now.plus(-self.rng.between(-60, 200_000));
        remade(&command, occurred_at, command.data())
    }

    /// The same id with another content.
    fn changed(&mut self) -> Command {
        let command = self.rng.pick(&self.given).clone();
        let other = self.rng.pick(&self.given);
        remade(&command, command.occurred_at(), other.data())
    }

    fn some_case(&mut self) -> String {
        if self.cases.is_empty() { "c-none".into() } else { self.rng.pick(&self.cases).clone() }
    }

    fn merge(&mut self) -> Command {
        let (id, into) = (self.some_case(), self.some_case());
        self.staff.merge(&id, &into)
    }

    fn claim(&mut self) -> Command {
        let grid = self.rng.pick(&self.staff.district.grids).code.clone();
        let act = *self.rng.pick(&["patrol", "donation", "case_helped", "unheard_of"]);
        let account = format!("r-{grid}-{}", self.rng.between(1, 4));
        let mut data = json!({"account": account, "act": act, "hours": self.rng.between(0, 5).to_string()});
        if self.rng.chance(30) {
            data["act_key"] = json!(format!("activity/{}", self.rng.below(40)));
        }
        let clerk = format!("p-c-{}", &grid[..12]);
        self.staff.command((&clerk, "community_clerk"), "points.claim", &data)
    }

    fn staffing(&mut self) -> Command {
        let grid = self.rng.pick(&self.staff.district.grids).code.clone();
        let kind = if self.rng.chance(50) { "directory.appoint" } else { "directory.relieve" };
        let person = if self.rng.chance(50) { format!("p-g-{grid}") } else { format!("r-{grid}-1") };
        let data = json!({"person": person, "unit": format!("u-{grid}"), "role": "grid_worker"});
        self.staff.command(("p-d-130202", "district_clerk"), kind, &data)
    }

    /// Somebody who has nothing to do with the case, or a case that does not exist.
    fn stranger(&mut self) -> Command {
        let id = if self.rng.chance(50) { self.some_case() } else { "c-none".into() };
        let grid = self.rng.pick(&self.staff.district.grids).code.clone();
        let role = *self.rng.pick(&["resident", "grid_worker", "intake", "mayor"]);
        self.staff.command((&format!("p-g-{grid}"), role), "case.sign", &json!({"case": id}))
    }

    /// The right person, any move.
    fn out_of_turn(&mut self, engine: &Engine) -> Command {
        let id = self.some_case();
        let kind = *self.rng.pick(&KINDS);
        match case(engine, &id) {
            Some(case) => self.staff.act(&mut self.rng, &id, case, kind),
            None => self.report(),
        }
    }

    /// The right person, a move that fits.
    fn in_turn(&mut self, engine: &Engine) -> Command {
        use civigrid::cases::Status;
        let id = self.some_case();
        let Some(case) = case(engine, &id) else { return self.report() };
        let rng = &mut self.rng;
        let kind = match case.status {
            Status::Dispatched if rng.chance(15) => "case.return",
            Status::Dispatched if rng.chance(5) => "case.refuse",
            Status::Dispatched => "case.sign",
            Status::Handling => "case.reply",
            Status::Replied if rng.chance(20) => return self.staff.rework(&id, case),
            Status::Replied => "case.inspect",
            Status::Inspected => "case.complete",
            Status::Completed if rng.chance(30) => "case.reopen",
            _ => return self.report(),
        };
        self.staff.act(&mut self.rng, &id, case, kind)
    }
}

/// The command under the same id, with other content.
fn remade(command: &Command, occurred_at: Option<Instant>, data: &CommandData) -> Command {
    let made = Command::new(command.id().clone(), command.actor().clone(), occurred_at, data.clone());
    made.expect("parts of well-formed commands make one")
}
