"""What an InnoLab activity imports in the kernel: checks with a learner's message, errors in plain words."""
