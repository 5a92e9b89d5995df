/** What the page uses of ECharts, which stands before its script as a global. */
declare namespace echarts {
  interface ECharts {
    setOption(option: object, how: { notMerge: boolean }): void;
    dispatchAction(action: { type: 'showTip'; seriesIndex: number; dataIndex: number } | { type: 'hideTip' }): void;
    resize(size?: { width: number | 'auto' }): void;
  }
  function init(element: HTMLElement, theme: null, options: { renderer: 'svg' }): ECharts;
}
