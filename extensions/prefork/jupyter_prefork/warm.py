def kernel():
    pass


def notebook():
    pass
