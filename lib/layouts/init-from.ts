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
      `${from} is not below ${directory}: where exports stay elsewhere, name their folder with --inbox, here as in preview and land; or move or link them there`,
    );
  }
}

/** Folders that seldom are the name of a company. */
const usualFolders = /^(exports?|data|inbox|files|src|tmp|project|demo|bellwether)$/i;

interface DraftOptions {
  /** The schema that editors check the config with. */
  readonly schema?: string | undefined;
  /** The folder in which the paths of the config begin; by default that of the project. */
  readonly inbox?: string | undefined;
}

/** Drafts a project's config from a folder of exports below it, or below its inbox. @throws NotBelowProject, NoAccounts */
export async function draftConfig(
  directory: string,
  from: string,
  { schema, inbox = directory }: DraftOptions = {},
): Promise<DraftedConfig> {
  const below = relative(inbox, from).split(sep).join("/");
  if (below.startsWith("..") || resolve(inbox, below) !== from) throw new NotBelowProject(from, inbox);
  const draft = await draftFrom(new DirectoryStore(inbox), below === "" ? "" : `${below}/`);
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
