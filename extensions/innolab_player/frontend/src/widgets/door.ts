// The door to live controls (ipywidgets): their code loads only when Python opens the first one.
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import type { PupilWidgets } from "./manager";

export const VIEW_MIME = "application/vnd.jupyter.widget-view+json";

let kernel: Kernel.IKernelConnection | null = null;
let manager: Promise<PupilWidgets> | null = null;

/** Called for each new connection to Python: the old one's controls are gone. */
export function readyWidgets(connection: Kernel.IKernelConnection): void {
  kernel = connection;
  void manager?.then((old) => old.dispose());
  manager = null;
  connection.registerCommTarget("jupyter.widget", async (comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg) => {
    // Messages wait while this does, so none is lost while the code loads.
    await (await theManager()).opened(comm, message);
  });
  connection.statusChanged.connect((_, status) => {
    if (status !== "autorestarting" && status !== "restarting") return;
    void manager?.then((old) => old.dispose());
    manager = null;
  });
}

function theManager(): Promise<PupilWidgets> {
  manager ??= load();
  return manager;
}

async function load(): Promise<PupilWidgets> {
  if (!kernel) throw new Error("no kernel");
  const [{ PupilWidgets }] = await Promise.all([import("./manager"), style()]);
  return new PupilWidgets(kernel);
}

function style(): Promise<void> {
  const { baseUrl: _, widgetsCss = "" } = document.body.dataset;
  return new Promise((resolve) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = widgetsCss;
    link.onload = link.onerror = () => resolve();
    document.head.append(link);
  });
}

/** Show a control in an element; false when Python no longer has it. */
export async function showWidget(id: string, element: HTMLElement): Promise<boolean> {
  return kernel ? (await theManager()).show(id, element) : false;
}
