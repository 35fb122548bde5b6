//! A working district: cases with planned fates, played through the staff that the engine names.

use crate::district::District;
use crate::rng::Rng;
use crate::staff::{Staff, case};
use civigrid::cases::Status;
use civigrid::{Command, Engine, Instant};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What becomes of a case in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is completed, perhaps after being done again, perhaps after being reopened once.
    Complete {
        /// Its reply fails inspection once.
        rework: bool,
        /// It is reopened after its completion, and completed again.
        reopen: bool,
    },
    /// It stays open: dispatched and signed for, but never replied to.
    LeftOpen,
    /// It is completed, reopened, and stays open.
    ReopenedOpen,
    /// Intake refuses it.
    Refused,
    /// It is declared void.
    Void,
    /// It is merged into a case that is left open.
    Merged,
}

/// How many cases of each fate, and when they are reported.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The first report's earliest instant.
    pub from: Instant,
    /// The days over which cases are reported.
    pub days: i64,
    /// Fates and how many cases have them.
    pub fates: Vec<(Fate, usize)>,
    /// Chance in a hundred that somebody is late with the next step.
    pub late: u64,
}

impl Plan {
    /// Some days of the district around the Spring Festival of 2026, with its make-up working days.
    ///
    /// # Panics
    /// Never: the text is an instant.
    #[must_use]
    pub fn days(cases: usize) -> Self {
        let share = |percent: usize| cases * percent / 100;
        let rest = cases - share(5) - share(3) - share(8) - share(4) - share(3) - share(3) - share(2);
        Self {
            from: "2026-02-09T08:30:00+08:00".parse().expect("an instant"),
            days: 12,
            fates: vec![
                (Fate::Complete { rework: false, reopen: false }, rest),
                (Fate::Complete { rework: true, reopen: false }, share(5)),
                (Fate::Complete { rework: false, reopen: true }, share(3)),
                (Fate::LeftOpen, share(8)),
                (Fate::Merged, share(4)),
                (Fate::Refused, share(3)),
                (Fate::Void, share(3)),
                (Fate::ReopenedOpen, share(2)),
            ],
            late: 12,
        }
    }

    /// Fates that leave 1,711 cases taken up, 1,512 of them completed and 199 open, as the district reported of its
    /// door-to-door action; beside them refused, void and merged ones, and cases that were completed twice.
    ///
    /// # Panics
    /// Never: the text is an instant.
    #[must_use]
    pub fn figures() -> Self {
        Self {
            from: "2025-05-06T08:30:00+08:00".parse().expect("an instant"),
            days: 50,
            fates: vec![
                (Fate::Complete { rework: false, reopen: false }, 1_400),
                (Fate::Complete { rework: true, reopen: false }, 75),
                (Fate::Complete { rework: false, reopen: true }, 37),
                (Fate::LeftOpen, 187),
                (Fate::ReopenedOpen, 12),
                (Fate::Refused, 23),
                (Fate::Void, 17),
                (Fate::Merged, 41),
            ],
            late: 12,
        }
    }

    /// How many cases are reported.
    #[must_use]
    pub fn cases(&self) -> usize {
        self.fates.iter().map(|(_, count)| count).sum()
    }
}

struct Life {
    id: String,
    fate: Fate,
    reworked: bool,
    reopened: bool,
}

/// Plays a plan. The host asks when the next step comes, carries out what is due until then, and asks for the command.
pub struct Script {
    staff: Staff,
    rng: Rng,
    lives: Vec<Life>,
    late: u64,
    queue: BinaryHeap<Reverse<(Instant, usize)>>,
    last: Option<Command>,
}

impl Script {
    /// A script from a plan and a seed.
    #[must_use]
    pub fn new(district: District, plan: &Plan, seed: u64) -> Self {
        let mut rng = Rng::new(seed);
        let mut fates: Vec<Fate> = plan.fates.iter().flat_map(|(fate, count)| vec![*fate; *count]).collect();
        for index in (1..fates.len()).rev() {
            let other = usize::try_from(rng.below(index as u64 + 1)).unwrap_or(0);
            fates.swap(index, other);
        }
        let mut queue = BinaryHeap::new();
        let mut lives = Vec::new();
        for (index, fate) in fates.into_iter().enumerate() {
            let second = rng.between(0, plan.days * 86_400 - 1);
            queue.push(Reverse((waking(plan.from.plus(second).unwrap_or(plan.from)), index)));
            lives.push(Life { id: format!("2026-{index:06}"), fate, reworked: false, reopened: false });
        }
        Self { staff: Staff::new(district, "s"), rng, lives, late: plan.late, queue, last: None }
    }

