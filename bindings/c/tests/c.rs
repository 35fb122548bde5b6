//! The C library as its users have it: installed below a prefix, and programs in C and C++ compiled against header and
//! library alone. `cargo xtask setup` installs the compilers and tools that are used here.

#[path = "c/builds.rs"]
mod builds;
#[path = "c/docs.rs"]
mod docs;
#[path = "c/embed.rs"]
mod embed;
#[path = "c/frames.rs"]
mod frames;
#[path = "c/install.rs"]
mod install;
#[path = "c/mistakes.rs"]
mod mistakes;
#[path = "c/programs.rs"]
mod programs;
#[path = "c/symbols.rs"]
mod symbols;
#[path = "c/watch.rs"]
mod watch;
