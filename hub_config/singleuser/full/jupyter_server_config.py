"""A teacher's or trainer's server: JupyterLab with nbgrader's assignment list, and the player to look at activities."""

from hub_config.singleuser.kernels import set_kernels
from hub_config.singleuser.voila_apps import set_voila

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (Jupyter gives it)

c.ServerApp.jpserver_extensions = {
    "innolab_player": True,
    "voila.server_extension": True,
    "jupyterlab": True,
    "jupyter_server_terminals": True,
    "jupyterlab_jupytext": True,
    "nbgrader.server_extensions.assignment_list": True,
    "nbgrader.server_extensions.validate_assignment": True,
    # InnoLab has its own pages for these, in three languages; one course folder per service is not its way.
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "jupyter_lsp": False,
    "notebook": False,
    "notebook_shim": False,
}
# JupyterLab would ask other hosts for news, new versions and extensions. labconfig/page_config.json takes its question,
# its extension manager and its help pages from elsewhere off the page.
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.LabApp.extension_manager = "readonly"
set_kernels(c)
set_voila(c)
