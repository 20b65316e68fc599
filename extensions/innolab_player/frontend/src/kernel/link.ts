// The one line to the pupil's Python: a session for the notebook, runs, stop, restart, and its troubles in states.
import type { Kernel, KernelMessage, ServerConnection } from "@jupyterlab/services";
import { CommsOverSubshells } from "@jupyterlab/services/lib/kernel/comm";
import { KernelConnection } from "@jupyterlab/services/lib/kernel/default";
import { getKernelModel, restartKernel } from "@jupyterlab/services/lib/kernel/restapi";
import { ServerConnection as Connection } from "@jupyterlab/services/lib/serverconnection";
import { startSession } from "@jupyterlab/services/lib/session/restapi";
import { signal } from "@preact/signals";
import type { KernelSaid } from "../outputs/model";

export type LinkState = "starting" | "ready" | "dead" | "away";

export interface Ran {
  status: "ok" | "error" | "died" | "stopped";
  ename?: string;
  count: number | null;
  expressions: Record<string, string>;
}

export interface RunOptions {
  silent?: boolean;
  expressions?: Record<string, string>;
  said?: (message: KernelSaid) => void;
  asked?: (prompt: string, password: boolean) => Promise<string>;
}

export class KernelLink {
  readonly state = signal<LinkState>("starting");
  /** Called each time Python is there anew: at the start, and after it started again by itself. */
  onFresh: (again: boolean) => void = () => {};
  private readonly settings: ServerConnection.ISettings;
  private kernel: KernelConnection | null = null;
  private opening: Promise<KernelConnection> | null = null;

  constructor(
    baseUrl: string,
    private readonly path: string,
    private readonly name: string,
    private readonly prepareKernel: (kernel: Kernel.IKernelConnection) => void,
  ) {
    const root = new URL(baseUrl, location.href).href;
    this.settings = Connection.makeSettings({
      baseUrl: root,
      wsUrl: root.replace(/^http/, "ws"),
      appUrl: root,
      token: "",
      init: { credentials: "same-origin", cache: "no-store" },
    });
  }

  /** The kernel, started when there is none. */
  async open(): Promise<KernelConnection> {
    // While it starts, its setup comes first.
    if (!this.opening && this.kernel && isUsable(this.kernel)) return this.kernel;
    this.opening ??= this.start().finally(() => {
      this.opening = null;
    });
    return this.opening;
  }

  private async start(): Promise<KernelConnection> {
    this.state.value = "starting";
    try {
      const options = { path: this.path, name: this.path, type: "notebook", kernel: { name: this.name } };
      const session = await startSession(options as Parameters<typeof startSession>[0], this.settings);
      if (!session.kernel) throw new Error("a session without a kernel");
      const kernel = new KernelConnection({ model: session.kernel, serverSettings: this.settings });
      kernel.commsOverSubshells = CommsOverSubshells.Disabled;
      this.kernel?.dispose();
      this.kernel = kernel;
      this.watch(kernel);
      this.prepareKernel(kernel);
      await Promise.race([kernel.info, whenDisposed(kernel)]);
      this.state.value = "ready";
      this.onFresh(false);
      return kernel;
    } catch (error) {
      this.state.value = "away";
      throw error;
    }
  }

  private watch(kernel: KernelConnection): void {
    let restarting = false;
    kernel.statusChanged.connect((_, status) => {
      if (kernel !== this.kernel) return;
      if (status === "dead") this.state.value = "dead";
      if (status === "autorestarting") restarting = true;
      if (restarting && (status === "idle" || status === "starting")) {
        restarting = false;
        this.state.value = "ready";
        this.onFresh(true);
      }
    });
    kernel.connectionStatusChanged.connect((_, status) => {
      if (kernel !== this.kernel || this.state.value === "dead") return;
      this.state.value = status === "connected" ? "ready" : status === "connecting" ? "starting" : "away";
      if (status !== "connected") void this.replaceEnded(kernel);
    });
  }

  /** While this device slept, Python may have been ended as idle: no connecting brings that one back. */
  private async replaceEnded(kernel: KernelConnection): Promise<void> {
    // Undefined: there is no such kernel. Null: nobody answered.
    const model = await getKernelModel(kernel.id, this.settings).catch(() => null);
    if (model === undefined && kernel === this.kernel) await this.renew();
  }

  /** Run code; never throws: what went wrong is in the status. */
  async run(code: string, { silent = false, expressions = {}, said, asked }: RunOptions = {}): Promise<Ran> {
    try {
      const kernel = await this.open();
      const content = { code, silent, store_history: !silent, stop_on_error: true, allow_stdin: asked !== undefined };
      const future = kernel.requestExecute({ ...content, user_expressions: expressions }, true);
      future.onIOPub = (message) => {
        said?.({ type: message.header.msg_type, content: message.content as unknown as Record<string, unknown> });
      };
      if (asked) future.onStdin = (message) => void answerWith(future, message, asked);
      return read((await future.done) as KernelMessage.IExecuteReplyMsg);
    } catch {
      return { status: "died", count: null, expressions: {} };
    }
  }

  async stop(): Promise<void> {
    await this.kernel?.interrupt().catch(() => {});
  }

  /** Our server was away: the Python we knew may have gone with it, so the session is asked for anew. */
  async renew(): Promise<void> {
    if (this.state.value === "ready") return;
    const [kernel, opening] = [this.kernel, this.opening];
    this.kernel = null;
    kernel?.dispose();
    await opening?.catch(() => {});
    await this.open().catch(() => {});
  }

  /** Start Python again: the one button of a dead kernel. */
  async startAgain(): Promise<void> {
    const old = this.kernel;
    this.kernel = null;
    if (old) {
      await restartKernel(old.id, this.settings).catch(() => {});
      old.dispose();
    }
    await this.open().catch(() => {});
  }
}

/** One that connects again may wait a minute for its next try, and for a Python that is gone: a new one asks at once. */
function isUsable(kernel: KernelConnection): boolean {
  return !kernel.isDisposed && kernel.status !== "dead" && kernel.connectionStatus === "connected";
}

/** A connection that is given up never says anything of Python. */
function whenDisposed(kernel: KernelConnection): Promise<never> {
  return new Promise((_, reject) => kernel.disposed.connect(() => reject(new Error("given up"))));
}

async function answerWith(
  future: { sendInputReply: Kernel.IShellFuture<KernelMessage.IExecuteRequestMsg>["sendInputReply"] },
  message: KernelMessage.IStdinMessage,
  asked: (prompt: string, password: boolean) => Promise<string>,
): Promise<void> {
  if (message.header.msg_type !== "input_request") return;
  const { prompt, password } = message.content as { prompt: string; password: boolean };
  const value = await asked(prompt, password);
  future.sendInputReply({ value, status: "ok" }, message.header as KernelMessage.IInputRequestMsg["header"]);
}

function read({ content }: KernelMessage.IExecuteReplyMsg): Ran {
  const count = (content as { execution_count?: number }).execution_count ?? null;
  if (content.status === "ok") return { status: "ok", count, expressions: texts(content.user_expressions) };
  if (content.status === "error") {
    const status = content.ename === "KeyboardInterrupt" ? "stopped" : "error";
    return { status, ename: content.ename, count, expressions: {} };
  }
  return { status: "stopped", count, expressions: {} };
}

function texts(expressions: unknown): Record<string, string> {
  const entries = Object.entries((expressions ?? {}) as Record<string, { data?: Record<string, unknown> }>);
  return Object.fromEntries(entries.map(([name, { data }]) => [name, String(data?.["text/plain"] ?? "")]));
}
