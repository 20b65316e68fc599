"""The pupil's page: a jupyter_server extension and its front end."""
