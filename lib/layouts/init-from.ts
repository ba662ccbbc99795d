import { basename, relative, resolve, sep } from "node:path";
import { DirectoryStore } from "../storage/directory-store.ts";
import { type Draft, draftFrom } from "./draft.ts";
import type { Question } from "./page.ts";
import { writeConfig } from "./write-config.ts";

/** What `init --from` found and asks. */
export interface DraftedConfig {
  readonly text: string;
  readonly streams: readonly {
    readonly source: string;
    readonly stream: string;
    readonly entity: string;
    readonly path: string;
    readonly files: number;
  }[];
  /** Files that no stream reads, and why. */
  readonly leftOut: readonly { readonly glob: string; readonly files: number; readonly reason: string }[];
  readonly questions: readonly Question[];
}

export class NotBelowProject extends Error {
  override readonly name = "NotBelowProject";
  constructor(from: string, directory: string) {
    super(
      `${from} is not below ${directory}: move or link the exports there, or name another project with --project`,
    );
  }
}

/** Folders that seldom are the name of a company. */
const usualFolders = /^(exports?|data|inbox|files|src|tmp|project|demo|bellwether)$/i;

/** Drafts a project's config from a folder of exports below it. @throws NotBelowProject, NoAccounts */
export async function draftConfig(directory: string, from: string, schema?: string): Promise<DraftedConfig> {
  const below = relative(directory, from).split(sep).join("/");
  if (below.startsWith("..") || resolve(directory, below) !== from)
    throw new NotBelowProject(from, directory);
  const draft = await draftFrom(new DirectoryStore(directory), below === "" ? "" : `${below}/`);
  const { text, questions } = writeConfig(draft, {
    company: companyOf(directory),
    from: below === "" ? "." : below,
    schema,
  });
  const leftOut = draft.leftOut.map(({ glob, files, reason }) => ({ glob, files, reason }));
  return { text, streams: streamsOf(draft), leftOut, questions };
}

/** The folder's name as a company's: marrowgate-ltd is Marrowgate Ltd. */
function companyOf(directory: string): string {
  const words = basename(directory)
    .split(/[-_ ]+/)
    .filter((word) => word !== "");
  const name = words
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ")
    .slice(0, 80);
  return name === "" || usualFolders.test(name) ? "My company" : name;
}

const streamsOf = ({ streams }: Draft): DraftedConfig["streams"] =>
  streams.map(({ source, name, entity, settings, sample }) => ({
    ...{ source, stream: name, entity, path: String(settings.path?.value), files: sample.group.files.length },
  }));
