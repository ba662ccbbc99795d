/** A story of README.md: what its query gives stands after it. */
export interface ReadmeQuery {
  readonly story: string;
  readonly sql: string;
}

const heading = /^### (.+)$/gm;
const query = /```sql\n(?<sql>[\s\S]+?)\n```\n(?:\n```text\n[\s\S]*?\n```\n)?/g;

export function readmeQueries(readme: string): readonly ReadmeQuery[] {
  const headings = [...readme.matchAll(heading)];
  return [...readme.matchAll(query)].map(({ index, groups }) => ({
    story: headings.findLast((each) => each.index < index)?.[1] ?? "",
    sql: groups?.sql ?? "",
  }));
}

/** The same text with other results: one for each query, in order. */
export function withResults(readme: string, results: readonly string[]): string {
  const left = [...results];
  return readme.replace(
    query,
    (_, sql: string) => `\`\`\`sql\n${sql}\n\`\`\`\n\n\`\`\`text\n${left.shift()}\n\`\`\`\n`,
  );
}