    /// When the next step comes; `None` at the end.
    #[must_use]
    pub fn next_at(&self) -> Option<Instant> {
        self.queue.peek().map(|Reverse((at, _))| *at)
    }

    /// The command of the next step, by the engine's state at that instant; `None` if there is nothing to do.
    pub fn step(&mut self, engine: &Engine) -> Option<Command> {
        let Reverse((at, index)) = self.queue.pop()?;
        // A message that was lost on the way back is sent again; somebody tries what is not theirs to do.
        if self.rng.chance(3)
            && let Some(last) = self.last.clone()
        {
            self.queue.push(Reverse((at, index)));
            return Some(last);
        }
        let (command, more) = self.act(engine, index)?;
        if more {
            let delay = if self.rng.chance(self.late) {
                self.rng.between(86_400, 12 * 86_400)
            } else {
                self.rng.between(600, 4 * 3_600)
            };
            if let Some(next) = at.plus(delay) {
                self.queue.push(Reverse((waking(next), index)));
            }
        }
        self.last = Some(command.clone());
        Some(command)
    }

    /// The next command of a case, and whether more will follow.
    fn act(&mut self, engine: &Engine, index: usize) -> Option<(Command, bool)> {
        let life = &self.lives[index];
        let (id, fate) = (life.id.clone(), life.fate);
        let Some(case) = case(engine, &id) else {
            return Some((self.staff.report(&mut self.rng, &id), true));
        };
        let mut act = |kind: &str| self.staff.act(&mut self.rng, &id, case, kind);
        let done_by_intake = match fate {
            Fate::Refused if case.status == Status::Dispatched => Some(act("case.refuse")),
            Fate::Refused | Fate::Void if case.status.is_open() => Some(act("case.void")),
            Fate::Merged if case.status.is_open() => {
                let target = self.open_target(engine, index)?;
                Some(self.staff.merge(&id, &target))
            }
            _ => None,
        };
        if let Some(command) = done_by_intake {
            return Some((command, false));
        }
        let act = |script: &mut Self, kind: &str| script.staff.act(&mut script.rng, &id, case, kind);
        match case.status {
            Status::Dispatched if case.dispatches < 3 && self.rng.chance(6) => Some((act(self, "case.return"), true)),
            Status::Dispatched => Some((act(self, "case.sign"), fate != Fate::LeftOpen)),
            Status::Handling if fate == Fate::LeftOpen || (fate == Fate::ReopenedOpen && case.reopenings > 0) => None,
            Status::Handling => Some((act(self, "case.reply"), true)),
            Status::Replied if matches!(fate, Fate::Complete { rework: true, .. }) && !self.lives[index].reworked => {
                self.lives[index].reworked = true;
                Some((self.staff.rework(&id, case), true))
            }
            Status::Replied => Some((act(self, "case.inspect"), true)),
            Status::Inspected => {
                let again = matches!(fate, Fate::Complete { reopen: true, .. } | Fate::ReopenedOpen);
                Some((act(self, "case.complete"), again && !self.lives[index].reopened))
            }
            Status::Completed if !self.lives[index].reopened => {
                self.lives[index].reopened = true;
                Some((act(self, "case.reopen"), fate != Fate::ReopenedOpen))
            }
            _ => None,
        }
    }

    /// An open case that stays open, to merge into; a case that finds none waits for nothing and stays as it is.
    fn open_target(&mut self, engine: &Engine, index: usize) -> Option<String> {
        let open = |life: &&Life| {
            life.fate == Fate::LeftOpen && case(engine, &life.id).is_some_and(|case| case.status.is_open())
        };
        let targets: Vec<&Life> = self.lives.iter().filter(open).collect();
        if targets.is_empty() {
            // Nothing is left open yet: later there is.
            let at = engine.last_at().and_then(|at| at.plus(86_400))?;
            self.queue.push(Reverse((waking(at), index)));
            return None;
        }
        let target = usize::try_from(self.rng.below(targets.len() as u64)).unwrap_or(0);
        Some(targets[target].id.clone())
    }
}

/// The same instant by day; the next morning for an instant of the night.
fn waking(at: Instant) -> Instant {
    let second = at.second_of_day();
    let (morning, evening) = (8 * 3_600, 20 * 3_600);
    let later = if second < morning {
        morning - second
    } else if second > evening {
        86_400 - second + morning
    } else {
        0
    };
    at.plus(later).unwrap_or(at)
}
