import type { CampaignPlan } from "../../harness/campaign/campaign-plan.ts";
import { formatOrder } from "../../harness/explore/order.ts";
import { orderFor } from "../../harness/explore/probe.ts";
import { liveHost } from "../../live/host.ts";
import { loadScenario } from "../scenario-source.ts";
import type { CampaignSources } from "./sources.ts";

/** The order of each scenario of a campaign: under PCT they differ in their steps. @throws {WavetankError} E_ORDER */
export async function campaignOrders(
  input: string | undefined, { sources }: CampaignSources, packageRoot: string,
): Promise<CampaignPlan["orders"]> {
  if (input === undefined) return undefined;
  const host = liveHost();
  const orders: [string, string][] = [];
  for (const [name, source] of sources) {
    const { scenario } = await loadScenario(source, packageRoot);
    orders.push([name, formatOrder(await orderFor(input, scenario, host))]);
  }
  return Object.fromEntries(orders);
}
