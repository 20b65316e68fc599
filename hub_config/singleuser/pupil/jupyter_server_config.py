"""A pupil's server: the player, kernels, Voilà and the own home. No lab, no terminal, no language server."""

from hub_config.singleuser.kernels import set_kernels
from hub_config.singleuser.voila_apps import set_voila

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter gives it)

c.ServerApp.jpserver_extensions = {
    "innolab_player": True,
    "voila.server_extension": True,
    "jupyter_lsp": False,
    "jupyter_server_terminals": False,
    "jupyterlab": False,
    "jupyterlab_jupytext": False,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "notebook": False,
    "notebook_shim": False,
}
c.ServerApp.terminals_enabled = False
c.KernelSpecManager.allowed_kernelspecs = {"python3"}
c.ServerApp.contents_manager_class = "hub_config.singleuser.contents.HomeContents"
c.HomeContents.checkpoints_class = "hub_config.singleuser.contents.HomeCheckpoints"
# /files/ too goes by way of it.
c.HomeContents.files_handler_class = "jupyter_server.files.handlers.FilesHandler"
c.ContentsManager.allow_hidden = False
# The player owns saving; half-written files never stand in place of whole ones.
c.FileContentsManager.use_atomic_writing = True
set_kernels(c)
set_voila(c)
