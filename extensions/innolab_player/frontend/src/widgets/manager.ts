// Live controls: ipywidgets' models and views over the kernel's comms.
import * as base from "@jupyter-widgets/base";
import { ManagerBase } from "@jupyter-widgets/base-manager";
import * as controls from "@jupyter-widgets/controls";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { MessageLoop } from "@lumino/messaging";
import { Widget } from "@lumino/widgets";
import { nameSlider } from "./names";
import * as output from "./output";

type Module = Record<string, unknown>;

const MODULES: Record<string, Module> = {
  "@jupyter-widgets/base": base as unknown as Module,
  "@jupyter-widgets/controls": controls as unknown as Module,
  "@jupyter-widgets/output": output as unknown as Module,
};

export class PupilWidgets extends ManagerBase {
  private looked: Promise<void> | null = null;

  constructor(readonly kernel: Kernel.IKernelConnection) {
    super();
  }

  async opened(comm: Kernel.IComm, message: KernelMessage.ICommOpenMsg): Promise<void> {
    await this.handle_comm_open(
      new base.shims.services.Comm(comm),
      message as Parameters<ManagerBase["handle_comm_open"]>[1],
    );
  }

  async show(id: string, element: HTMLElement): Promise<boolean> {
    if (!this.has_model(id)) {
      this.looked ??= this._loadFromKernel().catch(() => {});
      await this.looked;
    }
    if (!this.has_model(id)) return false;
    const view = await this.create_view(await this.get_model(id));
    const widget = (view as unknown as { luminoWidget: Widget }).luminoWidget;
    MessageLoop.sendMessage(widget, Widget.Msg.BeforeAttach);
    element.replaceChildren(widget.node);
    MessageLoop.sendMessage(widget, Widget.Msg.AfterAttach);
    return true;
  }

  // Every view comes by here, those inside boxes too.
  override async create_view<V extends base.WidgetView>(model: base.WidgetModel, options?: unknown): Promise<V> {
    const view = await super.create_view<V>(model, options);
    nameSlider(view);
    return view;
  }

  dispose(): void {
    void this.clear_state();
  }

  protected override loadClass(
    name: string,
    module: string,
  ): Promise<typeof base.WidgetModel | typeof base.WidgetView> {
    const found = MODULES[module]?.[name];
    if (!found) return Promise.reject(new Error(`${module} ${name} is not available here`));
    return Promise.resolve(found as typeof base.WidgetModel);
  }

  protected async _create_comm(
    target: string,
    id?: string,
    data?: Parameters<Kernel.IComm["open"]>[0],
    metadata?: Parameters<Kernel.IComm["open"]>[1],
    buffers?: ArrayBuffer[] | ArrayBufferView[],
  ): Promise<base.IClassicComm> {
    const comm = this.kernel.createComm(target, id);
    if (data || metadata) comm.open(data, metadata, buffers);
    return new base.shims.services.Comm(comm);
  }

  protected async _get_comm_info(): Promise<object> {
    const { content } = await this.kernel.requestCommInfo({ target_name: "jupyter.widget" });
    return content.status === "ok" ? content.comms : {};
  }
}
