// The first page of Lunan District: puts the model, the map and the view together.
import { DistrictMap } from './map.mjs';
import { Model } from './model.mjs';
import { advanceLabel, both, caseSections, journal, refusal, summary } from './view.mjs';
import { CATEGORIES, degrees, weekday } from './words.mjs';

const $ = (id) => document.getElementById(id);
/** Where there is room, the panel scrolls beside the map; as in the style. */
const ROOMY = '(min-width: 900px) and (min-height: 640px)';

/** Things to try: what each sets in the form. Positions are in degrees. */
const EXAMPLES = {
  small: { category: '0101', people: '3', at: '2026-02-13T10:00', position: [118.14, 39.59] },
  large: { category: '02', people: '6', at: '2026-02-13T10:00', position: [118.2, 39.6] },
  hard: { category: '03', people: '1', at: '2026-02-13T10:00', position: [118.25, 39.55] },
  department: { category: '0102', people: '1', at: '2026-02-13T10:00', position: [118.15, 39.62] },
  border: { category: '0101', people: '3', at: '2026-02-13T10:00', position: [118.1363412, 39.5934643] },
  outside: { category: '0101', people: '3', at: '2026-02-13T10:00', position: [118.125, 39.6] },
  year: { category: '02', people: '6', at: '2026-12-28T09:00', position: [118.2, 39.6] },
  zero: { category: '0101', people: '0', at: '2026-02-13T10:00', position: [118.14, 39.59] },
};

function scroller() {
  return matchMedia(ROOMY).matches ? $('panel') : window;
}

/** The files that the build put into the page, by their names. */
function inlined() {
  const text = (id) => $(id).textContent;
  const parts = [...document.querySelectorAll('script[data-part]')];
  return {
    module: Uint8Array.from(atob(text('module')), (one) => one.charCodeAt(0)),
    ruleset: text('ruleset'),
    directory: text('directory'),
    parts: Object.fromEntries(parts.map((part) => [part.dataset.part, part.textContent])),
  };
}

class Page {
  constructor(model) {
    this.model = model;
    this.form = $('report');
    this.map = new DistrictMap($('map'), {
      grids: model.grids,
      nameOf: (code) => model.nameOf(code),
      onChoose: (position) => this.chosen(position),
      onPoint: (position, aloud) => this.pointed(position, aloud),
    });
    this.fill();
    this.listen();
  }

  fill() {
    const { rules, ruleset, note } = this.model;
    for (const { code, name, depth } of this.model.categories()) {
      const gloss = CATEGORIES[code] ? ` ${CATEGORIES[code]}` : '';
      $('category').append(new Option(`${'\u3000'.repeat(depth)}${code} ${name}${gloss}`, code));
    }
    $('category').value = '0101';
    $('note').append(...both([note.zh, note.en]));
    $('edition').textContent = `${rules.id} ${ruleset.fingerprint}`;
    this.showWeekday();
  }

  listen() {
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.report();
    });
    $('at').addEventListener('input', () => this.showWeekday());
    $('snap').addEventListener('change', () => {
      this.map.snaps = $('snap').checked;
    });
    for (const id of ['lon', 'lat']) {
      $(id).addEventListener('change', () => this.markPosition());
    }
    for (const button of document.querySelectorAll('[data-example]')) {
      button.addEventListener('click', () => this.example(EXAMPLES[button.dataset.example]));
    }
    for (const button of document.querySelectorAll('[data-move]')) {
      button.addEventListener('click', () => this.followed(this.model.act(button.dataset.move)));
    }
    $('advance').addEventListener('click', () => {
      if ($('advance').getAttribute('aria-disabled') !== 'true') {
        this.followed(this.model.advance());
      }
    });
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.addEventListener('click', () => this.speak(button.dataset.lang));
    }
  }

  speak(language) {
    document.documentElement.dataset.shown = language;
    document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.lang === language));
    }
  }

  showWeekday() {
    const at = $('at').value;
    $('weekday').replaceChildren(...(at ? both(weekday(at)) : []));
  }

  position() {
    const [lon, lat] = ['lon', 'lat'].map((id) => $(id).valueAsNumber);
    return Number.isNaN(lon) || Number.isNaN(lat) ? null : [lon, lat];
  }

  example({ category, people, at, position: [lon, lat] }) {
    Object.assign($('category'), { value: category });
    Object.assign($('people'), { value: people });
    Object.assign($('at'), { value: at });
    $('danger').checked = false;
    this.showWeekday();
    this.chosen([lon, lat].map((value) => Math.round(value * 1e7)));
  }

  chosen(position) {
    ['lon', 'lat'].forEach((id, axis) => {
      $(id).value = degrees(position[axis]);
    });
    this.report();
  }

  pointed(position, aloud) {
    const code = position && this.model.locate(...position);
    const where = position ? `${degrees(position[0])}, ${degrees(position[1])}` : '';
    const what = code ? [`${code} ${this.model.nameOf(code)}`] : both(['区外', 'outside the district']);
    $('pointer').replaceChildren(...(position ? [where, ' ', ...what] : []));
    if (aloud) {
      $('aloud').textContent = $('pointer').textContent;
    }
  }

  report() {
    const at = $('at').value;
    const told = this.model.report({
      position: this.position(),
      category: $('category').value,
      people: $('people').valueAsNumber,
      danger: $('danger').checked,
      at: `${at.length === 16 ? `${at}:00` : at}+08:00`,
    });
    $('hint').hidden = true;
    $('refused').hidden = told.ok;
    $('case').hidden = !told.ok;
    if (told.ok) {
      this.tell(told.story);
    } else {
      this.map.show({ bordering: [] });
      this.markPosition();
      $('refused').replaceChildren(...refusal(told.rejection));
    }
    $('result').scrollIntoView({ block: 'start' });
  }

  markPosition() {
    const position = this.position();
    if (position) {
      this.map.moveCross(position.map((value) => Math.round(value * 1e7)));
    }
  }

  /** After a move, or after time has passed. */
  followed(told) {
    const top = () => $('next').getBoundingClientRect().top;
    const before = top();
    $('move-refused').hidden = told.ok;
    if (told.ok) {
      this.tell(told.story);
    } else {
      $('move-refused').replaceChildren(...refusal(told.rejection));
    }
    // What stands above grew or shrank; the buttons stay under the hand.
    scroller().scrollBy({ top: top() - before, behavior: 'instant' });
  }

  tell(story) {
    this.map.moveCross(story.place);
    this.map.show({ grid: story.state.node, lead: story.lead.node, bordering: story.bordering });
    $('move-refused').hidden = true;
    $('story').replaceChildren(...caseSections(story, this.model));
    $('journal').replaceChildren(...journal(story.journal, (unit) => this.model.unit(unit).name));
    $('advance').replaceChildren(...both(advanceLabel(story)));
    $('advance').setAttribute('aria-disabled', String(story.next === null));
    $('status').replaceChildren(...both(summary(story)));
    $('raw').textContent = JSON.stringify(story.journal[story.journal.length - 1], null, 2);
    $('head').textContent = story.head;
  }
}

async function start() {
  try {
    new Page(await Model.open(inlined()));
    document.documentElement.dataset.ready = 'true';
  } catch (error) {
    $('failed').hidden = false;
    $('failed').append(` ${error.message}`);
    throw error;
  } finally {
    $('loading').hidden = true;
  }
}

start();
