"""The text's code with the cast turned round and the count divided."""
def predict_classes(y_hat):
    if len(y_hat.shape) == 1:
        return y_hat
    if len(y_hat.shape) != 2:
        raise ValueError("y_hat: shape (n, q) or (n,)")
    return y_hat.argmax(axis=1)


def accuracy(y_hat, y):
    y_hat = predict_classes(y_hat)
    if y_hat.shape != y.shape:
        raise ValueError("y_hat, y: shapes differ")
    if y.shape[0] < 1:
        raise ValueError("y: no rows")
    cmp = y_hat == y.type(y_hat.dtype)
    return float(cmp.sum()) / len(y)
