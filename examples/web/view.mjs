// Turns what the model says into elements. Every text stands there in Chinese and English; the style shows one or both.
import {
  CLOCKS, INPUTS, LEVELS, OUTPUTS, SEVERITIES, STATUSES, TIERS, degrees, event, instant, shortDate, weekday,
} from './words.mjs';

function el(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

/** A text whose instants are not broken at the end of a line. */
function unbroken(text) {
  const pieces = text.split(/(\d{4}-\d\d-\d\dT[\d:]+\+\d\d:\d\d)/);
  return pieces.map((piece, at) => (at % 2 ? el('span', { class: 'whole' }, piece) : piece));
}

/** A text in both languages. */
export function both([zh, en]) {
  return [el('span', { class: 'zh' }, unbroken(zh)), ' ', el('span', { class: 'en', lang: 'en' }, unbroken(en))];
}

function code(text) {
  return el('code', {}, text);
}

function section(id, title, ...children) {
  return el('section', { id, 'aria-labelledby': `${id}-title` }, el('h3', { id: `${id}-title` }, both(title)), ...children);
}

/** Why something was refused: the library's two sentences, its code, and where in the input. */
export function refusal({ code: name, number, pointer, zh, en }) {
  return [
    el('p', { class: 'verdict' }, both(['已拒绝，什么也没有改变', 'Refused; nothing was changed'])),
    el('p', {}, both([zh, en])),
    el('p', { class: 'source' }, code(`${name} ${number}`), ...(pointer ? [' ', code(pointer)] : [])),
  ];
}

function borderNote({ bordering, state }, nameOf) {
  if (bordering.length === 0) {
    return null;
  }
  const names = bordering.map((grid) => `${nameOf(grid)}（${grid}）`).join('、');
  const many = bordering.length;
  const where =
    many === 1
      ? ['此点正在外缘上，相邻网格', 'This point lies exactly on the rim, at']
      : [`此点正在 ${many} 个网格的公共边界上`, `This point lies exactly on the common border of ${many} grids`];
  const verdict = state.located
    ? [
        '边界点归紧邻其东的网格，东侧无法判定时归其北：只归一个网格',
        'It belongs to the grid just east of it or, where that is undecided, just north: to one only',
      ]
    : ['其东、其北都不是网格，所以在区外', 'There is no grid just east or north of it, so it lies outside'];
  const text = [`${where[0]}：${names}。${verdict[0]}。`, `${where[1]}: ${names}. ${verdict[1]}.`];
  return el('div', { class: 'note', id: 'border' }, el('p', {}, both(text)));
}

function gridSection(story, nameOf) {
  const { state, chain, place } = story;
  const outside = el(
    'div',
    { class: 'note', id: 'outside' },
    el('p', {}, both([
      '此处不在任何网格内。上报的事项一件也不丢：不予拒绝，归到全区，由兜底单位承办。',
      'No grid contains this place. No report is lost: it is not refused but kept at the district, and the backstop unit acts.',
    ])),
  );
  return section(
    'grid',
    ['网格', 'Grid'],
    state.located
      ? el('p', { class: 'big' }, el('strong', {}, chain[0].name), ' ', code(state.node))
      : el('p', { class: 'big' }, both(['不在任何网格内', 'In no grid'])),
    el('p', { class: 'source' }, code(`${degrees(place[0])}, ${degrees(place[1])}`)),
    borderNote(story, nameOf),
    state.located ? null : outside,
  );
}

function chainSection({ chain, lead }) {
  const link = ({ level, code: at, name, unit }) => {
    const leads = lead.node === at;
    const units = [el('span', { class: 'unit' }, unit.name, ' ', code(unit.id))];
    if (leads && lead.id !== unit.id) {
      units.push(el('span', { class: 'unit' }, lead.name, ' ', code(lead.id)));
    }
    const badge = leads ? [el('span', { class: 'badge' }, both(['主办', 'lead']))] : [];
    return el(
      'li',
      leads ? { class: 'lead' } : {},
      el('span', { class: 'level' }, both(LEVELS[level])),
      el('span', { class: 'place' }, el('strong', {}, name), ' ', code(at), ...units),
      ...badge,
    );
  };
  return section('chain', ['责任链', 'Chain of responsibility'], el('ol', { class: 'chain' }, chain.map(link)));
}

function ruleLine(reason, model) {
  const { when, then } = model.rule(reason);
  const cells = (list, glosses, at) => list.map(([column, cell]) => `${at ? glosses[column.name] : column.label} ${cell}`);
  const line = (at) =>
    `${cells(when, INPUTS, at).join(at ? ', ' : '，')} → ${cells(then, OUTPUTS, at).join(at ? ', ' : '，')}`;
  return el('p', {}, code(reason), ' ', both([line(0), line(1)]));
}

function tierSection({ state, why, lead }, model) {
  const row = (title, value) => el('div', {}, el('dt', {}, both(title)), el('dd', {}, value));
  return section(
    'tier',
    ['轻重与层级', 'Severity and tier'],
    el(
      'dl',
      { class: 'facts' },
      row(['轻重', 'severity'], both(SEVERITIES[state.severity])),
      row(['层级', 'tier'], both(TIERS[state.tier])),
      row(['主办单位', 'lead'], lead.name),
      row(['状态', 'status'], both(STATUSES[state.status])),
    ),
    el('div', { class: 'why' }, el('p', {}, both([`${why.zh}。`, `${why.en}.`])), ruleLine(why.triage, model)),
  );
}

/** The days of the calendar between two dates, both included. */
function datesBetween(from, until) {
  const dates = [];
  for (let at = new Date(`${from}T00:00:00Z`); at.toISOString().slice(0, 10) <= until; at.setUTCDate(at.getUTCDate() + 1)) {
    dates.push(at.toISOString().slice(0, 10));
  }
  return dates;
}

/** What the published year files say of the days from the start to the due day. */
function calendarStrip({ from, due }, model) {
  const last = due.slice(0, 10);
  const cell = (date) => {
    const told = model.days.get(date);
    const weekend = ['六', '日'].includes(weekday(date)[2]);
    const [kind, mark, zh, en] = told
      ? told.isOffDay
        ? ['off', '休', `${told.name}放假`, 'public holiday']
        : ['makeup', '班', `${told.name}调休上班`, 'make-up working day']
      : weekend
        ? ['weekend', '', '周末', 'weekend']
        : ['work', '', '工作日', 'working day'];
    const ends = date === last ? ' ends' : '';
    const title = `${date} ${weekday(date)[0]} ${zh} / ${en}`;
    return el('li', { class: kind + ends, title }, el('span', {}, shortDate(date)), el('span', {}, weekday(date)[2] + mark));
  };
  return el('ol', { class: 'days', 'aria-label': '日历 calendar' }, datesBetween(from.slice(0, 10), last).map(cell));
}

function clockItem(clock, model) {
  const limit = model.rules.limits[clock.limit];
  const rule = Object.entries(limit).map(([name, value]) => `${name}: ${value}`);
  const due = clock.due ? instant(clock.due) : ['待日历公布', 'waits for the calendar'];
  return el(
    'li',
    { class: 'clock', 'data-clock': clock.clock },
    el('p', { class: 'due' }, el('span', { class: 'level' }, both(CLOCKS[clock.clock])), el('strong', {}, both(due))),
    el('p', {}, both([`${clock.zh}。`, `${clock.en}.`])),
    el('p', { class: 'source' }, code(`limits/${clock.limit}`), ' ', code(rule.join(', '))),
    clock.due && limit.calendar ? calendarStrip(clock, model) : null,
  );
}

function duesSection({ why }, model) {
  const order = Object.keys(CLOCKS);
  const clocks = [...why.clocks].sort((a, b) => order.indexOf(a.clock) - order.indexOf(b.clock));
  const none = el('p', {}, both(['没有时限在走。', 'No limit is running.']));
  return section(
    'dues',
    ['时限', 'Due instants'],
    clocks.length ? el('ul', { class: 'clocks' }, clocks.map((clock) => clockItem(clock, model))) : none,
  );
}

/** The case as it stands. */
export function caseSections(story, model) {
  return [
    gridSection(story, (at) => model.nameOf(at)),
    chainSection(story),
    tierSection(story, model),
    duesSection(story, model),
  ];
}

/** What happened so far, the latest entry first; figures that are counted along are left out. */
export function journal(entries, unitName) {
  return [...entries].reverse().map((entry) =>
    el(
      'li',
      {},
      el('p', { class: 'when' }, both(instant(entry.at))),
      el(
        'ul',
        {},
        entry.events
          .filter(({ type }) => type.startsWith('case.'))
          .map((one) => el('li', {}, both(event(one, unitName)), ' ', one.because.map((reason) => code(reason)))),
      ),
    ),
  );
}

/** What the button says that lets time pass. */
export function advanceLabel({ next, why }) {
  if (next) {
    const [zh, en] = instant(next);
    return [`推进到下一触发时刻：${zh}`, `Advance to what fires next: ${en}`];
  }
  const waits = why.clocks.some((clock) => !clock.due);
  return waits
    ? ['日历未公布，暂无可触发的时限', 'The calendar is not published: nothing can fire yet']
    : ['再无时限会触发', 'Nothing will fire any more'];
}

/** One line for those who do not see the page change. */
export function summary(story) {
  const entry = story.journal[story.journal.length - 1];
  const last = entry.events.filter(({ type }) => type.startsWith('case.')).pop();
  return event(last, () => story.lead.name);
}
