// The page's own words, Chinese and English side by side. Names of places and units are data and stay as they are.

const WEEKDAYS = [
  ['周日', 'Sun', '日'],
  ['周一', 'Mon', '一'],
  ['周二', 'Tue', '二'],
  ['周三', 'Wed', '三'],
  ['周四', 'Thu', '四'],
  ['周五', 'Fri', '五'],
  ['周六', 'Sat', '六'],
];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export const LEVELS = {
  district: ['区', 'district'],
  street: ['街道（镇）', 'street or town'],
  community: ['社区（村）', 'community or village'],
  grid: ['网格', 'grid'],
};

export const TIERS = { grid: ['网格', 'grid'], community: ['社区', 'community'], street: ['街道', 'street'] };

export const SEVERITIES = { 小: ['小事', 'small'], 大: ['大事', 'large'], 难: ['难事', 'hard'] };

export const CLOCKS = {
  sign: ['签收', 'sign'],
  handle: ['办理', 'handle'],
  inspect: ['核查', 'inspect'],
  complete: ['办结', 'complete'],
  supervise: ['督办', 'supervision'],
};

export const STATUSES = {
  dispatched: ['已派遣，待签收', 'dispatched, to be signed for'],
  handling: ['办理中', 'being handled'],
  replied: ['已答复，待核查', 'replied, to be inspected'],
  inspected: ['核查通过，待办结', 'inspected, to be completed'],
  completed: ['已办结', 'completed'],
};

/** The ruleset names its categories in Chinese only. */
export const CATEGORIES = {
  '01': 'appearance of the city',
  '0101': 'uncollected rubbish',
  '0102': 'unlicensed building',
  '02': 'dispute between neighbours',
  '03': 'smell of gas',
  '04': 'the old and the young',
  '0401': 'help for the old',
  '0402': 'child care',
};

export const INPUTS = { category: 'category', people: 'people', danger: 'danger' };
export const OUTPUTS = { severity: 'severity', limit: 'limit', lead: 'lead' };

function parts(instant) {
  const [, year, month, day, clock, seconds] = /^(\d+)-(\d+)-(\d+)T(\d+:\d+):(\d+)/.exec(instant);
  return { year, month: Number(month), day: Number(day), time: seconds === '00' ? clock : `${clock}:${seconds}` };
}

/** The weekday of a date or instant as it is written, whatever the zone of the machine. */
export function weekday(text) {
  return WEEKDAYS[new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay()];
}

export function instant(text) {
  const { year, month, day, time } = parts(text);
  const [zh, en] = weekday(text);
  return [`${year}年${month}月${day}日（${zh}）${time}`, `${en} ${day} ${MONTHS[month - 1]} ${year}, ${time}`];
}

export function shortDate(text) {
  return `${Number(text.slice(5, 7))}/${Number(text.slice(8, 10))}`;
}

export function degrees(e7) {
  return (e7 / 1e7).toFixed(7);
}

function until(clocks, name) {
  const clock = clocks[name];
  if (!clock) {
    return ['', ''];
  }
  if (!clock.due) {
    return [`；${CLOCKS[name][0]}待日历公布`, `; ${CLOCKS[name][1]}: waits for the calendar`];
  }
  const [zh, en] = instant(clock.due);
  return [`；${CLOCKS[name][0]}至${zh}`, `; ${CLOCKS[name][1]} by ${en}`];
}

/** What happened, by the type of the event: its sentence in both languages. `unit` gives a unit's name. */
const EVENTS = {
  'case.reported': ({ node, located }) =>
    located
      ? [`上报：定位到网格 ${node}`, `Reported: located in grid ${node}`]
      : [`上报：不在任何网格内，归到 ${node}`, `Reported: in no grid, kept at ${node}`],
  'case.triaged': ({ severity, tier, limit }) => [
    `分流：轻重“${severity}”，层级“${TIERS[tier][0]}”，时限 ${limit}`,
    `Triage: severity ${SEVERITIES[severity][1]}, tier ${TIERS[tier][1]}, limit ${limit}`,
  ],
  'case.dispatched': ({ lead, nth, clocks }, unit) => {
    const [sign, handle] = [until(clocks, 'sign'), until(clocks, 'handle')];
    return [
      `第 ${nth} 次派遣：主办 ${unit(lead)}${sign[0]}${handle[0]}`,
      `Dispatch ${nth}: lead ${unit(lead)}${sign[1]}${handle[1]}`,
    ];
  },
  'case.signed': ({ by, window_ended: ended }) =>
    by === 'silence'
      ? [
          `默认接收：签收时限（${instant(ended)[0]}）已过而无退单，视为签收`,
          `Silence accepts: the return window ended ${instant(ended)[1]} without a word`,
        ]
      : ['签收：主办单位已签收', 'Signed: the lead has taken it on'],
  'case.returned': ({ grounds, returns }) => [
    `退单：第 ${returns} 次，理由 ${grounds}`,
    `Returned: return ${returns}, grounds ${grounds}`,
  ],
  'case.replied': ({ on_time: kept }) =>
    kept
      ? ['答复：按时答复，等待核查', 'Replied on time: inspection follows']
      : ['答复：逾期答复，等待核查', 'Replied late: inspection follows'],
  'case.inspected': () => ['核查：现场核查通过', 'Inspected: settled on the ground'],
  'case.completed': ({ tier }) => [`办结：在“${TIERS[tier][0]}”层级办结`, `Completed at tier ${TIERS[tier][1]}`],
  'case.breached': ({ clock, due }) => [
    `逾期：${CLOCKS[clock][0]}时限（${instant(due)[0]}）已过`,
    `Breach: the limit to ${CLOCKS[clock][1]} ended ${instant(due)[1]}`,
  ],
  'case.escalated': ({ from, to }) => [
    `提级：${TIERS[from][0]} → ${TIERS[to][0]}`,
    `Escalated: ${TIERS[from][1]} → ${TIERS[to][1]}`,
  ],
  'case.supervised': ({ supervisions, clocks }) => {
    const [zh, en] = until(clocks, 'supervise');
    return [`督办：第 ${supervisions} 次${zh}`, `Supervision order ${supervisions}${en}`];
  },
};

export function event({ type, data }, unit) {
  const sentence = EVENTS[type];
  return sentence ? sentence(data, unit) : [type, type];
}
