"""A network that reads handwritten digits: 64 inputs, 128 hidden units, 10 outputs, trained by Adam.

The 1,797 images of 8 by 8 pixels come with scikit-learn; every fifth is held back and only looked at in the end.
Run it: python examples/digits.py (it needs scikit-learn and tqdm)
"""

import time

from sklearn.datasets import load_digits
from tqdm import tqdm

import backsweep.numpy as np
from backsweep import grad
from backsweep.misc.optimizers import adam
from backsweep.scipy.special import logsumexp

HIDDEN, BATCH, EPOCHS = 128, 64, 40
DECAY = 1e-4


def images():
    """((pixels, digits) to learn from, (pixels, digits) held back), the pixels between -1 and 1."""
    data = load_digits()
    pixels, digits = data.data / 8 - 1, data.target
    held_back = np.arange(len(digits)) % 5 == 0
    return (pixels[~held_back], digits[~held_back]), (pixels[held_back], digits[held_back])


def untrained(draw):
    """Weights of the size that keeps the spread of a layer's outputs that of its inputs, and biases of 0."""
    return {
        "hidden": [draw.normal(size=(64, HIDDEN)) / 8, np.zeros(HIDDEN)],
        "output": [draw.normal(size=(HIDDEN, 10)) / np.sqrt(HIDDEN), np.zeros(10)],
    }


def scores(network, pixels):
    """The logarithm of each digit's probability, for each image."""
    weights, biases = network["hidden"]
    hidden = np.tanh(pixels @ weights + biases)
    weights, biases = network["output"]
    raw = hidden @ weights + biases
    return raw - logsumexp(raw, axis=1, keepdims=True)


def loss(network, pixels, digits):
    """How unlikely the true digits are, on average, and a little for large weights."""
    likely = scores(network, pixels)[np.arange(len(digits)), digits]
    size = np.sum(network["hidden"][0] ** 2) + np.sum(network["output"][0] ** 2)
    return DECAY * size - np.mean(likely)


def accuracy(network, pixels, digits):
    """The share of images whose most likely digit is the true one."""
    return np.mean(np.argmax(scores(network, pixels), axis=1) == digits)


def train(network, pixels, digits, draw):
    """The network after EPOCHS times through all images, in another order each time."""
    batches = len(digits) // BATCH
    orders = [draw.permutation(len(digits)) for _ in range(EPOCHS)]

    def gradient(network, step):
        epoch, batch = divmod(step, batches)
        chosen = orders[epoch][batch * BATCH : (batch + 1) * BATCH]
        return grad(loss)(network, pixels[chosen], digits[chosen])

    with tqdm(total=EPOCHS * batches, unit="step") as bar:

        def told(network, step, gradient):
            bar.update()
            if step % batches == 0:
                bar.set_postfix(loss=f"{loss(network, pixels, digits):.4f}")

        return adam(gradient, network, told, num_iters=EPOCHS * batches, step_size=0.003)


def main():
    draw = np.random.default_rng(0)
    seen, held_back = images()
    start = time.perf_counter()
    network = train(untrained(draw), *seen, draw)
    print(f"trained on {len(seen[1])} images in {time.perf_counter() - start:.1f} s")
    print(f"accuracy on them: {accuracy(network, *seen):.1%}")
    print(f"accuracy on the {len(held_back[1])} held back: {accuracy(network, *held_back):.1%}")


if __name__ == "__main__":
    main()
