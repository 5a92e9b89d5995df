import { type ExposureRules, exposureRules } from '../core/exposure.ts';
import type { OrganizationFindings } from '../core/inspection.ts';
import { ownSitesOf } from '../core/judge-inspection.ts';
import { startProposal } from '../core/propose-settings.ts';
import type { OrganizationSettings } from '../core/settings.ts';
import type { CompleteSnapshot } from '../core/snapshot.ts';
import { readAccountParts } from './clients/account-parts.ts';
import type { Archive } from './clients/archive.ts';
import { readFindings } from './clients/inspections.ts';

/**
 * Today's rules from the settings; where those name no sites, the organization's own as Atlassian tells them; without
 * either, assumed from where the snapshot's accounts are. `findings`: of an inspection that is still under way.
 */
export async function findRules(
  archive: Archive,
  snapshot: CompleteSnapshot,
  settings: OrganizationSettings,
  findings?: OrganizationFindings,
): Promise<ExposureRules> {
  const { sites, partnerSites, licensedProducts } = settings;
  if (sites) return exposureRules({ sites, partnerSites, licensedProducts }, false);
  const licencesAssumed = licensedProducts.length === 0;
  const told = ownSitesOf(findings ?? (await readFindings(archive, snapshot)));
  if (told && told.length > 0) {
    return exposureRules({ sites: told, partnerSites, licensedProducts }, false, licencesAssumed);
  }
  const proposal = startProposal();
  for await (const accounts of readAccountParts(archive, snapshot)) accounts.forEach(proposal.see);
  return exposureRules({ sites: proposal.finish().sites, partnerSites, licensedProducts }, true);
}
