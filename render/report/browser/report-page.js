// Runs in the reader's browser, as a module without imports: draws what the page's data block holds, with ECharts, which
// stands before it on the page. Every text it shows is set as text and never as markup.

/** @typedef {import('../page-data.ts').PageData} PageData */
/** @typedef {import('../page-data.ts').Chart} Chart */
/** @typedef {import('../page-data.ts').ChartSeries} ChartSeries */
/** @typedef {{ figure: HTMLElement, plot: HTMLElement, canvas: echarts.ECharts, chart: Chart, at: number }} View */

const COLORS = ['#1f5fbf', '#c2410c', '#0f766e', '#7c3aed', '#a16207', '#be185d', '#4d7c0f', '#0369a1', '#57534e'];
const DASHES = ['solid', 'dashed', 'dotted'];
const GREY = '#566072';
const DAY_MS = 86_400_000;

/** @type {PageData} */
const data = JSON.parse(document.getElementById('data')?.textContent ?? '{}');
const numbers = new Intl.NumberFormat(data.locale, { maximumFractionDigits: 2 });
const axisDays = new Intl.DateTimeFormat(data.locale, { timeZone: 'UTC', day: 'numeric', month: 'short' });
const last = data.days.length - 1;
let first = 0;

/** @param {number} index */
const dayAt = (index) => data.days[index] ?? 0;
/** @param {number} index */
const dayText = (index) => data.dayTexts[index] ?? '';

/** @param {ChartSeries} series @param {number} index */
const colorOf = ({ shape }, index) =>
  shape === 'band' || shape === 'limit' ? GREY : (COLORS[index % COLORS.length] ?? GREY);
/** @param {number} index */
const dashOf = (index) => DASHES[Math.floor(index / 3) % DASHES.length] ?? 'solid';

/** @param {readonly (number | null)[]} values */
const dated = (values) => data.days.map((day, index) => [day, values[index]]);

/** @param {ChartSeries} series @param {number} index @param {Chart} chart @returns {object[]} */
function lineOf(series, index, chart) {
  const color = colorOf(series, index);
  const alone = data.days.length < 40;
  return [
    {
      type: 'line',
      name: series.label,
      data: dated(series.values),
      step: series.shape === 'line' ? false : 'end',
      showSymbol: alone && series.shape === 'line',
      symbolSize: 6,
      color,
      lineStyle: { width: series.shape === 'limit' ? 1.5 : 2.5, type: dashOf(index) },
      ...(index === 0 && { markLine: marksOf(chart), markArea: gapsOf() }),
    },
  ];
}

/** @param {ChartSeries} series @param {number} index @returns {object[]} */
function bandOf(series, index) {
  const shared = { type: 'line', stack: series.label, step: 'end', showSymbol: false, silent: true };
  const unseen = { lineStyle: { opacity: 0 }, tooltip: { show: false } };
  return [
    { ...shared, ...unseen, data: dated(series.base ?? []) },
    { ...shared, ...unseen, data: dated(series.values), areaStyle: { color: colorOf(series, index), opacity: 0.3 } },
  ];
}

/** @param {Chart} chart */
function marksOf(chart) {
  return {
    silent: true,
    symbol: 'none',
    lineStyle: { color: GREY, type: 'dashed' },
    label: { position: 'insideStartTop', color: GREY },
    data: chart.marks.map(({ value, label }) => ({
      yAxis: value,
      label: label === null ? { show: false } : { formatter: () => label },
    })),
  };
}

function gapsOf() {
  return {
    silent: true,
    itemStyle: { color: '#e8eaef', opacity: 0.8 },
    data: data.gaps.map(([after, until]) => [{ xAxis: after }, { xAxis: until }]),
  };
}

/** @param {Chart} chart @returns {object[]} */
function seriesOf(chart) {
  return chart.series.flatMap((series, index) =>
    series.shape === 'band' ? bandOf(series, index) : lineOf(series, index, chart),
  );
}

/** @param {View} view */
function optionsOf(view) {
  const { chart } = view;
  return {
    animation: false,
    textStyle: { fontFamily: 'system-ui, sans-serif' },
    grid: { left: 12, right: 20, top: 16, bottom: 8, containLabel: true },
    xAxis: {
      type: 'time',
      min: last > first ? dayAt(first) : dayAt(first) - DAY_MS,
      max: last > first ? dayAt(last) : dayAt(last) + DAY_MS,
      axisLabel: {
        hideOverlap: true,
        // Clear of the 0 beside it.
        margin: 12,
        formatter: /** @param {number} day */ (day) => axisDays.format(day),
      },
    },
    yAxis: {
      type: 'value',
      max: chart.top,
      axisLabel: {
        // With marks the top is where they need it, not a round number.
        showMaxLabel: chart.top === null,
        formatter: /** @param {number} value */ (value) => numbers.format(value),
      },
    },
    tooltip: {
      trigger: 'axis',
      confine: true,
      transitionDuration: 0,
      formatter: /** @param {any} params */ (params) => tipOf(view, dayOf(params)),
    },
    series: seriesOf(chart),
  };
}

/** @param {any} params */
function dayOf(params) {
  const [point] = Array.isArray(params) ? params : [params];
  return typeof point?.dataIndex === 'number' ? point.dataIndex : last;
}

