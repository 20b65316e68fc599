"""A module that must not be in a zygote."""

import threading
import time

threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
