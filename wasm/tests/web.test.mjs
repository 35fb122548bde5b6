// The first page of Lunan District in a browser, opened from a file: what it says against values worked out by hand from
// ruleset.json, directory.json and the State Council's calendar; how it is used; how it stands on the screen.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { chromium as program } from './support.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const file = resolve(process.env.CIVIGRID_WEB ?? join(root, 'target/web/index.html'));
const address = pathToFileURL(file).href;
const reference = JSON.parse(readFileSync(join(root, 'examples/web/reference.json'), 'utf8'));
const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 390, height: 844 };
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
];

let browser;
before(async () => {
  assert.ok(existsSync(file), `${file} is not there: \`cargo xtask web\` makes it, or name another file in CIVIGRID_WEB`);
  browser = await chromium.launch({ executablePath: program(), args: FLAGS });
});
after(() => browser?.close());

/** A test with a page of its own; nothing may be told to the console, and nothing but the file may be asked for. */
function onPage(name, viewport, work) {
  test(name, async () => {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
    context.setDefaultTimeout(10_000);
    const page = await context.newPage();
    const [spoken, asked] = [[], []];
    page.on('console', (message) => spoken.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => spoken.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(address);
    await page.waitForSelector('html[data-ready]');
    await work(page);
    assert.deepEqual(spoken, []);
    assert.deepEqual(asked, [address]);
    await context.close();
  });
}

/** What one reads in a part of the page, lines run together. */
async function read(page, selector) {
  return (await page.locator(selector).innerText()).replace(/\s+/g, ' ').trim();
}

/** Clicks at a longitude and latitude. The district is the rectangle from 118.13, 39.53 to 118.30, 39.65. */
async function clickAt(page, lon, lat) {
  await page.locator('#map').scrollIntoViewIfNeeded();
  const [x, y] = await page.locator('#district').evaluate(
    (rim, share) => {
      const size = { x: rim.width.baseVal.value, y: rim.height.baseVal.value };
      const { x, y } = new DOMPoint(share.x * size.x, share.y * size.y).matrixTransform(rim.getScreenCTM());
      return [x, y];
    },
    { x: (lon - 118.13) / 0.17, y: (39.65 - lat) / 0.12 },
  );
  await page.mouse.click(x, y);
}

async function fill(page, { category, people, at, danger }) {
  if (category) await page.selectOption('#category', category);
  if (people) await page.fill('#people', people);
  if (at) await page.fill('#at', at);
  await page.setChecked('#danger', danger ?? false);
}

async function reportAt(page, lon, lat, fields = {}) {
  await fill(page, fields);
  await page.fill('#lon', String(lon));
  await page.fill('#lat', String(lat));
  await page.click('#report button');
}

// --- Lixin East Building community, grid 3: 118.1371 to 118.1446 east, 39.5896 to 39.5964 north in directory.json

const LINKS = {
  grid: '网格 grid 立新东楼社区第3网格 130202001001003 立新东楼社区第3网格工作组 u-130202001001003',
  community: '社区（村） community or village 立新东楼社区居民委员会 130202001001 立新东楼社区居民委员会 u-130202001001',
  street: '街道（镇） street or town 学院南路街道 130202001 学院南路街道办事处 u-130202001',
  district: '区 district 路南区 130202 路南区网格化服务管理中心 u-130202',
};

function chainWith(lead, extra = '') {
  const links = Object.entries(LINKS).map(([level, link]) => (level === lead ? `${link}${extra} 主办 lead` : link));
  return `责任链 Chain of responsibility ${links.join(' ')}`;
}

/** The section on severity and tier. `why` is the library's own sentence, `rule` the line of the triage table. */
function tierWith({ severity, tier, lead, status, why, rule }) {
  return (
    `轻重与层级 Severity and tier 轻重 severity ${severity} 层级 tier ${tier} 主办单位 lead ${lead} ` +
    `状态 status ${status ?? '已派遣，待签收 dispatched, to be signed for'} ${why} ${rule}`
  );
}

const graded = (severity, tier, dispatches = 1, escalations = 0) =>
  `轻重为“${severity}”，由层级 ${tier} 办结；已派遣 ${dispatches} 次，提级 ${escalations} 次。 ` +
  `graded \`${severity}\`, to be settled at tier \`${tier}\`; dispatches: ${dispatches}, escalations: ${escalations}.`;

/** One due instant with its reason. */
function due({ clock, shown, limit, words, from, until, days }) {
  const counted = `自 ${from} 起算 ${words[0]}，${until} 前（含）为按时。 ${words[1]} counted from ${from}: on time up to and including ${until}.`;
  return `${clock} ${shown} ${counted} ${limit}${days ? ` ${days}` : ''}`;
}

const FRIDAY_TEN = '2026-02-13T10:00:00+08:00';
// Friday 10:00: two hours until the break at 12:00, two more from 14:00.
const SIGN_BY_FOUR = due({
  clock: '签收 sign', shown: '2026年2月13日（周五）16:00 Fri 13 Feb 2026, 16:00', limit: 'limits/sign within: 4wh, calendar: office',
  words: ['4个工作时', '4 working hours'], from: FRIDAY_TEN, until: '2026-02-13T16:00:00+08:00', days: '2/13 五',
});
// One working day from the next day on: Saturday the 14th makes up for the Spring Festival, and has Monday's hours.
const SIMPLE = due({
  clock: '办理 handle', shown: '2026年2月14日（周六）17:30 Sat 14 Feb 2026, 17:30',
  limit: 'limits/simple within: 1wd, calendar: office, start: next_day, end: close_of_work, on_breach: escalate',
  words: ['1个工作日', '1 working day'], from: FRIDAY_TEN, until: '2026-02-14T17:30:00+08:00', days: '2/13 五 2/14 六班',
});
// Five: the 14th, then after the holidays of the 15th to the 23rd the 24th, 25th, 26th and 27th.
const FESTIVAL = '2/15 日休 2/16 一休 2/17 二休 2/18 三休 2/19 四休 2/20 五休 2/21 六休 2/22 日休 2/23 一休';
const GENERAL = due({
  clock: '办理 handle', shown: '2026年2月27日（周五）17:30 Fri 27 Feb 2026, 17:30',
  limit: 'limits/general within: 5wd, calendar: office, start: next_day, end: close_of_work, on_breach: escalate',
  words: ['5个工作日', '5 working days'], from: FRIDAY_TEN, until: '2026-02-27T17:30:00+08:00',
  days: `2/13 五 2/14 六班 ${FESTIVAL} 2/24 二 2/25 三 2/26 四 2/27 五`,
});
// Two hours by the clock, no calendar.
const URGENT = due({
  clock: '办理 handle', shown: '2026年2月13日（周五）12:00 Fri 13 Feb 2026, 12:00', limit: 'limits/urgent within: 2h, on_breach: escalate',
  words: ['2小时', '2 hours'], from: FRIDAY_TEN, until: '2026-02-13T12:00:00+08:00',
});
// Fifteen: the 14th, 24th to 28th (the 28th makes up too), 2nd to 6th and 9th to 12th of March.
const HARD = due({
  clock: '办理 handle', shown: '2026年3月12日（周四）17:30 Thu 12 Mar 2026, 17:30',
  limit: 'limits/hard within: 15wd, calendar: office, start: next_day, end: close_of_work, on_breach: escalate',
  words: ['15个工作日', '15 working days'], from: FRIDAY_TEN, until: '2026-03-12T17:30:00+08:00',
  days: `2/13 五 2/14 六班 ${FESTIVAL} 2/24 二 2/25 三 2/26 四 2/27 五 2/28 六班 3/1 日 3/2 一 3/3 二 3/4 三 3/5 四 3/6 五 3/7 六 3/8 日 3/9 一 3/10 二 3/11 三 3/12 四`,
});
const dues = (...clocks) => `时限 Due instants ${clocks.join(' ')}`;

const GRID_TEAM = '立新东楼社区第3网格工作组';
const T6 = 'cases.triage/T6 类别 in 01，涉及人数 < 20 → 轻重 小，时限 simple，主办 @grid category in 01, people < 20 → severity 小, limit simple, lead @grid';

onPage('a small matter: the grid acts, by four and by Saturday', WIDE, async (page) => {
  assert.equal(await read(page, '#hint'), '尚未上报。请在地图上点选一处，或选一个示例。 Nothing is reported yet: click a place on the map, or take an example.');
  await clickAt(page, 118.1405, 39.593);
  const grid = await read(page, '#grid');
  assert.match(grid, /^网格 Grid 立新东楼社区第3网格 130202001001003 118\.1(39|40)\d{4}, 39\.59[23]\d{4}$/);
  assert.ok(grid.endsWith(/^\S+ \S+/.exec(await read(page, '#pointer'))[0]), 'reported where the pointer was seen');
  assert.equal(await read(page, '#chain'), chainWith('grid'));
  assert.equal(
    await read(page, '#tier'),
    tierWith({ severity: '小事 small', tier: '网格 grid', lead: GRID_TEAM, why: graded('小', 'grid'), rule: T6 }),
  );
  assert.equal(await read(page, '#dues'), dues(SIGN_BY_FOUR, SIMPLE));
  assert.equal(
    await read(page, '#journal'),
    '2026年2月13日（周五）10:00 Fri 13 Feb 2026, 10:00 ' +
      '上报：定位到网格 130202001001003 Reported: located in grid 130202001001003 authority/A2 ' +
      '分流：轻重“小”，层级“网格”，时限 simple Triage: severity small, tier grid, limit simple cases.triage/T6 ' +
      `第 1 次派遣：主办 ${GRID_TEAM}；签收至2026年2月13日（周五）16:00；办理至2026年2月14日（周六）17:30 ` +
      `Dispatch 1: lead ${GRID_TEAM}; sign by Fri 13 Feb 2026, 16:00; handle by Sat 14 Feb 2026, 17:30 cases.triage/T6`,
  );
});

const REPORTS = [
  { name: 'nineteen people are few', fields: { category: '0101', people: '19' }, lead: 'grid', severity: '小', tier: 'grid', handle: SIMPLE, rule: 'T6' },
  { name: 'twenty are many', fields: { category: '0101', people: '20' }, lead: 'community', severity: '大', tier: 'community', handle: GENERAL, rule: 'T7' },
  { name: 'a dispute of four', fields: { category: '02', people: '4' }, lead: 'grid', severity: '小', tier: 'grid', handle: GENERAL, rule: 'T5' },
  { name: 'a dispute of five', fields: { category: '02', people: '5' }, lead: 'community', severity: '大', tier: 'community', handle: GENERAL, rule: 'T4' },
  { name: 'a smell of gas', fields: { category: '03', people: '1' }, lead: 'street', severity: '难', tier: 'street', handle: URGENT, rule: 'T1' },
  { name: 'danger, whatever it is', fields: { category: '0401', people: '1', danger: true }, lead: 'street', severity: '难', tier: 'street', handle: URGENT, rule: 'T2' },
  { name: 'unlicensed building: the department', fields: { category: '0102', people: '1' }, lead: 'street', extra: ' 学院南路街道城市管理办公室 u-130202001-cg', severity: '难', tier: 'street', handle: HARD, rule: 'T3' },
  { name: 'help for the old', fields: { category: '0401', people: '1' }, lead: 'grid', severity: '小', tier: 'grid', handle: GENERAL, rule: 'T8' },
];

onPage('each rule of the triage table: lead, tier, due instants, and which rule it was', WIDE, async (page) => {
  for (const { name, fields, lead, extra, severity, tier, handle, rule } of REPORTS) {
    await reportAt(page, 118.1405, 39.593, fields);
    assert.equal(await read(page, '#chain'), chainWith(lead, extra), name);
    const told = await read(page, '#tier');
    assert.ok(told.includes(`${graded(severity, tier)} cases.triage/${rule} `), `${name}: ${told}`);
    assert.equal(await read(page, '#dues'), dues(SIGN_BY_FOUR, handle), name);
  }
});

onPage('nobody acts: silence, then up a tier at each breach, then supervision orders', WIDE, async (page) => {
  await reportAt(page, 118.1405, 39.593);
  const advance = async (label) => {
    assert.equal(await read(page, '#advance'), label);
    await page.locator('#advance').scrollIntoViewIfNeeded();
    const before = await page.locator('#advance').boundingBox();
    await page.click('#advance');
    const moved = (await page.locator('#advance').boundingBox()).y - before.y;
    assert.ok(Math.abs(moved) < 3, `the button stays under the hand: ${moved}`);
    return read(page, '#journal > li:first-child');
  };
  const fires = (zh, en) => `推进到下一触发时刻：${zh} Advance to what fires next: ${en}`;
  const FIRST = ['2026年2月13日（周五）16:00:01', 'Fri 13 Feb 2026, 16:00:01'];
  assert.equal(
    await advance(fires(...FIRST)),
    `${FIRST.join(' ')} 默认接收：签收时限（2026年2月13日（周五）16:00）已过而无退单，视为签收 ` +
      'Silence accepts: the return window ended Fri 13 Feb 2026, 16:00 without a word cases.return',
  );
  assert.equal(await read(page, '#dues'), dues(SIMPLE));
  const SECOND = ['2026年2月14日（周六）17:30:01', 'Sat 14 Feb 2026, 17:30:01'];
  // Four working hours from Saturday's close: 08:30 to 12:00 on Tuesday the 24th, then until 14:30.
  // Five working days from there: the 24th to the 28th.
  assert.equal(
    await advance(fires(...SECOND)),
    `${SECOND.join(' ')} 逾期：办理时限（2026年2月14日（周六）17:30）已过 Breach: the limit to handle ended Sat 14 Feb 2026, 17:30 limits/simple ` +
      '提级：网格 → 社区 Escalated: grid → community tiers ' +
      '第 2 次派遣：主办 立新东楼社区居民委员会；签收至2026年2月24日（周二）14:30；办理至2026年2月28日（周六）17:30 ' +
      'Dispatch 2: lead 立新东楼社区居民委员会; sign by Tue 24 Feb 2026, 14:30; handle by Sat 28 Feb 2026, 17:30 tiers',
  );
  assert.equal(await read(page, '#chain'), chainWith('community'));
  assert.equal(
    await read(page, '#tier'),
    tierWith({ severity: '小事 small', tier: '社区 community', lead: '立新东楼社区居民委员会', why: graded('小', 'community', 2, 1), rule: T6 }),
  );
  assert.equal(await page.locator('#map .chosen .led').count(), 3, 'the community has three grids');
  await advance(fires('2026年2月24日（周二）14:30:01', 'Tue 24 Feb 2026, 14:30:01'));
  // Fifteen working days from Saturday the 28th: three full weeks of March.
  const THIRD = await advance(fires('2026年2月28日（周六）17:30:01', 'Sat 28 Feb 2026, 17:30:01'));
  assert.match(THIRD, /提级：社区 → 街道 .* 第 3 次派遣：主办 学院南路街道办事处；签收至2026年3月2日（周一）14:30；办理至2026年3月20日（周五）17:30 /);
  assert.equal(await read(page, '#chain'), chainWith('street'));
  await advance(fires('2026年3月2日（周一）14:30:01', 'Mon 2 Mar 2026, 14:30:01'));
  // No tier is above the street: an order, three working days.
  const FOURTH = await advance(fires('2026年3月20日（周五）17:30:01', 'Fri 20 Mar 2026, 17:30:01'));
  assert.match(FOURTH, /limits\/hard 督办：第 1 次；督办至2026年3月25日（周三）17:30 Supervision order 1; supervision by Wed 25 Mar 2026, 17:30 cases\.supervise$/);
});

const refused = (zh, en, code) => `已拒绝，什么也没有改变 Refused; nothing was changed ${zh} ${en} ${code}`;

onPage('somebody acts: to the end, and what comes out of turn is refused in words', WIDE, async (page) => {
  const move = (name) => page.click(`[data-move=${name}]`);
  const no = () => read(page, '#move-refused');
  const status = async () => /状态 status (\S+)/.exec(await read(page, '#tier'))[1];
  await reportAt(page, 118.1405, 39.593);
  await move('complete');
  assert.equal(await no(), refused('案件状态为 dispatched，不能进行此操作', 'the case is dispatched: this move is not possible', 'case.wrong_status 7002 /data/case'));
  await page.click('#advance');
  assert.ok(await page.locator('#move-refused').isHidden());
  await move('return');
  assert.equal(await no(), refused('退单时限已过：签收时限至 2026-02-13T16:00:00+08:00', 'the return window ended at 2026-02-13T16:00:00+08:00', 'case.return_window_over 7003 /data/case'));
  await move('reply');
  assert.equal(await status(), '已答复，待核查');
  await move('inspect');
  assert.equal(await status(), '核查通过，待办结');
  await move('complete');
  assert.equal(await status(), '已办结');
  assert.equal(await read(page, '#dues'), '时限 Due instants 没有时限在走。 No limit is running.');
  assert.equal(await read(page, '#advance'), '再无时限会触发 Nothing will fire any more');
  await page.click('#advance', { force: true });
  assert.equal(await page.locator('#journal > li').count(), 5, 'and nothing did');
  // Signed at once: the return window is gone, the handling goes on.
  await reportAt(page, 118.1405, 39.593);
  await move('sign');
  assert.equal(await status(), '办理中');
  assert.equal(await read(page, '#dues'), dues(SIMPLE));
  // Returned in time: up to the community, and up again; the third dispatch designates.
  await reportAt(page, 118.1405, 39.593);
  await move('return');
  assert.equal(await read(page, '#chain'), chainWith('community'));
  await move('return');
  assert.equal(await read(page, '#chain'), chainWith('street'));
  await move('return');
  assert.equal(await no(), refused('第 3 次派遣为指定承办，不得退单', 'dispatch 3 designates the unit: it cannot return the case', 'case.return_designated 8006 /data/case'));
});

onPage('a report that is refused says why, and shows no case', WIDE, async (page) => {
  const no = () => read(page, '#refused');
  await page.click('#report button');
  assert.equal(await no(), refused('地点应给出 node 或 position 之一', 'a place gives either `node` or `position`', 'place.syntax 1035 /data/place'));
  await reportAt(page, 118.1405, 39.593, { people: '0' });
  assert.equal(await no(), refused('数值超出范围：1 至 10000000', 'the number is out of range: 1 to 10000000', 'number.range 1032 /data/people'));
  await reportAt(page, 200, 39.593, { people: '3' });
  assert.match(await no(), /坐标应为经度 -180 至 180.* position\.range 1031 \/data\/place\/position$/);
  await reportAt(page, 118.1405, 39.593, { at: '2024-12-31T10:00' });
  assert.match(await no(), /时刻早于最近一条记录 2025-01-01T00:00:00\+08:00 .* time_regressed 3001$/);
  assert.ok(await page.locator('#case').isHidden());
  await reportAt(page, 118.1405, 39.593, { at: '2026-02-13T10:00' });
  assert.ok(await page.locator('#refused').isHidden());
  assert.equal(await read(page, '#dues'), dues(SIGN_BY_FOUR, SIMPLE));
});

onPage('past the published calendar a clock waits', WIDE, async (page) => {
  await reportAt(page, 118.1405, 39.593, { category: '02', people: '6', at: '2026-12-28T09:00' });
  const told = await read(page, '#dues');
  // Monday 09:00: three hours until 12:00, one from 14:00. Of five working days only three are published.
  assert.match(told, /^时限 Due instants 签收 sign 2026年12月28日（周一）15:00 /);
  assert.match(told, /办理 handle 待日历公布 waits for the calendar 日历尚未公布至 2027-01-01，公布后再定时限。 the calendar does not cover 2027-01-01 yet: timed once it does\. limits\/general /);
  await page.click('#advance');
  assert.equal(await read(page, '#advance'), '日历未公布，暂无可触发的时限 The calendar is not published: nothing can fire yet');
});

onPage('a click outside the district is kept by the backstop', WIDE, async (page) => {
  await clickAt(page, 118.126, 39.6);
  assert.match(
    await read(page, '#grid'),
    /^网格 Grid 不在任何网格内 In no grid 118\.12\d{5}, 39\.(59|60)\d{5} 此处不在任何网格内。上报的事项一件也不丢：不予拒绝，归到全区，由兜底单位承办。 No grid contains this place\. No report is lost: it is not refused but kept at the district, and the backstop unit acts\.$/,
  );
  assert.equal(await read(page, '#chain'), `责任链 Chain of responsibility ${LINKS.district} 主办 lead`);
  assert.match(await read(page, '#journal'), / cases\.backstop$/);
  // The rim: a point of the western one has a grid just east of it, a point of the eastern one has none.
  await reportAt(page, 118.13, 39.59);
  assert.match(await read(page, '#grid'), /^网格 Grid 立新东楼社区第1网格 130202001001001 118\.1300000, 39\.5900000 此点正在外缘上/);
  await reportAt(page, 118.3, 39.59);
  assert.match(await read(page, '#grid'), /^网格 Grid 不在任何网格内 In no grid 118\.3000000, 39\.5900000 此点正在外缘上.*其东、其北都不是网格，所以在区外。/);
});

onPage('every example does what its label says', WIDE, async (page) => {
  const said = {
    small: 'small', large: 'large', hard: 'hard', department: '城市管理办公室', border: 'common border', outside: 'In no grid',
    year: 'waits for the calendar', zero: 'number.range',
  };
  assert.equal(await page.locator('[data-example]').count(), Object.keys(said).length);
  for (const [name, words] of Object.entries(said)) {
    await page.click(`[data-example=${name}]`);
    assert.ok((await read(page, '#result')).includes(words), name);
  }
});

const RULE = ['边界点归紧邻其东的网格，东侧无法判定时归其北：只归一个网格。', 'It belongs to the grid just east of it or, where that is undecided, just north: to one only.'];
const named = (...grids) => grids.map(([name, code]) => `${name}（${code}）`).join('、');
const LIXIN = [1, 2, 3].map((nth) => [`立新东楼社区第${nth}网格`, `13020200100100${nth}`]);
const XINYI = ['新谊社区第2网格', '130202001002002'];
const BORDERS = [
  // Grid 1 lies to the west, grid 3 to the east.
  { near: [118.1363, 39.5935], point: '118.1363412, 39.5934643', grids: [LIXIN[0], LIXIN[2]], owner: LIXIN[2] },
  // Xinyi lies to the north; but the border rises to the east, so that just east of the point is Lixin.
  { near: [118.1331, 39.5971], point: '118.1330802, 39.5971094', grids: [LIXIN[0], XINYI], owner: LIXIN[0] },
  // Four grids meet; the border to the east falls, and above it is Lixin 2.
  { near: [118.1363, 39.5974], point: '118.1362735, 39.5974442', grids: [...LIXIN, XINYI], owner: LIXIN[1] },
];

onPage('a click exactly on a shared border belongs to one grid: east, then north', WIDE, async (page) => {
  await page.check('#snap');
  for (const { near, point, grids, owner } of BORDERS) {
    await clickAt(page, ...near);
    assert.equal(
      await read(page, '#grid'),
      `网格 Grid ${owner.join(' ')} ${point} 此点正在 ${grids.length} 个网格的公共边界上：${named(...grids)}。${RULE[0]} ` +
        `This point lies exactly on the common border of ${grids.length} grids: ${named(...grids)}. ${RULE[1]}`,
    );
    assert.equal(await page.locator('#map .chosen .touching').count(), grids.length - 1);
    assert.equal(await page.locator('#map .chosen .own').count(), 1);
  }
});

onPage('all by keyboard', WIDE, async (page) => {
  const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.lang || document.activeElement.className);
  const tabTo = async (wanted) => {
    for (let presses = 0; presses < 40 && (await focused()) !== wanted; presses += 1) {
      await page.keyboard.press('Tab');
    }
    assert.equal(await focused(), wanted);
  };
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'skip');
  await tabTo('map');
  // From the middle, 118.215 and 39.59, in steps of a sixtieth of 0.17 degrees.
  for (let step = 0; step < 26; step += 1) {
    await page.keyboard.press('ArrowLeft');
  }
  await page.keyboard.press('ArrowUp');
  assert.equal(await page.locator('#aloud').textContent(), '118.1413342, 39.5928333 130202001001003 立新东楼社区第3网格');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  assert.equal(await read(page, '#grid'), '网格 Grid 立新东楼社区第3网格 130202001001003 118.1416175, 39.5928333');
  assert.match(await page.locator('#status').textContent(), /^第 1 次派遣：主办 立新东楼社区第3网格工作组/);
  await tabTo('people');
  await page.keyboard.type('25');
  await page.keyboard.press('Enter');
  assert.equal(await read(page, '#chain'), chainWith('community'));
  await tabTo('advance');
  await page.keyboard.press('Enter');
  assert.equal(await focused(), 'advance', 'the button keeps the focus');
  assert.match(await page.locator('#status').textContent(), /^默认接收/);
  await page.keyboard.press('Space');
  assert.match(await page.locator('#status').textContent(), /^第 2 次派遣：主办 学院南路街道办事处/);
});

