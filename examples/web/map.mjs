// Draws the district and tells where one points. Positions are in units of 1e-7 degree throughout.

const SVG = 'http://www.w3.org/2000/svg';
/** Units of the drawing per longitude unit: the district becomes about a thousand wide. */
const WIDTH = 1000;
const MARGIN = 45;
/** Arrow keys move the cross by this share of the district's width; with Shift by a tenth of it. */
const STEP = 1 / 60;
/** The smallest type for names of streets, in pixels of the screen. */
const LABEL_PIXELS = 12;

/** Calm tints that neighbours can be told apart by; no meaning hangs on them. */
const TINTS = [
  '#dfe9f3', '#f3ead9', '#e2efdf', '#efe2ea', '#e0eeee', '#f4efcf', '#e7e3f2', '#f5e1d8', '#dcebe3', '#ebe8df', '#e3e9d6',
];

function svg(name, attributes, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

/** A plate carrée whose degrees of longitude are as long as they are in the middle of the district. */
function projection(grids) {
  const points = grids.flatMap((grid) => grid.ring);
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  const least = (list) => list.reduce((a, b) => Math.min(a, b));
  const most = (list) => list.reduce((a, b) => Math.max(a, b));
  const [west, east, south, north] = [least(lons), most(lons), least(lats), most(lats)];
  const scale = WIDTH / (east - west);
  const tall = scale / Math.cos(((south + north) / 2e7) * (Math.PI / 180));
  return {
    west, east, south, north,
    height: (north - south) * tall,
    toDrawing: ([lon, lat]) => [(lon - west) * scale, (north - lat) * tall],
    toPosition: (x, y) => [Math.round(west + x / scale), Math.round(north - y / tall)],
  };
}

function mean(points) {
  return [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length);
}

/** Where a label may stand: the middle of a grid near the street's own that collides with no label before; or nowhere. */
function labelPlace(middles, width, height, taken) {
  const [mx, my] = mean(middles);
  const far = ([x, y]) => (x - mx) ** 2 + (y - my) ** 2;
  const box = ([x, y]) => ({ x: Math.min(Math.max(x, width / 2 + 4), WIDTH - width / 2 - 4), y, width, height });
  const apart = (a, b) => Math.abs(a.x - b.x) > (a.width + b.width) / 2 || Math.abs(a.y - b.y) > (a.height + b.height) / 2;
  const free = [...middles].sort((a, b) => far(a) - far(b)).map(box).find((one) => taken.every((other) => apart(one, other)));
  if (free) {
    taken.push(free);
  }
  return free;
}

export class DistrictMap {
  /** `onChoose` gets the position of a click; `onPoint` that of the pointer, null when it leaves. */
  constructor(element, { grids, nameOf, onChoose, onPoint }) {
    this.element = element;
    this.grids = grids;
    this.projection = projection(grids);
    this.onChoose = onChoose;
    this.onPoint = onPoint;
    this.snaps = false;
    this.shapes = new Map();
    this.cross = null;
    this.draw(nameOf);
    this.listen();
    new ResizeObserver(() => this.label()).observe(element);
  }

  draw(nameOf) {
    const { height } = this.projection;
    this.element.setAttribute('viewBox', [-MARGIN, -MARGIN, WIDTH + 2 * MARGIN, height + 2 * MARGIN].join(' '));
    const streets = [...new Set(this.grids.map((grid) => grid.street))];
    this.streets = streets.map((street) => ({ name: nameOf(street).replace(/街道$/, ''), middles: [] }));
    const areas = svg('g', { class: 'areas' });
    for (const { code, ring, street } of this.grids) {
      const points = ring.map(this.projection.toDrawing);
      const shape = svg('polygon', { points: points.join(' '), fill: TINTS[streets.indexOf(street) % TINTS.length] });
      this.streets[streets.indexOf(street)].middles.push(mean(points.slice(1)));
      this.shapes.set(code, shape);
      areas.append(shape);
    }
    const rim = { id: 'district', x: 0, y: 0, width: WIDTH, height };
    this.labels = svg('g', { class: 'labels' });
    this.chosen = svg('g', { class: 'chosen' });
    this.marks = svg('g', { class: 'marks' });
    this.element.replaceChildren(areas, ...this.lines(), svg('rect', rim), this.chosen, this.labels, this.marks);
    this.label();
  }

  /** Names of streets, readable at the size at which the map stands on the screen. */
  label() {
    const box = this.element.viewBox.baseVal;
    const scale = Math.min(this.element.clientWidth / box.width, this.element.clientHeight / box.height) || 1;
    const size = Math.max(22, LABEL_PIXELS / scale);
    const taken = [];
    const texts = this.streets.map(({ name, middles }) => {
      const place = labelPlace(middles, size * (name.length + 0.3), size * 1.3, taken);
      return place ? svg('text', { x: place.x, y: place.y, 'font-size': size, 'stroke-width': size / 5 }, name) : '';
    });
    this.labels.replaceChildren(...texts);
  }

  /** Edges by what they part: neighbours share each edge point by point, in opposite direction. */
  lines() {
    const edges = new Map();
    for (const grid of this.grids) {
      grid.ring.slice(1).forEach((end, at) => {
        const key = [grid.ring[at], end].map(String).sort().join(' ');
        edges.set(key, { ends: [grid.ring[at], end], sides: [...(edges.get(key)?.sides || []), grid] });
      });
    }
    const paths = { grid: '', community: '', street: '' };
    for (const { ends, sides: [one, other] } of edges.values()) {
      if (other) {
        const parted = one.street !== other.street ? 'street' : one.community !== other.community ? 'community' : 'grid';
        paths[parted] += `M${ends.map((end) => this.projection.toDrawing(end).map((n) => n.toFixed(2))).join('L')}`;
      }
    }
    return Object.entries(paths).map(([parted, d]) => svg('path', { class: `edge ${parted}`, d }));
  }

  listen() {
    // Browsers round the place of a click to whole pixels, but not that of the press before it.
    let pressed = null;
    this.element.addEventListener('pointerdown', (event) => {
      pressed = this.at(event);
    });
    this.element.addEventListener('click', (event) => {
      this.choose(pressed || this.at(event));
      pressed = null;
    });
    this.element.addEventListener('pointermove', (event) => this.onPoint(this.snapped(this.at(event)), false));
    this.element.addEventListener('pointerleave', () => this.onPoint(null, false));
    this.element.addEventListener('keydown', (event) => this.key(event));
  }

  at(event) {
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.element.getScreenCTM().inverse());
    return this.projection.toPosition(x, y);
  }

  choose(position) {
    this.moveCross(this.snapped(position));
    this.onChoose(this.cross);
  }

  key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const { west, east, south, north } = this.projection;
    if (event.key in moves) {
      const from = this.cross || [Math.round((west + east) / 2), Math.round((south + north) / 2)];
      const step = Math.round((east - west) * STEP * (event.shiftKey ? 0.1 : 1));
      this.moveCross(from.map((value, axis) => value + moves[event.key][axis] * step));
      this.onPoint(this.cross, true);
    } else if (event.key === 'Enter' || event.key === ' ') {
      this.choose(this.cross || [Math.round((west + east) / 2), Math.round((south + north) / 2)]);
    } else {
      return;
    }
    event.preventDefault();
  }

  /** The nearest corner of a grid, where the map snaps to corners; otherwise the position itself. */
  snapped(position) {
    if (!this.snaps) {
      return position;
    }
    const [x, y] = this.projection.toDrawing(position);
    let best = { far: Infinity };
    for (const point of this.grids.flatMap((grid) => grid.ring)) {
      const [px, py] = this.projection.toDrawing(point);
      const far = (px - x) ** 2 + (py - y) ** 2;
      best = far < best.far ? { far, point } : best;
    }
    return best.point;
  }

  moveCross(position) {
    this.cross = position;
    const [x, y] = this.projection.toDrawing(position);
    const arms = `M${x - 24} ${y}H${x + 24}M${x} ${y - 24}V${y + 24}`;
    this.marks.replaceChildren(
      svg('path', { class: 'halo', d: arms }),
      svg('path', { class: 'arms', d: arms }),
      svg('circle', { cx: x, cy: y, r: 9 }),
    );
  }

  /** Shows a grid, the territory of the unit that leads, and the other grids that share the point. */
  show({ grid, lead, bordering }) {
    const copy = (of, kind) => {
      const shape = this.shapes.get(of).cloneNode();
      shape.setAttribute('class', kind);
      shape.removeAttribute('fill');
      return shape;
    };
    // A code begins with the codes of what lies above it.
    const led = lead ? this.grids.filter((one) => one.code.startsWith(lead)) : [];
    this.chosen.replaceChildren(
      ...led.map((one) => copy(one.code, 'led')),
      ...bordering.filter((one) => one !== grid).map((one) => copy(one, 'touching')),
      ...(this.shapes.has(grid) ? [copy(grid, 'own')] : []),
    );
  }
}
