// The Output control: what a callback prints or draws appears in it (interact() and Output()).
import { DOMWidgetModel, DOMWidgetView, JUPYTER_WIDGETS_VERSION } from "@jupyter-widgets/base";
import type { KernelMessage } from "@jupyterlab/services";
import { render } from "preact";
import { Collector, type Output } from "../outputs/model";
import { Outputs } from "../outputs/view";
import type { PupilWidgets } from "./manager";

export class OutputModel extends DOMWidgetModel {
  // Backbone calls `initialize` before a class's own fields would be set, so they are made there.
  declare private collector: Collector;
  declare private hooked: string;
  declare private hook: (message: KernelMessage.IIOPubMessage) => boolean;

  override defaults(): ReturnType<DOMWidgetModel["defaults"]> {
    return {
      ...super.defaults(),
      _model_name: "OutputModel",
      _view_name: "OutputView",
      _model_module: "@jupyter-widgets/output",
      _view_module: "@jupyter-widgets/output",
      _model_module_version: JUPYTER_WIDGETS_VERSION,
      _view_module_version: JUPYTER_WIDGETS_VERSION,
      msg_id: "",
      outputs: [],
    };
  }

  override initialize(attributes: object, options: Parameters<DOMWidgetModel["initialize"]>[1]): void {
    super.initialize(attributes as Parameters<DOMWidgetModel["initialize"]>[0], options);
    this.collector = new Collector();
    this.hooked = "";
    this.hook = (message) => this.take(message);
    this.collector.outputs = [...((this.get("outputs") as Output[] | undefined) ?? [])];
    this.listenTo(this, "change:msg_id", () => this.rehook());
    this.listenTo(this, "change:outputs", () => {
      this.collector.outputs = [...(this.get("outputs") as Output[])];
    });
    this.rehook();
  }

  private get kernel(): PupilWidgets["kernel"] {
    return (this.widget_manager as unknown as PupilWidgets).kernel;
  }

  /** While Python is in this output's block, its messages are ours and not the cell's. */
  private rehook(): void {
    const id = (this.get("msg_id") as string | undefined) ?? "";
    if (this.hooked) this.kernel.removeMessageHook(this.hooked, this.hook);
    if (id) this.kernel.registerMessageHook(id, this.hook);
    this.hooked = id;
  }

  private take(message: KernelMessage.IIOPubMessage): boolean {
    const type = message.header.msg_type;
    if (!["stream", "display_data", "execute_result", "error", "clear_output", "update_display_data"].includes(type)) {
      return true;
    }
    const content = message.content as unknown as Record<string, unknown>;
    if (this.collector.take({ type, content })) {
      this.set("outputs", this.collector.outputs, { fromKernel: true });
      this.save_changes();
    }
    return false;
  }
}

export class OutputView extends DOMWidgetView {
  override render(): void {
    super.render();
    this.el.classList.add("widget-output");
    this.listenTo(this.model, "change:outputs", () => this.draw());
    this.draw();
  }

  private draw(): void {
    render(<Outputs outputs={this.model.get("outputs") as Output[]} />, this.el);
  }

  override remove(): void {
    render(null, this.el);
    super.remove();
  }
}
