/**
 * A config of a shop with accounts in `accounts.csv`, whose column is id.
 * @param streams further streams of the source crm, and further sources, as they stand in YAML
 */
export const cornerShop = (streams: string): string => `
company: Corner Shop
currency: EUR
sources:
  - name: crm
    kind: files
    streams:
      accounts: { path: accounts.csv, mode: full, entity: accounts, fields: { account_id: id } }
${streams.replace(/^\n|\n$/g, "")}
scorecards:
  - name: standard
    components: { usage: { weight: 1, measures: { active_days_28d: { points: [[0, 0], [5, 100]] } } } }
`;
