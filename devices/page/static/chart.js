// Heart rate over time on a canvas: where one may run, the ceiling, the floor, and a gap where
// nothing was heard. It draws at most two lines a pixel, so 90 minutes cost what ten do.
import { fill, words } from "/static/words.js";

const KEPT = 5400;
const LEFT = 40, RIGHT = 10, TOP = 10, BOTTOM = 22;

export class Chart {
  constructor(canvas) {
    this.canvas = canvas;
    this.span_s = 600;
    this.clear();
    new ResizeObserver(() => this.draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: light)").addEventListener("change", () => this.draw());
  }

  clear() {
    this.points = [];
    this.ceiling = this.floor = null;
  }

  add(points) {
    this.points.push(...points);
    if (this.points.length > 2 * KEPT) this.points.splice(0, this.points.length - KEPT);
  }

  draw() {
    const { clientWidth: wide, clientHeight: high } = this.canvas;
    if (!wide || !high) return;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(wide * ratio), Math.round(high * ratio)];
    if (this.canvas.width !== w || this.canvas.height !== h)
      Object.assign(this.canvas, { width: w, height: h });
    const pen = this.canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, wide, high);
    if (!this.points.length) return;

    const end = Math.max(this.points.at(-1)[0], 60);
    const begin = Math.max(0, end - this.span_s);
    const seen = this.points.slice(this.firstAfter(begin));
    const scale = this.scale(seen, begin, end, wide, high);
    pen.font = "600 13px system-ui, sans-serif";
    this.drawStrip(pen, seen, scale);
    this.drawLevels(pen, scale);
    this.drawTimes(pen, scale);
    this.drawTrace(pen, seen, scale);
  }

  firstAfter(t_s) {
    let [low, high] = [0, this.points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.points[middle][0] < t_s) low = middle + 1; else high = middle;
    }
    return low;
  }

  scale(seen, begin, end, wide, high) {
    let [low, top] = [this.floor ?? 100, this.ceiling ?? 150];
    for (const [, bpm] of seen) if (bpm !== null) {
      low = Math.min(low, bpm);
      top = Math.max(top, bpm);
    }
    low = Math.floor((low - 6) / 10) * 10;
    top = Math.ceil((top + 6) / 10) * 10;
    const [inner_w, inner_h] = [wide - LEFT - RIGHT, high - TOP - BOTTOM];
    return {
      begin, end, low, top, wide, high, pixels: Math.max(1, inner_w),
      x: t => LEFT + (t - begin) / (end - begin) * inner_w,
      y: bpm => TOP + (top - bpm) / (top - low) * inner_h,
    };
  }

  drawStrip(pen, seen, { x, y, low, begin }) {
    pen.fillStyle = color("--strip");
    for (let i = 0; i < seen.length;) {
      const runs = isRun(seen[i][2]);
      let next = i;
      while (next < seen.length && isRun(seen[next][2]) === runs) next++;
      const until = seen[Math.min(next, seen.length - 1)][0];
      const from = x(Math.max(seen[i][0], begin));
      if (runs) pen.fillRect(from, y(low) - 6, Math.max(1, x(until) - from), 6);
      i = next;
    }
  }

  drawLevels(pen, { x, y, low, top, begin, wide }) {
    pen.lineWidth = 1;
    pen.textAlign = "right";
    pen.textBaseline = "middle";
    pen.fillStyle = color("--quiet");
    const step = (y(low) - y(top)) / ((top - low) / 10) < 22 ? 20 : 10;
    for (let bpm = Math.ceil(low / step) * step; bpm <= top; bpm += step) {
      pen.strokeStyle = color("--line");
      line(pen, x(begin), y(bpm), wide - RIGHT);
      pen.fillText(bpm, LEFT - 6, y(bpm));
    }
    for (const [bpm, form, style, dash, side] of [
      [this.floor, words.floor, "--quiet", [3, 5], 10], [this.ceiling, words.ceiling, "--over", [9, 5], -10],
    ]) {
      if (bpm === null) continue;
      pen.strokeStyle = pen.fillStyle = color(style);
      pen.lineWidth = 2;
      pen.setLineDash(dash);
      line(pen, x(begin), y(bpm), wide - RIGHT);
      pen.setLineDash([]);
      pen.textAlign = "left";
      pen.fillText(fill(form, { bpm }), LEFT + 6, y(bpm) + side);
    }
  }

  drawTimes(pen, { x, begin, end, high, wide }) {
    pen.fillStyle = color("--quiet");
    pen.textAlign = "center";
    const room = Math.max(2, Math.floor((wide - LEFT - RIGHT) / 60));
    const every = [15, 30, 60, 120, 300, 600, 900, 1800].find(s => (end - begin) / s <= room) ?? 3600;
    for (let t = Math.ceil(begin / every) * every; t <= end; t += every) {
      const at = Math.min(Math.max(x(t), LEFT + 12), wide - 28);
      pen.fillText(every < 60 ? `${t} s` : `${t / 60} min`, at, high - BOTTOM / 2);
    }
  }

  drawTrace(pen, seen, { x, y, pixels }) {
    pen.strokeStyle = pen.fillStyle = color("--trace");
    pen.lineWidth = seen.length > 1500 ? 1.5 : 2.5;
    pen.lineJoin = "round";
    pen.beginPath();
    const step = Math.max(1, Math.floor(seen.length / pixels));
    let isDown = false;
    for (let i = 0; i < seen.length; i += step) {
      let low = Infinity, high = -Infinity;
      for (let k = i; k < Math.min(i + step, seen.length); k++) {
        const bpm = seen[k][1];
        if (bpm === null) continue;
        low = Math.min(low, bpm);
        high = Math.max(high, bpm);
      }
      if (low === Infinity) { isDown = false; continue; }
      const at = x(seen[i][0]);
      if (isDown) pen.lineTo(at, y(low)); else pen.moveTo(at, y(low));
      if (high > low) pen.lineTo(at, y(high));
      isDown = true;
    }
    pen.stroke();
    const last = seen.at(-1);
    if (last[1] === null) return;
    pen.beginPath();
    pen.arc(x(last[0]), y(last[1]), 5, 0, 7);
    pen.fill();
  }
}

const isRun = state => state === "run" || state === "warm_up" || state === "blind";
const color = name => getComputedStyle(document.documentElement).getPropertyValue(name);

function line(pen, from, y, to) {
  pen.beginPath();
  pen.moveTo(from, y);
  pen.lineTo(to, y);
  pen.stroke();
}
