//! The directory (台账): what exists. Nodes of the territory, units that answer for them, people and their posts.
//!
//! It is state: loaded in bulk once, then changed by commands. In this version nodes and units have no validity dates
//! of their own; posts have.

mod authority;
mod command;
mod compiled;
mod decide;
mod document;
mod event;
mod evolve;
mod facts;
mod load;
mod map;
mod query;
mod state;

pub(crate) use authority::Relation;
pub use command::{Appoint, Command, Load, LoadNode, LoadPerson, LoadUnit, Relieve};
pub use event::{Appointed, Event, NodeRegistered, PersonRegistered, Relieved, UnitRegistered};
pub use map::Map;
pub use query::{GetNode, LocatePosition, Located, NodeAnswer};
pub use state::{Node, Person, Post, Unit};

pub(crate) use authority::{Standing, authorise, standing};
pub(crate) use compiled::Rules;
pub(crate) use decide::decide;
pub(crate) use document::{authority_facts, read_authority, read_levels, read_roles};
pub(crate) use evolve::{evolve_node, evolve_person, evolve_unit};
pub(crate) use facts::{DirectoryFacts, chain, resolve, unit_above, within};
pub(crate) use load::item;
pub(crate) use query::{get_node, locate_position};