onPage('either language alone', WIDE, async (page) => {
  await reportAt(page, 118.1405, 39.593);
  await page.click('[data-lang=en]');
  assert.equal(
    await read(page, '#dues'),
    'Due instants sign Fri 13 Feb 2026, 16:00 4 working hours counted from 2026-02-13T10:00:00+08:00: on time up to and including 2026-02-13T16:00:00+08:00. limits/sign within: 4wh, calendar: office 2/13 五 ' +
      'handle Sat 14 Feb 2026, 17:30 1 working day counted from 2026-02-13T10:00:00+08:00: on time up to and including 2026-02-14T17:30:00+08:00. limits/simple within: 1wd, calendar: office, start: next_day, end: close_of_work, on_breach: escalate 2/13 五 2/14 六班',
  );
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.click('[data-lang=zh]');
  assert.equal(await read(page, '#advance'), '推进到下一触发时刻：2026年2月13日（周五）16:00:01');
  assert.equal(await page.locator('.en:visible').count(), 0);
});

// --- how it stands on the screen

/** The boxes of what matters, from the top of what scrolls, and what is wrong with the page for its readers. */
async function measured(page, selectors) {
  return page.evaluate((names) => {
    const panel = document.getElementById('panel');
    const box = (name) => {
      const element = document.querySelector(name);
      const { x, y, width, height } = element.getBoundingClientRect();
      return [x, y + window.scrollY + (panel.contains(element) ? panel.scrollTop : 0), width, height].map(Math.round);
    };
    return Object.fromEntries(names.map((name) => [name, box(name)]));
  }, selectors);
}

/** Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3). */
function paleTexts() {
  const rgb = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const [lr, lg, lb] = [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * lr + 0.7152 * lg + 0.0722 * lb;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] >= 0.9) return colour;
    }
    return [255, 255, 255];
  };
  const own = (element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const shown = [...document.body.querySelectorAll('*')].filter((e) => own(e) && e.checkVisibility() && !e.closest('svg, script, option'));
  return shown.flatMap((element) => {
    const [a, b] = [light(rgb(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    return contrast < 4.5 ? [`${element.textContent.trim().slice(0, 40)}: ${contrast.toFixed(2)}`] : [];
  });
}

/** What can be pressed and is lower than 40 pixels, and fields without a label. */
function hardToUse() {
  const pressed = [...document.querySelectorAll('button, select, input:not([type=checkbox]), .tick, summary')];
  const low = pressed.filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 40);
  const bare = [...document.querySelectorAll('input, select')].filter((e) => e.labels.length !== 1);
  return [...low, ...bare].map((element) => element.outerHTML.slice(0, 80));
}

/** Names on the map that lie over one another, or leave it. */
function crowdedNames() {
  const map = document.getElementById('map').getBoundingClientRect();
  const boxes = [...document.querySelectorAll('#map text')].map((text) => text.getBoundingClientRect());
  const outside = boxes.filter((b) => b.left < map.left || b.right > map.right || b.top < map.top || b.bottom > map.bottom);
  const over = boxes.filter((a, at) =>
    boxes.slice(at + 1).some((b) => a.left < b.right && b.left < a.right && a.top + 4 < b.bottom && b.top + 4 < a.bottom),
  );
  return { names: boxes.length, outside: outside.length, over: over.length };
}

for (const viewport of [WIDE, NARROW]) {
  const size = `${viewport.width}x${viewport.height}`;
  onPage(`the layout at ${size}`, viewport, async (page) => {
    const shot = (name, options) => page.screenshot({ path: join(dirname(file), `${name}-${viewport.width}.png`), ...options });
    await shot('first');
    assert.equal(await page.locator('#map polygon').count(), 432, 'every grid is drawn');
    assert.deepEqual(await page.evaluate(crowdedNames), { names: 11, outside: 0, over: 0 });
    await clickAt(page, 118.1405, 39.593);
    const top = (await page.locator('#result').boundingBox()).y;
    assert.ok(top >= 0 && top < 200, `what follows is brought into view: ${top}`);
    await shot('reported');
    const boxes = await measured(page, Object.keys(reference[size]));
    // Fonts differ from machine to machine: sides stand where they should within some pixels, heights within a fifth.
    for (const [name, [x, y, width, height]] of Object.entries(reference[size])) {
      const slack = [8, 40 + y / 5, 8, 16 + height / 5];
      const off = boxes[name].map((value, at) => Math.abs(value - [x, y, width, height][at]));
      assert.ok(off.every((value, at) => value <= slack[at]), `${name}: ${boxes[name]} instead of ${[x, y, width, height]}`);
    }
    await page.click('#advance');
    await page.click('#advance');
    await page.click('[data-move=inspect]');
    await shot('advanced');
    await page.click('summary');
    const sideways = () =>
      page.evaluate(() => [document.documentElement, document.getElementById('panel')].map((e) => e.scrollWidth - e.clientWidth));
    for (const language of ['both', 'en', 'zh']) {
      await page.click(`[data-lang=${language}]`);
      assert.deepEqual(await sideways(), [0, 0], `no sideways scrolling: ${language}`);
      assert.deepEqual(await page.evaluate(paleTexts), []);
      assert.deepEqual(await page.evaluate(hardToUse), []);
    }
    // The narrowest that WCAG 2.2, 1.4.10, asks for, and a low window where the map is small: names that do not fit go.
    for (const other of [{ width: 320, height: 640 }, { width: 1024, height: 700 }]) {
      await page.setViewportSize(other);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
      const { outside, over } = await page.evaluate(crowdedNames);
      assert.deepEqual([outside, over, ...(await sideways())], [0, 0, 0, 0], `${other.width}x${other.height}`);
    }
  });
}

test('one file: nothing in it points elsewhere, and its policy lets nothing through', () => {
  const text = readFileSync(file, 'utf8');
  const shell = text.replace(/<(script|style)[^>]*>.*?<\/\1>/gs, '');
  assert.deepEqual(shell.match(/<(link|img|iframe|object|embed|audio|video|source|base)\b[^>]*>/g), ['<link rel="icon" href="data:,">']);
  assert.deepEqual(text.match(/<script[^>]* src=|@import|url\(/g), null);
  const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(text);
  assert.match(policy, /^default-src 'none'; script-src 'sha256-[^']+' 'wasm-unsafe-eval'; style-src 'sha256-[^']+'; /);
  assert.doesNotMatch(policy, /unsafe-inline|https?:|connect-src|\*/);
});
