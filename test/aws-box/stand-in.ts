import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { askTrino } from "../support/trino.ts";
import { fetched } from "./fetched.ts";
import { Leashed } from "./leashed.ts";
import { java, missing } from "./tools.ts";

/** A stand-in for AWS on this machine: an emulator of its services, and a Trino that runs Athena's queries. */
export interface StandIn extends AsyncDisposable {
  /** The environment that a program needs to find the stand-in, with nothing of the real AWS. */
  readonly environment: Readonly<Record<string, string>>;
}

const here = import.meta.dirname;
const binaries = join(here, "../../node_modules/.bin");
const region = "us-east-1";

/** Starts a stand-in on free ports, fetching its programs the first time. @throws with the reason when the machine cannot run it */
export async function openStandIn(): Promise<StandIn> {
  const lacking = missing();
  if (lacking !== undefined) throw new Error(lacking);
  const { trino, python } = await fetched();
  await using started = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "bellwether-aws-box-"));
  started.defer(() => rm(directory, { recursive: true, force: true }));
  const [awsPort, trinoPort] = [await freePort(), await freePort()];
  const environment = environmentOf(awsPort, trinoPort);
  const emulator = started.use(await startEmulator({ python, port: awsPort, environment, directory }));
  const server = started.use(await startTrino({ trino, python, port: trinoPort, environment, directory }));
  await emulator.ready(() => answers(`${environment.AWS_ENDPOINT_URL}/_ministack/health`), {
    timeoutSeconds: 60,
  });
  await server.ready(() => selects(environment.BELLWETHER_TRINO_URL), { timeoutSeconds: 180 });
  const running = started.move();
  return { environment, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

function environmentOf(awsPort: number, trinoPort: number) {
  const endpoint = `http://127.0.0.1:${awsPort}`;
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
    BELLWETHER_TRINO_URL: `http://127.0.0.1:${trinoPort}`,
  };
}

interface Start {
  readonly python: string;
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
}

async function startEmulator({ python, port, environment, directory }: Start): Promise<Leashed> {
  const data = join(directory, "emulator");
  await mkdir(data);
  return Leashed.start({
    name: "the emulator",
    ...{ python, directory: data, log: join(directory, "emulator.log"), secondsToEnd: 2 },
    command: [python, join(here, "emulator.py")],
    environment: {
      ...environment,
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: "local",
      TMPDIR: data,
      // Lambda functions run on the first `node` of the path.
      PATH: `${binaries}${delimiter}${process.env.PATH ?? ""}`,
    },
  });
}

async function startTrino({ trino, ...start }: Start & { readonly trino: string }): Promise<Leashed> {
  const { python, port, environment, directory } = start;
  const data = join(directory, "trino");
  const etc = join(here, "trino/etc");
  const settings = {
    "http-server.http.port": String(port),
    "discovery.uri": environment.BELLWETHER_TRINO_URL,
    "node.environment": "test",
    "node.data-dir": data,
    "node.internal-address": "127.0.0.1",
    "node.bind-ip": "127.0.0.1",
    "catalog.config-dir": join(etc, "catalog"),
    config: join(etc, "config.properties"),
    "log.levels-file": join(etc, "log.properties"),
  };
  return Leashed.start({
    name: "Trino",
    ...{ python, directory: trino, log: join(directory, "trino.log"), secondsToEnd: 10 },
    command: [
      java(),
      `@${join(etc, "jvm.config")}`,
      ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
      ...["-cp", "lib/*", "io.trino.server.TrinoServer"],
    ],
    environment,
  });
}

/** Free a moment ago: if another process takes it meanwhile, the start fails and says so. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

/** Trino reports its start some seconds before it has a node to run a query on. */
const selects = (url: string | undefined): Promise<boolean> =>
  askTrino(String(url), "select count(*) from (values 1) as one (x) where random() < 2").then(
    () => true,
    () => false,
  );
