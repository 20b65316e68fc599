"""How every server starts its kernels."""

from __future__ import annotations

from typing import Any


def set_kernels(c: Any) -> None:
    """Kernels are forks of the zygote, in a sandbox; they keep no history between them."""
    c.ServerApp.session_manager_class = "innolab_player.sessions.OneSessionPerNotebook"
    c.ServerApp.kernel_websocket_connection_class = "jupyter_prefork.websocket.PromptConnection"
    c.KernelProvisionerFactory.default_provisioner_name = "prefork-provisioner"
    c.PreforkProvisioner.arguments = ["--HistoryManager.enabled=False"]
