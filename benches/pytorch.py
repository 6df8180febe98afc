"""Times one attention head in PyTorch: float64, two threads, every stage kept.

Reads lines of what, n, d_model and d_k, and answers each with the median in milliseconds of a fifth of a second. What is
"head", "rotary" (queries and keys are rotated) or the d_ff of a layer with norms after and ReLU around the head.
"""

import sys
import time

import torch


def head(x, w_q, w_k, w_v):
    q, k, v = x @ w_q, x @ w_k, x @ w_v
    scores = q @ k.T
    scaled = scores / q.shape[1] ** 0.5
    weights = torch.softmax(scaled, dim=-1)
    return q, k, v, scores, scaled, weights, weights @ v


def rotated(x):
    n, d_k = x.shape
    angle = torch.arange(n, dtype=x.dtype)[:, None] * 10000.0 ** (-torch.arange(0, d_k, 2, dtype=x.dtype) / d_k)
    sine, cosine = torch.sin(angle), torch.cos(angle)
    a, b = x[:, 0::2], x[:, 1::2]
    out = torch.empty_like(x)
    out[:, 0::2], out[:, 1::2] = a * cosine - b * sine, b * cosine + a * sine
    return out


def rotary(x, w_q, w_k, w_v):
    q, k, v = x @ w_q, x @ w_k, x @ w_v
    r_q, r_k = rotated(q), rotated(k)
    scores = r_q @ r_k.T
    scaled = scores / q.shape[1] ** 0.5
    weights = torch.softmax(scaled, dim=-1)
    return q, k, v, r_q, r_k, scores, scaled, weights, weights @ v


def layer(x, w_q, w_k, w_v, w_o, w_1, w_2):
    stages = head(x, w_q, w_k, w_v)
    output = stages[-1] @ w_o
    residual = x + output
    normed = torch.nn.functional.layer_norm(residual, (x.shape[1],))
    up = normed @ w_1
    activated = torch.relu(up)
    down = activated @ w_2
    residual2 = normed + down
    block = torch.nn.functional.layer_norm(residual2, (x.shape[1],))
    return stages, output, residual, normed, up, activated, down, residual2, block


def median(call):
    call()
    times = []
    start = time.perf_counter()
    while len(times) < 5 or time.perf_counter() - start < 0.2:
        before = time.perf_counter()
        call()
        times.append(time.perf_counter() - before)
    return sorted(times)[len(times) // 2] * 1e3


torch.set_num_threads(2)
with torch.no_grad():
    for line in sys.stdin:
        what, *sizes = line.split()
        n, d_model, d_k = map(int, sizes)
        torch.manual_seed(1)

        def randn(rows, columns):
            return torch.randn(rows, columns, dtype=torch.float64) / rows**0.5

        x = torch.randn(n, d_model, dtype=torch.float64)
        ws = [randn(d_model, d_k) for _ in range(3)]
        if what == "head":
            time_of = median(lambda: head(x, *ws))
        elif what == "rotary":
            time_of = median(lambda: rotary(x, *ws))
        else:
            d_ff = int(what)
            ws += [randn(d_k, d_model), randn(d_model, d_ff), randn(d_ff, d_model)]
            time_of = median(lambda: layer(x, *ws))
        print(f"{time_of:.5f}", flush=True)
