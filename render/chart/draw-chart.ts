import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

use([LineChart, GridComponent, LegendComponent, SVGRenderer]);

/** Lines over the same points; every word of it is one that the font has. */
export interface LinesChart {
  readonly labels: readonly string[];
  readonly lines: readonly { readonly name: string; readonly values: readonly number[] }[];
  /** A value as it is written. */
  readonly number: (value: number) => string;
}

/** What drawing takes from outside: the drawing program, and a font. */
export interface DrawingFiles {
  readonly program: Uint8Array;
  readonly font: Uint8Array;
}

export type DrawChart = (chart: LinesChart, files: DrawingFiles) => Promise<Uint8Array>;

/** In CSS pixels; the picture has twice as many, for screens that show them. */
const SIZE = { width: 592, height: 240 };
const FONT = 'Noto Sans';
const COLORS = ['#1f5fbf', '#c2410c'];
const INK = '#172b4d';

/** The chart as a PNG on white, for mail programs that show no SVG: Outlook's. */
export const drawChart: DrawChart = async (chart, files) => {
  await startOnce(files.program);
  const picture = new Resvg(chartSvg(chart), {
    fitTo: { mode: 'width', value: SIZE.width * 2 },
    background: '#ffffff',
    font: { fontBuffers: [files.font], defaultFontFamily: FONT, sansSerifFamily: FONT },
  });
  try {
    return picture.render().asPng();
  } finally {
    picture.free();
  }
};

let started: Promise<void> | undefined;

function startOnce(program: Uint8Array): Promise<void> {
  started ??= initWasm(program);
  return started;
}

/** The same as SVG. */
export function chartSvg(chart: LinesChart): string {
  const drawing = init(null, null, { renderer: 'svg', ssr: true, ...SIZE });
  drawing.setOption(optionsOf(chart));
  const newest = chart.lines.map(({ values }) => Number(drawing.convertToPixel({ yAxisIndex: 0 }, values.at(-1) ?? 0)));
  drawing.setOption(optionsOf(chart, liftsOf(newest)));
  const svg = drawing.renderToSVGString();
  drawing.dispose();
  return svg;
}

const LABEL_HEIGHT = 16;

/** By how many pixels each label has to rise so that none meets the one below it; `heights` are counted from the top. */
function liftsOf(heights: readonly number[]): readonly number[] {
  const lifts = heights.map(() => 0);
  let free = Number.POSITIVE_INFINITY;
  for (const [index, height] of [...heights.entries()].sort(([, one], [, other]) => other - one)) {
    const place = Math.min(height, free);
    lifts[index] = height - place;
    free = place - LABEL_HEIGHT;
  }
  return lifts;
}

const TEXT = { color: INK, fontFamily: FONT, fontSize: 12 };

function optionsOf({ labels, lines, number }: LinesChart, lifts: readonly number[] = []) {
  return {
    animation: false,
    textStyle: TEXT,
    legend: { top: 4, left: 'center', itemWidth: 28, textStyle: TEXT },
    grid: { top: 40, right: 40, bottom: 32, left: 56 },
    xAxis: {
      type: 'category',
      data: [...labels],
      boundaryGap: false,
      axisLabel: { ...TEXT, hideOverlap: true, margin: 12 },
    },
    yAxis: { type: 'value', minInterval: 1, axisLabel: { ...TEXT, formatter: number } },
    series: lines.map(({ name, values }, index) => ({
      ...{ type: 'line', name, color: COLORS[index], symbolSize: 5 },
      lineStyle: { width: 2.5, type: index === 0 ? 'solid' : 'dashed' },
      data: values.map((value, at) => ({
        value,
        label: {
          ...{ ...TEXT, show: at === values.length - 1, formatter: () => number(value) },
          ...{ position: 'top', distance: 5 + (lifts[index] ?? 0) },
        },
      })),
    })),
  };
}
