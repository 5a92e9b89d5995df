import type { Instant } from '../../core/account.ts';
import { errorText } from '../../core/error-code.ts';
import { daysBefore } from '../../core/exposure.ts';
import type { OrganizationSettings } from '../../core/settings.ts';
import { TREND_WEEKS, weeklyTrend } from '../../core/weekly-trend.ts';
import { type DrawnTrend, trendChart } from '../../render/digest/trend.ts';
import { listStepDrifts } from '../clients/history/drifts.ts';
import type { History } from '../clients/history/history.ts';
import { openDrawing } from '../clients/open-drawing.ts';

/** The weeks up to a digest with their picture, if they say something: one bounded read, and nothing drawn else. */
export async function drawTrend(
  history: History,
  { id, locale, timeZone }: OrganizationSettings,
  asOf: Instant,
  open = openDrawing,
): Promise<DrawnTrend | null> {
  const steps = await listStepDrifts(history, id, daysBefore(asOf, TREND_WEEKS * 7), asOf);
  const counts = steps.map(({ asOf: at, counts: { billable, avoidable } }) => ({ asOf: at, billable, avoidable }));
  const weeks = weeklyTrend(counts, asOf);
  if (!weeks) return null;
  try {
    const draw = await open();
    return { weeks, png: await draw(trendChart(weeks, locale, timeZone)) };
  } catch (error) {
    // A digest is worth more than its picture, whose numbers it tells in words.
    process.emitWarning(`The chart of ${id} was not drawn: ${errorText(error)}`);
    return { weeks, png: null };
  }
}
