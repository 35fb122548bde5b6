//! An area on the map: polygons with holes, from GeoJSON (RFC 7946).

use super::Position;
use crate::bounds;
use crate::json::{self, Raw};
use alloc::vec::Vec;
use serde::de::Error as _;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

type Ring = Vec<Position>;

/// Why an area cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AreaFault {
    /// A ring does not return to its first position, or has fewer than four positions.
    OpenRing,
    /// A ring encloses nothing.
    NoArea,
    /// More vertices than the bound.
    TooManyVertices,
}

impl AreaFault {
    /// The fault as a word for sentences.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OpenRing => "open ring",
            Self::NoArea => "no area",
            Self::TooManyVertices => "too many vertices",
        }
    }
}

/// One or several polygons with holes. A position belongs to it by the rule of the whole library: on a boundary it
/// belongs to what lies just east of it, then just north, so that of cells with shared edges exactly one holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "Boundary", with = "schema::Shapes"))]
pub struct Area {
    polygons: Vec<Vec<Ring>>,
    multi: bool,
    /// West, south, east, north.
    frame: (i32, i32, i32, i32),
}

#[derive(Serialize, Deserialize, Clone, Copy, PartialEq)]
enum Shape {
    Polygon,
    MultiPolygon,
}

/// The coordinates stay raw until the type is known, whatever the order of the keys.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GeoJson {
    r#type: Shape,
    coordinates: Raw,
}

impl Area {
    fn new(polygons: Vec<Vec<Ring>>, multi: bool) -> Self {
        let all = || polygons.iter().flatten().flatten();
        let frame = (
            all().map(|p| p.lon_e7()).min().unwrap_or(0),
            all().map(|p| p.lat_e7()).min().unwrap_or(0),
            all().map(|p| p.lon_e7()).max().unwrap_or(0),
            all().map(|p| p.lat_e7()).max().unwrap_or(0),
        );
        Self { polygons, multi, frame }
    }

    /// Checks what can be checked ring by ring. Crossings and overlaps are not looked for.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), AreaFault> {
        let vertices = self.rings().map(Vec::len).fold(0_usize, usize::saturating_add);
        if vertices > bounds::VERTICES {
            return Err(AreaFault::TooManyVertices);
        }
        if self.polygons.is_empty() || self.polygons.iter().any(Vec::is_empty) {
            return Err(AreaFault::NoArea);
        }
        for ring in self.rings() {
            if ring.len() < 4 || ring.first() != ring.last() {
                return Err(AreaFault::OpenRing);
            }
            if doubled_area(ring) == 0 {
                return Err(AreaFault::NoArea);
            }
        }
        Ok(())
    }

    fn rings(&self) -> impl Iterator<Item = &Ring> {
        self.polygons.iter().flatten()
    }

    /// Whether a position belongs to the area.
    ///
    /// The position is moved by an infinitely small step east and an infinitely smaller one north, which decides every
    /// tie; then edges east of it are counted.
    #[must_use]
    pub fn contains(&self, position: Position) -> bool {
        let (west, south, east, north) = self.frame;
        let (lon, lat) = (position.lon_e7(), position.lat_e7());
        if lon < west || lon > east || lat < south || lat > north {
            return false;
        }
        self.rings().flat_map(|ring| ring.windows(2)).filter(|edge| crosses(edge, position)).count() % 2 == 1
    }
}

/// Whether an edge crosses the ray that runs east from just north-east of the position.
fn crosses(edge: &[Position], position: Position) -> bool {
    let [a, b] = edge else { return false };
    let (low, high) = if a.lat_e7() <= b.lat_e7() { (a, b) } else { (b, a) };
    if low.lat_e7() > position.lat_e7() || high.lat_e7() <= position.lat_e7() {
        return false;
    }
    // Positive if the position lies strictly west of the edge: then the edge stays east of it after the small step.
    cross(*low, *high, position) > 0
}

fn cross(a: Position, b: Position, p: Position) -> i128 {
    let difference = |x: i32, y: i32| i128::from(x).saturating_sub(i128::from(y));
    let left = difference(b.lon_e7(), a.lon_e7()).saturating_mul(difference(p.lat_e7(), a.lat_e7()));
    let right = difference(b.lat_e7(), a.lat_e7()).saturating_mul(difference(p.lon_e7(), a.lon_e7()));
    left.saturating_sub(right)
}

fn doubled_area(ring: &Ring) -> i128 {
    let Some(origin) = ring.first() else { return 0 };
    let mut sum = 0_i128;
    for edge in ring.windows(2) {
        if let [a, b] = edge {
            sum = sum.saturating_add(cross(*origin, *a, *b));
        }
    }
    sum
}

impl Serialize for Area {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Area", 2)?;
        match (self.multi, self.polygons.first()) {
            (false, Some(rings)) => {
                out.serialize_field("type", &Shape::Polygon)?;
                out.serialize_field("coordinates", rings)?;
            }
            _ => {
                out.serialize_field("type", &Shape::MultiPolygon)?;
                out.serialize_field("coordinates", &self.polygons)?;
            }
        }
        out.end()
    }
}

impl<'de> Deserialize<'de> for Area {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let GeoJson { r#type, coordinates } = GeoJson::deserialize(deserializer)?;
        let raw = coordinates.as_bytes();
        let polygons = match r#type {
            Shape::Polygon => json::decode(raw, "/coordinates").map(|rings| alloc::vec![rings]),
            Shape::MultiPolygon => json::decode(raw, "/coordinates"),
        };
        let polygons = polygons.map_err(|bad| D::Error::custom(json::nested(&bad)))?;
        Ok(Self::new(polygons, r#type == Shape::MultiPolygon))
    }
}

/// What an area is on the wire, for its schema.
#[cfg(feature = "schema")]
mod schema {
    use super::Ring;
    use alloc::vec::Vec;

    #[derive(schemars::JsonSchema)]
    #[schemars(tag = "type", deny_unknown_fields)]
    #[expect(dead_code, reason = "only its schema counts")]
    pub(super) enum Shapes {
        /// One polygon: its outer ring, then its holes.
        Polygon {
            /// Rings, each a list of positions that ends where it began.
            coordinates: Vec<Ring>,
        },
        /// Several polygons.
        MultiPolygon {
            /// The rings of each polygon.
            coordinates: Vec<Vec<Ring>>,
        },
    }
}
