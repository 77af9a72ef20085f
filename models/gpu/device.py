"""Where tensors live, and how a line of progress is told."""
import time

import torch

DEVICE = "cuda" if torch.cuda.is_available() else "cpu"
STARTED = time.time()
compiled = torch.compile(dynamic=False) if DEVICE == "cuda" else lambda function: function


def say(text):
    print(f"{time.time() - STARTED:7.1f} s  {text}", flush=True)