/** @param {string} tag @param {string} text @param {string} [className] */
function element(tag, text, className) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

/** @param {View} view @param {number} index */
function tipOf(view, index) {
  show(view, index);
  const tip = element('div', '', 'tip');
  tip.append(element('b', dayText(index)));
  for (const { label, texts } of view.chart.series) {
    if (texts[index]) tip.append(element('div', `${label} ${texts[index]}`));
  }
  return tip;
}

/** The values of a day, above the chart. @param {View} view @param {number} index */
function show(view, index) {
  view.at = index;
  const { figure, chart } = view;
  const when = figure.querySelector('.when');
  if (when) when.textContent = dayText(index);
  figure.querySelectorAll('.legend output').forEach((output, number) => {
    output.textContent = chart.series[number]?.texts[index] || 'not known';
  });
}

/** @param {View} view */
function drawLegend(view) {
  const legend = view.figure.querySelector('.legend');
  const items = view.chart.series.map((series, index) => {
    const item = document.createElement('li');
    const swatch = element('i', '');
    const color = colorOf(series, index);
    if (series.shape === 'band') {
      swatch.className = 'band';
      swatch.style.background = color;
    } else {
      swatch.style.borderTopColor = color;
      swatch.style.borderTopStyle = dashOf(index);
    }
    item.append(swatch, element('span', series.label), document.createElement('output'));
    return item;
  });
  legend?.replaceChildren(...items, ...gapItems());
}

/** Within the chart the words would run into each other, and into those of the marks. */
function gapItems() {
  if (!data.gaps.some(([, until]) => until > dayAt(first))) return [];
  const item = document.createElement('li');
  item.append(element('i', '', 'gap'), element('span', 'no snapshot'));
  return [item];
}

/** @param {View} view */
function draw(view) {
  view.canvas.setOption(optionsOf(view), { notMerge: true });
  drawLegend(view);
  show(view, Math.max(first, Math.min(view.at, last)));
}

/** @param {View} view */
function say(view) {
  const words = view.chart.series.flatMap(({ label, texts }) => (texts[view.at] ? [`${label} ${texts[view.at]}`] : []));
  const live = view.figure.querySelector('[aria-live]');
  if (live) live.textContent = `${dayText(view.at)}: ${words.join(', ')}`;
}

/** @param {View} view @param {number} index */
function pointAt(view, index) {
  show(view, Math.max(first, Math.min(index, last)));
  view.canvas.dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: view.at });
  say(view);
}

/** @type {Record<string, (view: View) => number>} */
const STEPS = {
  ArrowLeft: ({ at }) => at - 1,
  ArrowRight: ({ at }) => at + 1,
  PageUp: ({ at }) => at - 30,
  PageDown: ({ at }) => at + 30,
  Home: () => first,
  End: () => last,
};

/** @param {View} view */
function listen(view) {
  const { plot, canvas } = view;
  plot.addEventListener('focus', () => pointAt(view, view.at));
  plot.addEventListener('blur', () => canvas.dispatchAction({ type: 'hideTip' }));
  plot.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') canvas.dispatchAction({ type: 'hideTip' });
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    pointAt(view, step(view));
  });
}

/** @type {View[]} */
const views = [];
for (const figure of document.querySelectorAll('figure[data-chart]')) {
  const plot = figure.querySelector('.plot');
  const chart = data.charts.find(({ id }) => id === figure.getAttribute('data-chart'));
  if (!(figure instanceof HTMLElement) || !(plot instanceof HTMLElement) || !chart) continue;
  const canvas = echarts.init(plot, null, { renderer: 'svg' });
  const view = { figure, plot, canvas, chart, at: last };
  views.push(view);
  draw(view);
  listen(view);
}

/** @param {Element} pressed @param {string} group */
function press(pressed, group) {
  for (const button of document.querySelectorAll(group)) {
    button.setAttribute('aria-pressed', String(button === pressed));
  }
}

/** @param {string | null} range */
function choose(range) {
  const from = range === 'all' ? Number.NEGATIVE_INFINITY : dayAt(last) - Number(range) * DAY_MS;
  first = Math.max(
    0,
    data.days.findIndex((day) => day >= from),
  );
  for (const view of views) draw(view);
  for (const row of document.querySelectorAll('tr[data-day]')) {
    if (row instanceof HTMLElement) row.hidden = Number(row.dataset.day) < from;
  }
}

for (const button of document.querySelectorAll('[data-range]')) {
  button.addEventListener('click', () => {
    press(button, '[data-range]');
    choose(button.getAttribute('data-range'));
  });
}
for (const button of document.querySelectorAll('[data-show]')) {
  button.addEventListener('click', () => {
    press(button, '[data-show]');
    const view = views.find(({ figure }) => figure.contains(button));
    const chart = data.charts.find(({ id }) => id === button.getAttribute('data-show'));
    if (!view || !chart) return;
    view.chart = chart;
    view.figure.dataset.chart = chart.id;
    draw(view);
  });
}

const PAPER_WIDTH = 640;
/** @param {{ width: number | 'auto' }} [size] */
function resize(size) {
  for (const { canvas } of views) canvas.resize(size);
}
addEventListener('resize', () => resize());
addEventListener('beforeprint', () => resize({ width: PAPER_WIDTH }));
addEventListener('afterprint', () => resize({ width: 'auto' }));
