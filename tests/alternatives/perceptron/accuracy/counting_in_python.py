"""A loop over plain numbers."""
def predict_classes(y_hat):
    if y_hat.dim() == 2:
        return y_hat.max(dim=1).indices
    if y_hat.dim() == 1:
        return y_hat
    raise ValueError("y_hat")


def accuracy(y_hat, y):
    classes = predict_classes(y_hat).tolist()
    if y.dim() != 1:
        raise ValueError("y must be one-dimensional")
    if len(classes) != y.numel():
        raise ValueError("y_hat and y differ in length")
    if not classes:
        raise ValueError("y_hat has no rows")
    right = 0
    for predicted, label in zip(classes, y.tolist()):
        right += predicted == label
    return right / len(classes)
