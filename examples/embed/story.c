/*
 * What is asked for in the story. Who asks, and in which role, is the host's word: it has logged them in.
 */

#include "embed.h"

/* JSON as it is written: the preprocessor makes a string of it. */
#define JSON(...) #__VA_ARGS__

const char LOAD[] = JSON({"id": "load-1", "actor": {"id": "host", "role": "host"}, "type": "directory.load", "data": {
    "nodes": [
        {"code": "130202", "name": {"zh": "路南区"}, "level": "district", "unit": "u-d"},
        {"code": "130202001", "name": {"zh": "学院南路街道"}, "level": "street", "parent": "130202", "unit": "u-s"},
        {"code": "130202001001", "name": {"zh": "社区"}, "level": "community", "parent": "130202001", "unit": "u-c"},
        {"code": "130202001001001", "name": {"zh": "第1网格"}, "level": "grid", "parent": "130202001001", "unit": "u-g1",
         "boundary": {"type": "Polygon", "coordinates":
            [[[118.18, 39.63], [118.181, 39.63], [118.181, 39.631], [118.18, 39.631], [118.18, 39.63]]]}},
        {"code": "130202001001002", "name": {"zh": "第2网格"}, "level": "grid", "parent": "130202001001", "unit": "u-g2",
         "boundary": {"type": "Polygon", "coordinates":
            [[[118.181, 39.63], [118.182, 39.63], [118.182, 39.631], [118.181, 39.631], [118.181, 39.63]]]}}],
    "units": [
        {"id": "u-d", "name": {"zh": "区指挥部"}, "node": "130202", "kind": "territory"},
        {"id": "u-s", "name": {"zh": "街道办事处"}, "node": "130202001", "kind": "territory"},
        {"id": "u-c", "name": {"zh": "居民委员会"}, "node": "130202001001", "kind": "territory"},
        {"id": "u-g1", "name": {"zh": "第1网格"}, "node": "130202001001001", "kind": "territory"},
        {"id": "u-g2", "name": {"zh": "第2网格"}, "node": "130202001001002", "kind": "territory"}],
    "people": [
        {"id": "p-1", "home": "130202001001001"},
        {"id": "p-2", "home": "130202001001002"},
        {"id": "w-1", "posts": [{"unit": "u-g1", "role": "grid_worker", "from": "2026-01-01T00:00:00+08:00"}]},
        {"id": "k-1", "posts": [{"unit": "u-c", "role": "community_clerk", "from": "2026-01-01T00:00:00+08:00"}]}]}});

const char REPORT[] = JSON({"id": "c-1", "actor": {"id": "p-1", "role": "resident"}, "type": "case.report", "data": {
    "case": "2026-000123", "category": "0101", "people": 3, "place": {"position": [118.1805, 39.6305]}}});

const char DONATION[] = JSON({"id": "c-2", "actor": {"id": "host", "role": "host"}, "type": "points.claim", "data": {
    "account": "p-2", "act": "donation", "act_key": "drive-7"}});

const char RETURN[] = JSON({"id": "c-3", "actor": {"id": "w-1", "role": "grid_worker"}, "type": "case.return", "data": {
    "case": "2026-000123", "grounds": "not_ours"}});

const char REPLY[] = JSON({"id": "c-4", "actor": {"id": "w-1", "role": "grid_worker"}, "type": "case.reply", "data": {
    "case": "2026-000123", "helpers": ["p-2"]}});

const char INSPECT[] = JSON({"id": "c-5", "actor": {"id": "k-1", "role": "community_clerk"}, "type": "case.inspect",
    "data": {"case": "2026-000123", "passed": true}});

const char COMPLETE[] = JSON({"id": "c-6", "actor": {"id": "k-1", "role": "community_clerk"}, "type": "case.complete",
    "data": {"case": "2026-000123"}});

const char PATROL[] = JSON({"id": "c-7", "actor": {"id": "host", "role": "host"}, "type": "points.claim", "data": {
    "account": "p-2", "act": "patrol", "hours": "2", "act_key": "patrol-31"}});

const char EXPLAIN[] = JSON({"type": "case.explain", "data": {"case": "2026-000123"}});

const char BALANCE[] = JSON({"type": "points.balance", "data": {"account": "p-2"}});
