//! A seeded random city.
