"""InnoLab beside the stock tools, on the same machine, in one run. `./innolab bench NAME` calls these."""
