"""What keeps a forked process to its own: one mechanism for servers, kernels and notebook runs."""
