// @ts-check
/// <reference lib="dom" />
/**
 * Draws what is missing: a hatched band over the chart's whole height, behind the prices. Hatched, so that it is seen
 * without colour too.
 * @import { IChartApi, ISeriesPrimitive, IPrimitivePaneView, Logical } from "lightweight-charts"
 */

const HATCH_PX = 8;
const LEAST_PX = 2;

/**
 * @typedef {object} GapBands
 * @property {ISeriesPrimitive} primitive To attach to a series.
 * @property {(runs: Array<[number, number]>, color: { fill: string, line: string }) => void} set First and last bar of
 *   each band.
 */

/** @param {IChartApi} chart @returns {GapBands} */
export function openGapBands(chart) {
  /** @type {Array<[number, number]>} */
  let runs = [];
  let color = { fill: "", line: "" };
  let update = () => {};

  /** Left and right of a band, px; null: not on the screen. @param {[number, number]} run */
  function edgesOf([first, last]) {
    const scale = chart.timeScale();
    const left = scale.logicalToCoordinate(/** @type {Logical} */ (first));
    const right = scale.logicalToCoordinate(/** @type {Logical} */ (last));
    if (left === null || right === null) return null;
    const half = scale.options().barSpacing / 2;
    const width = Math.max(LEAST_PX, right - left + 2 * half);
    return { left: left - half, width };
  }

  /** @type {IPrimitivePaneView} */
  const view = {
    zOrder: () => "bottom",
    renderer: () => ({
      draw: (target) =>
        target.useMediaCoordinateSpace(({ context, mediaSize }) => {
          for (const run of runs) {
            const edges = edgesOf(run);
            if (!edges || edges.left > mediaSize.width || edges.left + edges.width < 0) continue;
            const left = Math.max(edges.left, -HATCH_PX);
            const right = Math.min(edges.left + edges.width, mediaSize.width + HATCH_PX);
            drawBand(context, { left, width: right - left, height: mediaSize.height }, color);
          }
        }),
    }),
  };

  return {
    primitive: {
      attached: ({ requestUpdate }) => void (update = requestUpdate),
      paneViews: () => [view],
    },
    set(next, colors) {
      runs = next;
      color = colors;
      update();
    },
  };
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {{ left: number, width: number, height: number }} box
 * @param {{ fill: string, line: string }} color
 */
function drawBand(context, { left, width, height }, { fill, line }) {
  context.save();
  context.beginPath();
  context.rect(left, 0, width, height);
  context.clip();
  context.fillStyle = fill;
  context.fillRect(left, 0, width, height);
  context.strokeStyle = line;
  context.beginPath();
  for (let x = left - height; x < left + width; x += HATCH_PX) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}
