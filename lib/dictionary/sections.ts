/** Tables that a reader looks for together, in the order in which one needs them, and what each is for. */
export interface Section {
  readonly title: string;
  readonly tables: Readonly<Record<string, string>>;
}

export const sections: readonly Section[] = [
  {
    title: "Accounts and their health",
    tables: {
      account_health: "Start here: who each account is, how it stands, and where it is going, in one row.",
      accounts: "Who each account is, and what it pays.",
      account_attributes: "What else your sources say of an account, by the names your config gives it.",
      account_dimensions:
        "How accounts are cut in the portfolio: join it to count anything by segment or region.",
      account_inputs:
        "What the predicates of scorecards and alerts see of an account: accounts and measures, wide.",
    },
  },
  {
    title: "The score, explained",
    tables: {
      scores: "The score, its band, what it was, and what held it down.",
      component_scores: "The score by component: contributions add up to the raw score.",
      measure_scores: "The score by measure: points, weight and contribution of each.",
      measures: "What was measured, or why there is no value.",
    },
  },
  {
    title: "Signals",
    tables: {
      alert_episodes: "When which alert rule began to hold for which account, and when it ceased to.",
    },
  },
  {
    title: "Portfolio and revenue",
    tables: {
      portfolio_metrics: "NPS, CSAT, churn, retention, revenue and the rest, by dimension and period.",
      account_months: "What each account's revenue did in a month, so that it adds up from start to end.",
      renewals: "Terms that came due, and whether they were renewed; the newest row of a term counts.",
      band_movements: "How many accounts, and how much revenue, went from which band to which.",
      cohort_retention: "What is left of the customers of a month, month after month.",
    },
  },
  {
    title: "Facts",
    tables: {
      subscriptions: "What accounts subscribed to, and until when.",
      invoices: "What they were billed, and whether they paid.",
      exchange_rates: "What other currencies are worth in the reporting currency.",
      tickets: "What they asked support, and how long it took.",
      survey_invitations: "Who was asked for an opinion.",
      survey_responses: "What they answered.",
      touchpoints: "When you spoke with them, and how that felt.",
      contacts: "Who works with you at an account, by id; names are in people.",
      interventions: "What customer success did about it.",
      usage_daily: "How the product was used, by user, feature and day.",
      feature_releases: "Which features came out when.",
    },
  },
  {
    title: "People",
    tables: {
      people: "Names and addresses: kept in this table only, and by each run replaced.",
      comments: "What people wrote in their own words: kept in this table only, and by each run replaced.",
    },
  },
  {
    title: "The data itself",
    tables: {
      runs: "Which day was published when, by which config.",
      source_freshness: "When each stream last brought something, and whether that is late.",
      data_quality: "What became of every row that landed.",
      rejects: "Rows that cannot be used, and why.",
      cell_problems: "Cells that could not be read, in rows that count all the same.",
      condition_problems:
        "Conditions of your config that fail on what an account holds, and are null for it.",
      account_identity: "Which account each key of each source stands for, and how that is known.",
      identity_quality: "How many keys of each source have an account.",
    },
  },
];
